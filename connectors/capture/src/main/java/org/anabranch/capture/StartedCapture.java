package org.anabranch.capture;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** A capture between two starts of Debezium: turns each batch of its records into ours. */
final class StartedCapture {

  private final LogReading reading;
  private final UnchangedColumns unchanged;
  private final ChangeRecords records;
  private final CaptureMetrics metrics;
  private @Nullable SourceRecord last;

  StartedCapture(
      ContextOptions options, SourceDatabase database, Resume resume, CaptureMetrics metrics) {
    this.reading = new LogReading(options, database.log(), resume, metrics);
    this.unchanged = database.unchangedColumns();
    this.records = new ChangeRecords(options);
    this.metrics = metrics;
  }

  /** Where a restart would go on now; null before the first record. */
  @Nullable StoredOffset offset() {
    return reading.offset();
  }

  List<SourceRecord> translate(List<SourceRecord> batch) {
    List<PendingRecord> pending = new ArrayList<>(batch.size());
    for (SourceRecord record : batch) {
      reading.read(record, pending::add);
    }
    List<CompletedRow> rows = unchanged.complete(changed(pending));
    List<SourceRecord> out = new ArrayList<>(pending.size());
    int row = 0;
    for (PendingRecord one : pending) {
      if (one instanceof PendingRecord.Changed changed) {
        out.add(change(changed, rows.get(row++)));
      } else if (one instanceof PendingRecord.Tombstone tombstone && last != null) {
        out.add(records.tombstone(tombstone.record(), last));
      } else {
        out.add(records.passedOn(one.record(), one.offset()));
      }
    }
    return out;
  }

  private SourceRecord change(PendingRecord.Changed changed, CompletedRow completed) {
    metrics.columns(
        completed.columns().reselected().size(), completed.columns().unchanged().size());
    SourceRecord made = records.of(changed.change(), completed, changed.offset());
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
