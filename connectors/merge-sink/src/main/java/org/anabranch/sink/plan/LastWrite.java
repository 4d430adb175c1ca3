package org.anabranch.sink.plan;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.Operation;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * How the sink itself last wrote a row, and what that says about changes of the own database (rule
 * M4).
 *
 * @param written null where it has not written the row
 */
record LastWrite(@Nullable SinkWrite written) {

  /**
   * Whether the sink may have written over an own change. A row of a snapshot has the position of
   * the snapshot, which does not contain transactions that were open then, whatever position they
   * had read.
   */
  boolean mayHaveCovered(Change own) {
    return written != null
        && (own.operation() == Operation.READ
            || (own.position() <= written.position()
                && (written.deleted() || own.position() > written.kept())));
  }

  /** Whether an own snapshot that was taken later has read it. */
  boolean isReadBy(Change ownSnapshot) {
    return written != null && ownSnapshot.position() > written.position();
  }

  /** Whether the row, as it was found, is still as the sink left it. */
  boolean left(@Nullable RowState row) {
    if (row == null || written == null) {
      return false;
    }
    return row.exists() ? row.writer() == written.writer() : written.deleted();
  }
}
