package org.anabranch.sink;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row before and after a change: in Debezium's envelope, or in a value that is the row
 * itself. A value with the envelope's fields {@code op} and {@code after} is taken for an envelope.
 */
final class RowImage {

  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String OPERATION = "op";

  private RowImage() {}

  /**
   * The row; null where the change leaves none or carries none.
   *
   * @throws IllegalArgumentException where one is missing or cannot be read
   */
  static @Nullable RecordView of(SinkRecord record, Change change) {
    boolean carriesRow = change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.SNAPSHOT;
    if (!carriesRow || change.deletes()) {
      return null;
    }
    RecordView value = RecordViews.of(record.value());
    RecordView row =
        value != null && isEnvelope(value) ? RecordViews.of(value.value(AFTER)) : value;
    if (row == null) {
      throw new IllegalArgumentException(
          "The change wrote a row but the record has none. Let no transform drop 'after', and let"
              + " value.converter be the same at both ends");
    }
    return row;
  }

  /** The row before the change; null where there was none or the record does not carry it. */
  static @Nullable RecordView before(SinkRecord record) {
    RecordView value = RecordViews.of(record.value());
    return value != null && isEnvelope(value) && value.has(BEFORE)
        ? RecordViews.of(value.value(BEFORE))
        : null;
  }

  private static boolean isEnvelope(RecordView value) {
    return value.has(AFTER) && value.has(OPERATION);
  }
}
