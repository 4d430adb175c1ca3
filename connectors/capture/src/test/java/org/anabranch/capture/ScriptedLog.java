package org.anabranch.capture;

import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.apache.kafka.connect.source.SourceRecord;

/** A log whose records have an event as their value, and say at what number all had ended. */
final class ScriptedLog implements CapturedLog {

  @Override
  public LogEvent read(SourceRecord record) {
    return (LogEvent) record.value();
  }

  @Override
  public byte[] canonicalKey(SourceRecord record, TableName table) {
    return ColumnKey.of(record, table);
  }

  @Override
  public Object completedBefore(SourceRecord record) {
    return Objects.requireNonNull(record.sourceOffset().get("at"));
  }

  @Override
  public boolean snapshotRunning(SourceRecord record) {
    return completedAt(record) == 0;
  }

  @Override
  public long completedAt(SourceRecord record) {
    return (Long) Objects.requireNonNull(record.sourceOffset().get("at"));
  }

  @Override
  public Map<String, ?> snapshotAgainAt(SourceRecord record) {
    return Map.of("again", true);
  }

  @Override
  public Map<String, ?> restartAt(SourceRecord record) {
    return record.sourceOffset();
  }
}
