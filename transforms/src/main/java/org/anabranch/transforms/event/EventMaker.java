package org.anabranch.transforms.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.ContextKey;
import org.anabranch.records.event.EventMetadata;
import org.anabranch.records.event.SchemaForm;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of changes. Safe for several threads.
 *
 * @param options what the events are to tell
 */
public record EventMaker(EventOptions options) {

  /**
   * An event and what the record's header has to say from then on.
   *
   * @param change null for a record without a header
   */
  public record Made(ContextEvent event, @Nullable Change change) {}

  /**
   * The event of a record; null where the record carries no change of a row.
   *
   * @param shape of the record's value
   * @throws IllegalArgumentException where it cannot be told as one; says why
   */
  public @Nullable Made of(ConnectRecord<?> record, ValueShape shape) {
    ToldChange change = ToldChange.of(record, shape, options.cloudRegion());
    if (change == null) {
      return null;
    }
    RowOperations row = operations(change);
    Object key = record.key();
    String rowName = key == null ? null : ContextKey.of(change.table(), key);
    RecordView image = RecordViews.of(change.after() == null ? change.before() : change.after());
    Change said = change.change();
    ContextEvent event =
        new ContextEvent(
            said == null
                ? SourceFacts.eventId(record, change, shape, identity(rowName, row))
                : said.id().origin() + "@" + said.sequence().bits(),
            change.timestamp(),
            Long.toString(said == null ? micros(change) : said.id().stamp().bits()),
            contextId(change, image, rowName),
            change.region(),
            row.type(),
            row.operations(),
            options.previous() ? row.previous() : null,
            metadata(change, image, key, rowName));
    return new Made(event, said == null ? null : marked(said, row, columns(key)));
  }

  /**
   * The same event as a state, or as a delta, as the options have it; what it says beside the row
   * stays.
   *
   * @throws IllegalArgumentException where it does not tell enough; says why
   */
  public Made of(ConnectRecord<?> record, ContextEvent event) {
    boolean stamped = record.headers().lastWithName(ChangeHeader.NAME) != null;
    Change said = stamped ? ChangeHeader.of(record) : null;
    RowOperations row = operations(ToldChange.of(event, record, said));
    ContextEvent made =
        new ContextEvent(
            event.eventId(),
            event.timestamp(),
            event.version(),
            event.contextId(),
            event.cloudRegion(),
            row.type(),
            row.operations(),
            options.previous() ? row.previous() : null,
            event.metadata());
    return new Made(made, said == null ? null : marked(said, row, columns(record.key())));
  }

  private RowOperations operations(ToldChange change) {
    return options.delta() ? RowOperations.delta(change) : RowOperations.state(change);
  }

  private static String identity(@Nullable String rowName, RowOperations row) {
    return rowName == null
        ? String.valueOf(row.operations().stream().map(each -> each.value()).toList())
        : rowName;
  }

  private static long micros(ToldChange change) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, change.timestamp());
  }

  private String contextId(
      ToldChange change, @Nullable RecordView image, @Nullable String rowName) {
    FieldPath field = options.contextId();
    if (field == null) {
      return rowName == null ? ContextKey.of(change.table()) : rowName;
    }
    Object value = image == null ? null : RowField.value(field, image);
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException(
        "the field '%s' (%s) holds no text or number, for the event's contextId. Where rows are"
                .formatted(field, EventOptions.CONTEXT_ID)
            + " deleted it is known if the source has run ALTER TABLE "
            + change.table()
            + " REPLICA IDENTITY FULL");
  }

  private EventMetadata metadata(
      ToldChange change,
      @Nullable RecordView image,
      @Nullable Object key,
      @Nullable String rowName) {
    Object shown = change.after() == null ? change.before() : change.after();
    Change said = change.change();
    return new EventMetadata(
        options.labels().priority(change.table(), image),
        options.labels().ttlSeconds(change.table(), image),
        rowName,
        change.table(),
        change.operation(),
        key instanceof Struct || key instanceof Map<?, ?> ? RowOperations.natural(key) : null,
        shown instanceof Struct struct ? SchemaForm.of(struct.schema()) : null,
        said == null ? ColumnMarks.NONE : said.columns());
  }

  private static Set<String> columns(@Nullable Object key) {
    RecordView columns =
        key instanceof Struct || key instanceof Map<?, ?> ? RecordViews.of(key) : null;
    return columns == null ? Set.of() : new LinkedHashSet<>(columns.fields());
  }

  /** What sinks have to know of columns that the event leaves out. */
  private static Change marked(Change change, RowOperations row, Set<String> key) {
    if (row.leftOut().isEmpty()) {
      return change;
    }
    ColumnMarks marks = change.columns();
    Set<String> unchanged = new HashSet<>(row.leftOut());
    unchanged.removeAll(key);
    unchanged.addAll(marks.unchanged());
    unchanged.removeAll(marks.withheld());
    return change.with(
        new ColumnMarks(
            marks.withheld(),
            unchanged,
            without(marks.reselected(), unchanged),
            without(marks.altered(), unchanged)));
  }

  private static Set<String> without(Set<String> columns, Set<String> gone) {
    Set<String> left = new HashSet<>(columns);
    left.removeAll(gone);
    return left;
  }
}
