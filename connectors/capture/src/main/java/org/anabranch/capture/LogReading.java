package org.anabranch.capture;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.anabranch.capture.LogEvent.DocumentMarks;
import org.anabranch.model.change.ChangeKind;
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
  private final MarkedReading marked;
  private final LaneMarks marks;
  private final ToldTransactions told;
  private final MissedWatermarks missed;

  private boolean inTransaction;
  private boolean lastRowEmitted;
  private SnapshotPhase snapshot;
  private @Nullable SourceRecord last;
  private @Nullable Object completed;
  private @Nullable StoredOffset offset;
  private Map<String, ?> offsetMap = Map.of();

  LogReading(
      ContextOptions options,
      CapturedLog log,
      Resume resume,
      LaneMarks marks,
      CaptureMetrics metrics) {
    this.options = options;
    this.log = log;
    this.resume = resume;
    this.keys = new RowKey.Reader(options, log);
    this.metrics = metrics;
    this.tracker = new CaptureTracker(options.origin(), resume.state());
    this.marked = new MarkedReading(options.origin(), tracker);
    this.marks = marks;
    this.told = new ToldTransactions(resume.horizon());
    this.snapshot = resume.snapshot();
    this.missed = new MissedWatermarks(resume.catchUp());
    if (snapshot == SnapshotPhase.NONE) {
      marks.oweAll();
    }
  }

  /** Where a restart would go on now; null before the first record. */
  @Nullable StoredOffset offset() {
    return offset;
  }

  /** The database told which transactions are over. */
  void drawn(DrawnHorizon horizon) {
    told.drawn(horizon);
  }

  /**
   * Hands on what is to become of a record: nothing, one pending record, or one per lane.
   *
   * @throws ConnectException where the log cannot be followed
   */
  void read(SourceRecord record, Consumer<PendingRecord> out) {
    try {
      LogEvent event = log.read(record);
      last = record;
      missed.begun();
      noteCompleted(record, out);
      snapshotEnds(record, event, out);
      if (event instanceof LogEvent.Row row) {
        row(record, row, out);
      } else if (event instanceof LogEvent.Watermark mark) {
        watermark(record, mark);
      } else if (event instanceof LogEvent.WatermarkRemoved) {
        watermarkRemoved();
      } else if (event instanceof LogEvent.Removing removing) {
        removing(removing);
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

  private void catchUp(SourceRecord record) {
    AppliedAt passed = log.snapshotRunning(record) ? null : missed.takeAt(log.completedAt(record));
    if (passed != null && tracker.caughtUp(passed)) {
      marks.oweAll();
    }
  }

  private void noteCompleted(SourceRecord record, Consumer<PendingRecord> out) {
    Object before = log.completedBefore(record);
    if (!before.equals(completed)) {
      if (inTransaction) {
        tracker.commit();
        marks.completed();
        inTransaction = false;
        metrics.clock(tracker.completed().clock().millis());
      }
      completed = before;
      if (snapshot == SnapshotPhase.NONE) {
        // Until then the rows that the snapshot is to tell are not all told.
        told.completed(log.completedAt(record));
      }
      catchUp(record);
      moveOffset(record, false);
      idle(out);
    }
  }

  /** C6: hands on the marks that are due, if no transaction is open. */
  void idle(Consumer<PendingRecord> out) {
    SourceRecord like = last;
    if (like != null && !inTransaction && snapshot == SnapshotPhase.NONE && marks.due()) {
      for (CapturedLane lane : marks.take()) {
        mark(ChangeKind.MARK, lane, like, log.completedAt(like), out);
      }
    }
  }

  private void mark(
      ChangeKind kind,
      CapturedLane lane,
      SourceRecord like,
      long position,
      Consumer<PendingRecord> out) {
    Stamped stamped = tracker.mark(lane.table(), lane.lane());
    out.accept(new PendingRecord.Marked(like, kind, lane, stamped, position, offsetMap));
  }

  /**
   * C4: tells in every lane that a snapshot begins, before its first row. From these marks a
   * restart takes the snapshot again: the offset of the only row, which is the last one too, lies
   * beyond it.
   */
  private void snapshotBegins(SourceRecord record, Consumer<PendingRecord> out) {
    snapshot = SnapshotPhase.RUNNING;
    tracker.snapshotEdge(resume.snapshotMillis());
    Map<String, ?> again = log.snapshotAgainAt(record);
    moveOffset(again, true);
    marks.all().forEach(lane -> mark(ChangeKind.SNAPSHOT_BEGIN, lane, record, 0, out));
  }

  /**
   * C4: tells in every lane that a snapshot has ended. Its stamp depends on nothing but the state,
   * so that a capture which dies before this is stored names everything after it as before. Only
   * the last of these marks says that all of them were sent.
   */
  private void snapshotEnds(SourceRecord record, LogEvent event, Consumer<PendingRecord> out) {
    boolean row = event instanceof LogEvent.Row found && found.snapshot();
    boolean watermark = event instanceof LogEvent.Watermark found && found.snapshot();
    if (snapshot == SnapshotPhase.NONE || row || watermark || log.snapshotRunning(record)) {
      return;
    }
    if (snapshot == SnapshotPhase.AHEAD) {
      snapshotBegins(record, out);
    }
    moveOffset(record, false);
    tracker.snapshotEdge(0);
    long position = log.completedAt(record);
    List<CapturedLane> lanes = marks.all();
    for (int i = 0; i < lanes.size(); i++) {
      if (i == lanes.size() - 1) {
        snapshotOver(record);
      }
      mark(ChangeKind.SNAPSHOT_END, lanes.get(i), record, position, out);
    }
    snapshotOver(record);
    marks.allSent();
  }

  private void snapshotOver(SourceRecord record) {
    snapshot = SnapshotPhase.NONE;
    moveOffset(record, false);
  }

  private void moveOffset(SourceRecord record, boolean inSnapshot) {
    moveOffset(log.restartAt(record), inSnapshot);
  }

  private void moveOffset(Map<String, ?> restart, boolean inSnapshot) {
    offset =
        new StoredOffset(
            restart,
            tracker.completed(),
            inSnapshot && resume.firstSnapshot(),
            snapshot == SnapshotPhase.RUNNING,
            told.horizon(),
            missed.open());
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
    marks.watermark(mark);
    if (mark.snapshot()) {
      tracker.commit();
      marks.completed();
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
      DocumentMarks borne = row.marks();
      if (borne != null) {
        marked(record, row, borne, key, out);
        return;
      }
      Stamped stamped = tracker.local(row.table(), key.lane(), millis(row));
      emit(new LocalChange(record, row, stamped, false, key.lane(), key.hash()), out);
    }
  }

  private void marked(
      SourceRecord record,
      LogEvent.Row row,
      DocumentMarks borne,
      RowKey key,
      Consumer<PendingRecord> out) {
    boolean sinks = marked.read(record, row, borne, key, change -> emit(change, out));
    if (sinks) {
      lastRowEmitted = false;
      metrics.echoSuppressed();
    }
  }

  private void removing(LogEvent.Removing removing) {
    lastRowEmitted = false;
    inTransaction();
    tracker.removing(removing.mark(), removing.since());
  }

  private void snapshotRow(SourceRecord record, LogEvent.Row row, Consumer<PendingRecord> out) {
    if (snapshot == SnapshotPhase.AHEAD) {
      snapshotBegins(record, out);
    }
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
    marks.sent(change);
    out.accept(new PendingRecord.Changed(change, offsetMap));
  }

  private static long millis(LogEvent.Row row) {
    return Math.floorDiv(row.committedAtMicros(), 1000L);
  }
}
