package org.anabranch.capture;

import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.MarkedDocument;
import org.jspecify.annotations.Nullable;

/** What one record of a database's log says, as far as causality is concerned. */
public sealed interface LogEvent {

  /**
   * A row of the application was written or deleted, was found by a snapshot, or a whole table was
   * emptied.
   *
   * @param snapshot whether a snapshot found it; such rows belong to no transaction
   * @param position the change's own position in the log
   * @param committedAtMicros when its transaction was committed, or the snapshot taken
   * @param marks of a document that bears, or bore, a mark of a sink; null for others
   */
  record Row(
      TableName table,
      Operation operation,
      boolean snapshot,
      long position,
      long committedAtMicros,
      @Nullable DocumentMarks marks)
      implements LogEvent {

    /** One that bears no mark. */
    public Row(
        TableName table,
        Operation operation,
        boolean snapshot,
        long position,
        long committedAtMicros) {
      this(table, operation, snapshot, position, committedAtMicros, null);
    }
  }

  /**
   * A document before and after a write.
   *
   * @param before null where there was none
   * @param after null where it is gone
   */
  record DocumentMarks(@Nullable MarkedDocument before, @Nullable MarkedDocument after) {}

  /**
   * The sink, without transactions, has merged that it deletes a document by a mark.
   *
   * @param since the least number by which the same writer may delete a document yet
   */
  record Removing(WriteId mark, long since) implements LogEvent {}

  /** A row of the watermark table was written, or found by a snapshot. */
  record Watermark(Origin origin, TableName table, int lane, Stamp stamp, boolean snapshot)
      implements LogEvent {}

  /** Something was deleted from the watermark table; that moves no watermark. */
  record WatermarkRemoved() implements LogEvent {}

  /** The empty record that follows a delete. */
  record Tombstone() implements LogEvent {}

  /**
   * A row that does not travel: another record tells of it as well, such as a partition's in a
   * snapshot, or it belongs to the sink.
   */
  record Passed() implements LogEvent {}

  /** Anything that is no row: heartbeats, messages, transaction metadata. Travels on unstamped. */
  record Other() implements LogEvent {}
}
