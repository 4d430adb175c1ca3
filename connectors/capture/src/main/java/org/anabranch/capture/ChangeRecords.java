package org.anabranch.capture;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Makes the records that leave the capture. Never touches those that came in. */
final class ChangeRecords {

  private final ContextOptions options;

  ChangeRecords(ContextOptions options) {
    this.options = options;
  }

  SourceRecord of(LocalChange change, CompletedRow completed, Map<String, ?> offset) {
    // A delete and its tombstone share one Headers object.
    Headers headers = change.record().headers().duplicate();
    headers.addString(ChangeHeader.NAME, ChangeHeader.encode(header(change, completed)));
    return copy(change.record(), completed.value(), change.lane(), headers, offset);
  }

  /** A record that is no change of a row: as it came, but for its offset. */
  SourceRecord passedOn(SourceRecord record, Map<String, ?> offset) {
    return copy(
        record, record.value(), record.kafkaPartition(), record.headers().duplicate(), offset);
  }

  /** The empty record after a delete: in the delete's lane and under its header. */
  SourceRecord tombstone(SourceRecord record, SourceRecord delete) {
    return copy(
        record, null, delete.kafkaPartition(), delete.headers().duplicate(), delete.sourceOffset());
  }

  private Change header(LocalChange change, CompletedRow completed) {
    Stamped stamped = change.stamped();
    return new Change(
        change.firstSnapshot() ? ChangeKind.SNAPSHOT : ChangeKind.CHANGE,
        new ChangeId(options.origin(), stamped.stamp()),
        stamped.sequence(),
        options.members().fingerprint(),
        change.row().table(),
        operation(change, completed),
        change.key(),
        new Lane(change.lane(), options.lanes()),
        stamped.context(),
        null,
        change.row().position(),
        change.row().committedAtMicros(),
        completed.columns());
  }

  /**
   * A row that is gone before its unchanged columns could be read again is told of as deleted: its
   * image can be had nowhere any more, and regions that have no such row could not make it.
   */
  private static Operation operation(LocalChange change, CompletedRow completed) {
    return completed.columns().unchanged().isEmpty() ? change.row().operation() : Operation.DELETE;
  }

  private static SourceRecord copy(
      SourceRecord record,
      @Nullable Object value,
      @Nullable Integer partition,
      Headers headers,
      Map<String, ?> offset) {
    return new SourceRecord(
        record.sourcePartition(),
        offset,
        record.topic(),
        partition,
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        value,
        record.timestamp(),
        headers);
  }
}
