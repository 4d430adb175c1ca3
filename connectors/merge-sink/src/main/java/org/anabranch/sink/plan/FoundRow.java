package org.anabranch.sink.plan;

import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.EncryptedColumns;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowState;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was found before a merge that depends on it.
 *
 * @param compared the arrival that {@link RowState#sameAsArrival()} speaks of
 * @param told the columns of that arrival, where they are known; else null
 * @param encrypted the columns of which another one tells whether they are the same
 */
record FoundRow(
    RowState state, Arrival compared, @Nullable ColumnTexts told, EncryptedColumns encrypted) {

  boolean exists() {
    return state.exists();
  }

  /** Whether the row is known to be what an arrival carries. */
  boolean shows(Arrival arrival) {
    boolean same =
        state.sameAsArrival()
            || (!encrypted.isEmpty()
                && told != null
                && state.exists()
                && encrypted.holds(state.columns(), told));
    return same && alike(arrival, compared, encrypted);
  }

  /** Whether two arrivals carry the same row. */
  static boolean alike(Arrival one, Arrival other, EncryptedColumns encrypted) {
    RecordView row = one.row();
    RecordView beside = other.row();
    return row != null && beside != null && encrypted.alike(row, beside);
  }
}
