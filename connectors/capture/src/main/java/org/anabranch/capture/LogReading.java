package org.anabranch.capture;

import java.util.Map;
import java.util.function.Consumer;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of one database from where a {@link Resume} says: finds the ends of transactions,
 * asks the tracker, deals local changes to their lanes and leaves echoes out.
 *
 * <p>Every record gets the offset and the state of the last transaction that had ended before it
 * (C1). Only rows of a snapshot, each complete in itself, carry the state after them.
 */
final class LogReading {

  private final ContextOptions options;
  private final CapturedLog log;
  private final Resume resume;
  private final RowKey.Reader keys;
  private final CaptureMetrics metrics;
  private final CaptureTracker tracker;

  private boolean inTransaction;
  private boolean lastRowEmitted;
  private @Nullable Object completed;
  private @Nullable StoredOffset offset;
  private Map<String, ?> offsetMap = Map.of();

  LogReading(ContextOptions options, CapturedLog log, Resume resume, CaptureMetrics metrics) {
    this.options = options;
    this.log = log;
    this.resume = resume;
    this.keys = new RowKey.Reader(options);
    this.metrics = metrics;
    this.tracker = new CaptureTracker(options.origin(), resume.state());
  }

  /** Where a restart would go on now; null before the first record. */
  @Nullable StoredOffset offset() {
    return offset;
  }

  /**
   * Hands on what is to become of a record: nothing, one pending record, or one per lane.
   *
   * @throws ConnectException where the log cannot be followed
   */
  void read(SourceRecord record, Consumer<PendingRecord> out) {
    try {
      LogEvent event = log.read(record);
      noteCompleted(record);
      if (event instanceof LogEvent.Row row) {
        row(record, row, out);
      } else if (event instanceof LogEvent.Watermark mark) {
        watermark(record, mark);
      } else if (event instanceof LogEvent.WatermarkRemoved) {
        watermarkRemoved();
      } else if (event instanceof LogEvent.Tombstone) {
        tombstone(record, out);
      } else if (event instanceof LogEvent.Other) {
        out.accept(new PendingRecord.PassedOn(record, offsetMap));
      }
    } catch (IllegalStateException e) {
      throw new ConnectException(
          "The log of "
              + options.origin()
              + " cannot be followed at "
              + record.sourceOffset()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void noteCompleted(SourceRecord record) {
    Object before = log.completedBefore(record);
    if (!before.equals(completed)) {
      if (inTransaction) {
        tracker.commit();
        inTransaction = false;
        metrics.clock(tracker.completed().clock().millis());
      }
      completed = before;
      moveOffset(record, false);
    }
  }

  private void moveOffset(SourceRecord record, boolean snapshot) {
    offset =
        new StoredOffset(
            log.restartAt(record), tracker.completed(), snapshot && resume.firstSnapshot());
    offsetMap = offset.toMap();
  }

  private void inTransaction() {
    if (!inTransaction) {
      tracker.begin();
      inTransaction = true;
    }
  }

  private void watermark(SourceRecord record, LogEvent.Watermark mark) {
    lastRowEmitted = false;
    inTransaction();
    tracker.watermark(mark.origin(), mark.table(), mark.lane(), mark.stamp());
    if (mark.snapshot()) {
      tracker.commit();
      inTransaction = false;
      moveOffset(record, true);
    }
  }

  private void watermarkRemoved() {
    lastRowEmitted = false;
    inTransaction();
    tracker.sinkTransaction();
  }

  private void tombstone(SourceRecord record, Consumer<PendingRecord> out) {
    if (lastRowEmitted) {
      out.accept(new PendingRecord.Tombstone(record, offsetMap));
    }
  }

  private void row(SourceRecord record, LogEvent.Row row, Consumer<PendingRecord> out) {
    if (row.snapshot()) {
      snapshotRow(record, row, out);
      return;
    }
    inTransaction();
    lastRowEmitted = !tracker.echo();
    if (tracker.echo()) {
      metrics.echoSuppressed();
    } else if (row.operation() == Operation.TRUNCATE) {
      for (int lane = 0; lane < options.lanes(); lane++) {
        Stamped stamped = tracker.local(row.table(), lane, millis(row));
        emit(new LocalChange(record, row, stamped, false, lane, null), out);
      }
    } else {
      RowKey key = keys.of(record, row.table());
      Stamped stamped = tracker.local(row.table(), key.lane(), millis(row));
      emit(new LocalChange(record, row, stamped, false, key.lane(), key.hash()), out);
    }
  }

  private void snapshotRow(SourceRecord record, LogEvent.Row row, Consumer<PendingRecord> out) {
    RowKey key = keys.of(record, row.table());
    Stamped stamped = snapshotStamp(row.table(), key.lane());
    moveOffset(record, true);
    lastRowEmitted = true;
    LocalChange change =
        new LocalChange(record, row, stamped, resume.firstSnapshot(), key.lane(), key.hash());
    emit(change, out);
  }

  private Stamped snapshotStamp(TableName table, int lane) {
    if (resume.firstSnapshot()) {
      return tracker.snapshotRow(table, lane, resume.snapshotMillis());
    }
    tracker.begin();
    Stamped stamped = tracker.local(table, lane, resume.snapshotMillis());
    tracker.commit();
    return stamped;
  }

  private void emit(LocalChange change, Consumer<PendingRecord> out) {
    metrics.changeEmitted();
    out.accept(new PendingRecord.Changed(change, offsetMap));
  }

  private static long millis(LogEvent.Row row) {
    return Math.floorDiv(row.committedAtMicros(), 1000L);
  }
}
