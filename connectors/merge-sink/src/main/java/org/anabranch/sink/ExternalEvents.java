package org.anabranch.sink;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.config.ExternalTable;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventImages;
import org.anabranch.records.event.EventReader;
import org.anabranch.records.event.EventType;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.ColumnForm;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of other systems as changes (docs/decisions/026): the system is the origin, its time
 * the stamp, and what it had seen is nothing. Not thread-safe.
 */
final class ExternalEvents {

  private final ContextOptions context;
  private final KeyHasher hasher;
  private final OpenedStore store;

  ExternalEvents(ContextOptions context, OpenedStore store) {
    this.context = context;
    this.hasher = KeyHasher.withSecret(context.keySecret());
    this.store = store;
  }

  /** Whether a record is such an event; never where no such system is listed. */
  boolean tells(SinkRecord record) {
    return !context.external().isEmpty()
        && record.headers().lastWithName(ChangeHeader.NAME) == null
        && EventReader.isEvent(record.value());
  }

  /**
   * The event that a record is.
   *
   * @throws IllegalArgumentException where it cannot be merged, with the way out
   */
  Arrival read(SinkRecord record, RecordPlace place) {
    if (place.partition() != 0) {
      throw new IllegalArgumentException(
          "It lies in a partition other than 0. Events of another system lie in a topic with one"
              + " partition, so that they come in the same order in every region");
    }
    ContextEvent event = EventReader.read(Objects.requireNonNull(record.value()));
    ExternalTable table = context.external().find(event.cloudRegion(), event.metadata().table());
    if (table == null) {
      throw new IllegalArgumentException(
          "It is an event of a system or a table that "
              + ContextOptions.EXTERNAL_ORIGINS
              + " does not list. List it there, in every connector; a system with several tables"
              + " says in metadata.table which one");
    }
    if (event.type() == EventType.CONTEXT_DELTA) {
      throw new IllegalArgumentException(
          "It is a delta, and nobody knows of which row. Let the system send CONTEXT_STATE");
    }
    Map<String, ColumnForm> columns = store.session().columns(table.table());
    if (store.session().excludes(table.table())) {
      throw new IllegalArgumentException(
          "Rows of %s exclude each other by a unique index beside the key, and such rows are compared by what members acknowledge. Write the system's events into the database of one region"
              .formatted(table.table()));
    }
    EventImages images = EventImages.of(event);
    RecordView row = RecordViews.of(images.after());
    RecordView key = key(table, columns, event, row, RecordViews.of(images.before()));
    return new Arrival(
        change(event, table, images.operation(), CanonicalKey.of(key), place.offset()),
        key,
        row == null ? null : RecordViews.with(row, columns.keySet()),
        place);
  }

  private Change change(
      ContextEvent event, ExternalTable table, Operation operation, byte[] canonical, long offset) {
    Stamp stamp = EventStamp.of(event);
    if (stamp.isZero()) {
      throw new IllegalArgumentException("Its timestamp is none of after 1970");
    }
    ChangeId id = new ChangeId(table.origin(), stamp);
    return new Change(
        ChangeKind.CHANGE,
        id,
        stamp,
        context.members().fingerprint(),
        table.table(),
        operation,
        hasher.hash(canonical),
        CanonicalKey.lane(canonical, context.lanes()),
        VersionVector.EMPTY,
        VersionVector.EMPTY.with(id),
        offset,
        ChronoUnit.MICROS.between(Instant.EPOCH, event.timestamp()),
        ColumnMarks.NONE);
  }

  /** By {@code metadata.key}, else by the row, else by what the row was. */
  private static RecordView key(
      ExternalTable table,
      Map<String, ColumnForm> columns,
      ContextEvent event,
      @Nullable RecordView row,
      @Nullable RecordView before) {
    Map<?, ?> named = event.metadata().key();
    Map<String, @Nullable Object> key = new LinkedHashMap<>();
    for (String column : table.key()) {
      Object value;
      if (named != null && named.containsKey(column)) {
        value = named.get(column);
      } else if (row != null) {
        value = row.value(column);
      } else {
        value = before == null ? null : before.value(column);
      }
      check(table, column, columns.get(column), value);
      key.put(column, value);
    }
    return Objects.requireNonNull(RecordViews.of(key));
  }

  private static void check(
      ExternalTable table, String column, @Nullable ColumnForm form, @Nullable Object value) {
    if (form == null) {
      throw new IllegalArgumentException(
          "%s has no column %s here, which %s names as its key"
              .formatted(table.table(), column, ContextOptions.EXTERNAL_ORIGINS));
    }
    if (form == ColumnForm.OTHER) {
      throw new IllegalArgumentException(
          "The type of column %s of %s cannot be part of a key in events of other systems: integers, texts, booleans and UUIDs can"
              .formatted(column, table.table()));
    }
    if (value == null) {
      throw new IllegalArgumentException(
          "It does not tell the key's column %s of %s, neither in metadata.key nor in the row"
              .formatted(column, table.table()));
    }
    if (!form.fits(value)) {
      throw new IllegalArgumentException(
          "The key's column %s of %s comes as %s and is %s. Let the system write it as members do (a UUID in lower case)"
              .formatted(column, table.table(), value.getClass().getSimpleName(), form));
    }
  }
}
