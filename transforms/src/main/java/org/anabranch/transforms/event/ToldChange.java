package org.anabranch.transforms.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventImages;
import org.anabranch.records.event.EventType;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.jspecify.annotations.Nullable;

/**
 * A change of a row, by its header anabranch, else by what Debezium tells of it.
 *
 * @param change the header's; null without one
 * @param before a struct or a map; null where nothing is told of it
 * @param after a struct or a map; null where the row is gone
 * @param untold columns of the row that the change left alone, and that are not in {@code after}
 * @param again whether the row is told again, though nobody may have changed it
 */
record ToldChange(
    @Nullable Change change,
    String region,
    TableName table,
    Instant timestamp,
    Operation operation,
    boolean again,
    @Nullable Object before,
    @Nullable Object after,
    Set<String> untold) {

  private static final String INCREMENTAL = "incremental";

  /**
   * The change that a record carries; null where it carries none of a row.
   *
   * @param shape of the record's value
   * @param named the region of records without a header; null for what their source says
   * @throws IllegalArgumentException where neither says something that an event must tell
   */
  static @Nullable ToldChange of(
      ConnectRecord<?> record, ValueShape shape, @Nullable String named) {
    ValueShape.Envelope envelope = shape instanceof ValueShape.Envelope of ? of : null;
    Object before = envelope == null ? null : envelope.before();
    Object after =
        envelope != null
            ? envelope.after()
            : shape instanceof ValueShape.Row row ? row.row() : null;
    if (before == null && after == null && envelope == null) {
      return null;
    }
    RecordView source = envelope == null ? null : envelope.source();
    if (record.headers().lastWithName(ChangeHeader.NAME) == null) {
      return new ToldChange(
          null,
          SourceFacts.region(source, named),
          SourceFacts.table(envelope, record),
          SourceFacts.committedAt(source, envelope, record),
          operation(envelope),
          source != null && INCREMENTAL.equals(source.value("snapshot")),
          before,
          after,
          after == null ? Set.of() : SourceFacts.unavailable(after));
    }
    Change change = ChangeHeader.of(record);
    boolean ofRow = change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.SNAPSHOT;
    if (!ofRow || change.operation() == Operation.TRUNCATE) {
      return null;
    }
    return new ToldChange(
        change,
        change.id().origin().name(),
        change.table(),
        change.committedAtMicros() > 0
            ? Instant.EPOCH.plus(change.committedAtMicros(), ChronoUnit.MICROS)
            : SourceFacts.committedAt(source, envelope, record),
        change.operation(),
        change.kind() == ChangeKind.CHANGE && change.operation() == Operation.READ,
        before,
        change.deletes() ? null : after,
        change.columns().unchanged());
  }

  /**
   * The change that an event tells of.
   *
   * @param said by the record's header; null without one
   * @throws IllegalArgumentException where the event is malformed
   */
  static ToldChange of(ContextEvent event, ConnectRecord<?> record, @Nullable Change said) {
    EventImages images = EventImages.of(event);
    Set<String> untold = new TreeSet<>(images.untold());
    if (said != null) {
      untold.addAll(said.columns().unchanged());
      untold.removeAll(said.columns().withheld());
    } else if (event.type() == EventType.CONTEXT_DELTA && event.metadata().schema() == null) {
      untold.add("*");
    }
    TableName table = event.metadata().table();
    return new ToldChange(
        said,
        event.cloudRegion(),
        table == null ? SourceFacts.table(null, record) : table,
        event.timestamp(),
        images.operation(),
        event.type() == EventType.CONTEXT_RECONCILIATION,
        images.before(),
        images.after(),
        untold);
  }

  private static Operation operation(ValueShape.@Nullable Envelope envelope) {
    if (envelope == null) {
      return Operation.UPDATE;
    }
    return envelope.after() == null ? Operation.DELETE : Operation.of(envelope.op());
  }

  boolean deletes() {
    return after == null;
  }

  /** Without the rows. */
  @Override
  public String toString() {
    return "change of " + table;
  }
}
