package org.anabranch.capture;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Makes the records that leave the capture. Never touches those that came in. */
final class ChangeRecords {

  private static final String OPERATION = "op";
  private static final String MESSAGE = "m";

  /** What an update has written, in MongoDB's words. */
  private static final String UPDATE_DESCRIPTION = "updateDescription";

  private final ContextOptions options;
  private final SourceDatabase database;

  ChangeRecords(ContextOptions options, SourceDatabase database) {
    this.options = options;
    this.database = database;
  }

  /**
   * A change's record.
   *
   * @param completed the row as it travels
   * @param operation what was done to the row, as others are to take it
   * @param hidden the winner of its key that its database does not show; null where there is none
   */
  SourceRecord of(
      LocalChange change,
      CompletedRow completed,
      Operation operation,
      @Nullable ChangeId hidden,
      Map<String, ?> offset) {
    // A delete and its tombstone share one Headers object.
    Headers headers = change.record().headers().duplicate();
    headers.addString(
        ChangeHeader.NAME, ChangeHeader.encode(header(change, completed, operation, hidden)));
    Object value = completed.value();
    return copy(
        change.record(),
        change.marked().receipt() && value instanceof Struct row ? receipt(row) : value,
        change.lane(),
        headers,
        offset);
  }

  /**
   * A receipt has the letter of Debezium's messages, which are no changes. Whoever takes it for one
   * although he follows this stream alone is left with what he had: after it is what was there
   * before. What is there now only the sink tells that wrote it.
   */
  private static Struct receipt(Struct envelope) {
    Struct told = new Struct(envelope.schema());
    for (Field field : envelope.schema().fields()) {
      Object value =
          switch (field.name()) {
            case NarrowedSchemas.BEFORE, NarrowedSchemas.AFTER ->
                envelope.getWithoutDefault(NarrowedSchemas.BEFORE);
            case OPERATION -> MESSAGE;
            case UPDATE_DESCRIPTION -> null;
            default -> envelope.getWithoutDefault(field.name());
          };
      told.put(field, value);
    }
    return told;
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

  private Change header(
      LocalChange change, CompletedRow completed, Operation operation, @Nullable ChangeId hidden) {
    Stamped stamped = change.stamped();
    return new Change(
        kind(change),
        new ChangeId(options.origin(), stamped.stamp()),
        stamped.sequence(),
        options.members().fingerprint(),
        change.row().table(),
        operation,
        change.key(),
        new Lane(change.lane(), options.lanes()),
        stamped.context(),
        hidden == null || ownWinner(hidden)
            ? seen(stamped.context(), change.marked().seen())
            : keyContext(stamped.context(), hidden),
        change.row().position(),
        change.row().committedAtMicros(),
        completed.columns(),
        change.marked().writes(),
        database.mapping(change.row().table()));
  }

  private static ChangeKind kind(LocalChange change) {
    if (change.marked().receipt()) {
      return ChangeKind.RECEIPT;
    }
    return change.firstSnapshot() ? ChangeKind.SNAPSHOT : ChangeKind.CHANGE;
  }

  /** The context with what the document showed as well; null where it names that anyway. */
  private static @Nullable VersionVector seen(VersionVector context, VersionVector shown) {
    return context.covers(shown) ? null : context.join(shown);
  }

  /** A change of this very database is shown by it, whatever became of it on its way back. */
  private boolean ownWinner(ChangeId hidden) {
    return hidden.origin().equals(options.origin());
  }

  /** The context without a change that was not seen; null where it does not name that anyway. */
  static @Nullable VersionVector keyContext(VersionVector context, ChangeId hidden) {
    return context.covers(hidden)
        ? context.lowered(hidden.origin(), new Stamp(hidden.stamp().bits() - 1))
        : null;
  }

  /** A record that is about no row: neither key nor value. */
  SourceRecord mark(PendingRecord.Marked mark) {
    CapturedLane lane = mark.lane();
    Stamped stamped = mark.stamped();
    Change change =
        new Change(
            mark.kind(),
            new ChangeId(options.origin(), stamped.stamp()),
            stamped.sequence(),
            options.members().fingerprint(),
            lane.table(),
            Operation.NONE,
            null,
            new Lane(lane.lane(), options.lanes()),
            stamped.context(),
            null,
            mark.position(),
            0,
            ColumnMarks.NONE);
    Headers headers = new ConnectHeaders();
    headers.addString(ChangeHeader.NAME, ChangeHeader.encode(change));
    return new SourceRecord(
        mark.record().sourcePartition(),
        mark.offset(),
        database.topic(lane.table()),
        lane.lane(),
        null,
        null,
        null,
        null,
        null,
        headers);
  }

  /**
   * A row that is gone before its unchanged columns could be read again is told of as deleted: its
   * image can be had nowhere any more, and regions that have no such row could not make it.
   */
  static Operation operation(LocalChange change, CompletedRow completed) {
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
        value instanceof Struct row ? row.schema() : record.valueSchema(),
        value,
        record.timestamp(),
        headers);
  }
}
