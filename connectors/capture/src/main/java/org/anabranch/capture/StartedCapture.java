package org.anabranch.capture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** A capture between two starts of Debezium: turns each batch of its records into ours. */
final class StartedCapture {

  private final SourceDatabase database;
  private final LogReading reading;
  private final LaneMarks marks;
  private final UnchangedColumns unchanged;
  private final ChangeRecords records;
  private final OwnValues own;
  private final CaptureMetrics metrics;
  private @Nullable SourceRecord last;

  StartedCapture(
      ContextOptions options,
      SourceDatabase database,
      Resume resume,
      LaneMarks marks,
      AlteredWrites writes,
      CaptureMetrics metrics) {
    this.database = database;
    this.marks = marks;
    this.reading = new LogReading(options, database.log(), resume, marks, metrics);
    this.unchanged = database.unchangedColumns();
    this.records = new ChangeRecords(options, database);
    this.own = new OwnValues(writes);
    this.metrics = metrics;
  }

  /** Where a restart would go on now; null before the first record. */
  @Nullable StoredOffset offset() {
    return reading.offset();
  }

  /** Of a batch that may be empty: its records, and the marks that are due. */
  List<SourceRecord> translate(List<SourceRecord> batch) {
    List<PendingRecord> pending = new ArrayList<>(batch.size());
    DrawnHorizon drawn = database.horizon();
    if (drawn != null && !batch.isEmpty()) {
      reading.drawn(drawn);
    }
    for (SourceRecord record : batch) {
      reading.read(record, pending::add);
    }
    marks.meet(database.tables());
    reading.idle(pending::add);
    if (pending.isEmpty()) {
      return List.of();
    }
    Map<ChangedKey, ChangeId> hidden = hiddenWinners(pending);
    List<SourceRecord> changed = changed(pending);
    List<CompletedRow> rows = unchanged.complete(changed);
    Map<TableName, Set<String>> altered = changed.isEmpty() ? Map.of() : database.altered();
    List<SourceRecord> out = new ArrayList<>(pending.size());
    int row = 0;
    for (PendingRecord one : pending) {
      if (one instanceof PendingRecord.Changed local) {
        out.add(change(local, rows.get(row++), hidden, altered));
      } else if (one instanceof PendingRecord.Tombstone tombstone && last != null) {
        out.add(records.tombstone(tombstone.record(), last));
      } else if (one instanceof PendingRecord.Marked marked) {
        out.add(records.mark(marked));
      } else {
        out.add(records.passedOn(one.record(), one.offset()));
      }
    }
    return out;
  }

  private Map<ChangedKey, ChangeId> hiddenWinners(List<PendingRecord> pending) {
    for (PendingRecord one : pending) {
      if (seenKey(one) != null) {
        return database.hiddenWinners(() -> seenKeys(pending));
      }
    }
    return Map.of();
  }

  private static Set<ChangedKey> seenKeys(List<PendingRecord> pending) {
    Set<ChangedKey> keys = new HashSet<>();
    for (PendingRecord one : pending) {
      ChangedKey key = seenKey(one);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Null where none was changed: the rows of a first snapshot say nothing of what was seen. */
  private static @Nullable ChangedKey seenKey(PendingRecord one) {
    return one instanceof PendingRecord.Changed changed && !changed.change().firstSnapshot()
        ? ChangedKey.of(changed.change())
        : null;
  }

  private SourceRecord change(
      PendingRecord.Changed changed,
      CompletedRow completed,
      Map<ChangedKey, ChangeId> hidden,
      Map<TableName, Set<String>> altered) {
    ChangedKey key = hidden.isEmpty() ? null : ChangedKey.of(changed.change());
    metrics.columns(
        completed.columns().reselected().size(), completed.columns().unchanged().size());
    SourceRecord made =
        records.of(
            changed.change(),
            own.of(changed.change(), completed, altered),
            ChangeRecords.operation(changed.change(), completed),
            key == null ? null : hidden.get(key),
            changed.offset());
    last = made;
    return made;
  }

  private static List<SourceRecord> changed(List<PendingRecord> pending) {
    List<SourceRecord> changed = new ArrayList<>(pending.size());
    for (PendingRecord one : pending) {
      if (one instanceof PendingRecord.Changed) {
        changed.add(one.record());
      }
    }
    return changed;
  }
}
