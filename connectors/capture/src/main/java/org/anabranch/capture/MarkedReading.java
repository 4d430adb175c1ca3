package org.anabranch.capture;

import java.util.function.Consumer;
import org.anabranch.capture.LogEvent.DocumentMarks;
import org.anabranch.model.change.DocumentWrites;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.DocumentMarker.Going;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sink's writes from an application's by the marks in the documents, where the sink has
 * no transactions (docs/decisions/031). Where it has written over what it had not left there
 * itself, or has deleted, it is told so.
 */
record MarkedReading(Origin own, CaptureTracker tracker) {

  /**
   * Reads a write of a document that bears a mark, or bore one; its transaction is open.
   *
   * @param out what is to be sent of it; nothing where it is the sink's and need not be told
   * @return whether it was the sink's
   */
  boolean read(
      SourceRecord record,
      LogEvent.Row row,
      DocumentMarks marks,
      RowKey key,
      Consumer<LocalChange> out) {
    MarkedKey of = new MarkedKey(own, row.table(), key.hash());
    DocumentMarker after = MarkedDocument.marker(marks.after(), of);
    Going deleted = tracker.marks().deletes(marks.before(), marks.after(), of);
    if (after != null && tracker.marks().writes(marks.before(), marks.after(), of)) {
      tracker.marked(after);
      boolean over = !MarkedDocument.asTheSinkLeftIt(marks.before(), of);
      if (over && after.last().equals(after.written())) {
        out.accept(receipt(record, row, key, after.last()));
      }
      return true;
    } else if (deleted != null) {
      tracker.marked(deleted.winner().stamp());
      out.accept(receipt(record, row, key, deleted.mark()));
      return true;
    }
    out.accept(change(record, row, marks, key, of));
    return false;
  }

  private LocalChange receipt(SourceRecord record, LogEvent.Row row, RowKey key, WriteId write) {
    Stamped stamped = tracker.receipt(row.table(), key.lane(), millis(row));
    DocumentWrites writes = new DocumentWrites(null, write);
    return new LocalChange(
        record,
        row,
        stamped,
        false,
        key.lane(),
        key.hash(),
        new MarkedTelling(true, writes, VersionVector.EMPTY));
  }

  private LocalChange change(
      SourceRecord record, LogEvent.Row row, DocumentMarks marks, RowKey key, MarkedKey of) {
    Stamped stamped = tracker.local(row.table(), key.lane(), millis(row));
    @Nullable DocumentMarker built = MarkedDocument.marker(marks.before(), of);
    DocumentWrites writes =
        new DocumentWrites(
            MarkedDocument.written(marks.before(), of), MarkedDocument.written(marks.after(), of));
    VersionVector seen = built == null ? VersionVector.EMPTY : built.vector();
    return new LocalChange(
        record,
        row,
        stamped,
        false,
        key.lane(),
        key.hash(),
        new MarkedTelling(false, writes, seen));
  }

  private static long millis(LogEvent.Row row) {
    return Math.floorDiv(row.committedAtMicros(), 1000L);
  }
}
