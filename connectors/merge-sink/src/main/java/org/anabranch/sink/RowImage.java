package org.anabranch.sink;

import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventImages;
import org.anabranch.records.event.EventReader;
import org.anabranch.records.event.EventType;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.column.TableColumns;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row before and after a change: in Debezium's envelope, in a context event (also as a
 * CloudEvent), or in a value that is the row itself. A value with the envelope's fields {@code op}
 * and {@code after} is taken for an envelope, one with the event's {@code eventType} and {@code
 * payload.operations} for an event.
 *
 * <p>A column that the change's header calls unchanged is in neither, also where a record whose
 * schema has the column shows it as NULL.
 */
final class RowImage {

  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String OPERATION = "op";

  private final SinkRecord record;
  private final Change change;
  private final @Nullable ContextEvent event;
  private final @Nullable EventImages images;

  private RowImage(SinkRecord record, Change change, @Nullable ContextEvent event) {
    this.record = record;
    this.change = change;
    this.event = event;
    this.images = event == null ? null : EventImages.of(event);
  }

  /**
   * Of a record.
   *
   * @throws IllegalArgumentException where it is an event that is malformed
   */
  static RowImage of(SinkRecord record, Change change) {
    Object value = record.value();
    boolean event = value != null && carriesRow(change) && EventReader.isEvent(value);
    return new RowImage(record, change, event ? EventReader.read(value) : null);
  }

  private static boolean carriesRow(Change change) {
    return change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.SNAPSHOT;
  }

  /**
   * Refuses an event that leaves out columns of which the sink could not know, or that a row that
   * is merged as a whole needs, or what columns were before that have merges of their own.
   *
   * @param columns how the table is merged; null for rows as a whole
   * @throws IllegalArgumentException with the way out
   */
  void checkTold(@Nullable TableColumns columns) {
    if (event == null || images == null || change.deletes()) {
      return;
    }
    if (columns != null && columns.isByField() && change.operation() == Operation.UPDATE) {
      throw new IllegalArgumentException(
          "A context event does not tell which fields an update has removed, and documents of %s are merged field by field. Leave ToContextEvent out for its topics, or set %s=last-writer-wins in every region"
              .formatted(change.table(), MergeSinkOptions.MERGE_STRATEGY + "." + change.table()));
    }
    Set<String> unnamed = new TreeSet<>(images.untold());
    unnamed.removeAll(change.columns().unchanged());
    unnamed.removeAll(change.columns().withheld());
    if (!unnamed.isEmpty()) {
      throw new IllegalArgumentException(
          "The context event leaves out columns %s, which its header does not name as unchanged. Let nothing but ToContextEvent make deltas of it"
              .formatted(unnamed));
    }
    if (columns != null && change.operation() == Operation.UPDATE) {
      checkPrevious(columns, images);
    }
    if (columns == null
        && event.type() == EventType.CONTEXT_DELTA
        && !change.columns().unchanged().isEmpty()) {
      throw new IllegalArgumentException(
          "The context event is a delta without columns %s of %s, whose rows are merged as a whole. Set event.type=state for ToContextEvent in %s, or %s=per-column in every region"
              .formatted(
                  new TreeSet<>(change.columns().unchanged()),
                  change.table(),
                  change.id().origin(),
                  MergeSinkOptions.MERGE_STRATEGY + "." + change.table()));
    }
  }

  /** What others did to a column is merged with what it was: its last value alone does not do. */
  private void checkPrevious(TableColumns columns, EventImages told) {
    RecordView after = RecordViews.of(told.after());
    RecordView before = RecordViews.of(told.before());
    if (after == null || before == null) {
      return;
    }
    Set<String> blind = new TreeSet<>(after.fields());
    blind.removeAll(before.fields());
    blind.removeIf(columns::isRegister);
    if (!blind.isEmpty()) {
      throw new IllegalArgumentException(
          "The context event does not tell what columns %s of %s were before, which have merges of their own. Set previous.values=true for ToContextEvent in %s"
              .formatted(blind, change.table(), change.id().origin()));
    }
  }

  /**
   * The row after the change; null where the change leaves none or carries none.
   *
   * @throws IllegalArgumentException where one is missing or cannot be read
   */
  @Nullable RecordView after() {
    if (!carriesRow(change) || change.deletes()) {
      return null;
    }
    RecordView row = images == null ? afterOfValue() : RecordViews.of(images.after());
    if (row == null) {
      throw new IllegalArgumentException(
          "The change wrote a row but the record has none. Let no transform drop 'after', and let"
              + " value.converter be the same at both ends");
    }
    return told(row);
  }

  private @Nullable RecordView afterOfValue() {
    RecordView value = RecordViews.of(record.value());
    return value != null && isEnvelope(value) ? row(value.value(AFTER)) : value;
  }

  /** The row before the change; null where there was none or the record does not carry it. */
  @Nullable RecordView before() {
    RecordView row = images == null ? beforeOfValue() : RecordViews.of(images.before());
    return row == null ? null : told(row);
  }

  private @Nullable RecordView beforeOfValue() {
    RecordView value = RecordViews.of(record.value());
    return value != null && isEnvelope(value) && value.has(BEFORE)
        ? row(value.value(BEFORE))
        : null;
  }

  /** A text is a document, as Debezium's connector for MongoDB writes it. */
  private static @Nullable RecordView row(@Nullable Object image) {
    return image instanceof String document ? DocumentView.parse(document) : RecordViews.of(image);
  }

  private RecordView told(RecordView row) {
    return RecordViews.without(row, change.columns().unchanged());
  }

  private static boolean isEnvelope(RecordView value) {
    return value.has(AFTER) && value.has(OPERATION);
  }
}
