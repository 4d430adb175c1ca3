package org.anabranch.sink.plan;

import java.util.Objects;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowState;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was found before a merge that depends on it.
 *
 * @param compared the arrival that {@link RowState#sameAsArrival()} speaks of
 */
record FoundRow(RowState state, Arrival compared) {

  boolean exists() {
    return state.exists();
  }

  /** Whether the row is known to be what an arrival carries. */
  boolean shows(Arrival arrival) {
    return state.sameAsArrival() && alike(arrival, compared);
  }

  /** Whether two arrivals carry the same row. */
  static boolean alike(Arrival one, Arrival other) {
    return alike(one.row(), other.row());
  }

  private static boolean alike(@Nullable RecordView one, @Nullable RecordView other) {
    return one != null
        && other != null
        && one.fields().size() == other.fields().size()
        && one.fields().stream()
            .allMatch(
                field ->
                    other.has(field) && Objects.deepEquals(one.value(field), other.value(field)));
  }
}
