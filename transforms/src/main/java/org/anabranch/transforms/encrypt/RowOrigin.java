package org.anabranch.transforms.encrypt;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.rows.BareImage;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Where a record's rows come from: what ciphertexts are bound to, and what messages say. */
public final class RowOrigin {

  private final ConnectRecord<?> record;
  private final RecordPart part;
  private final String table;
  private final byte @Nullable [] key;
  private final @Nullable Change change;

  /**
   * Of a record.
   *
   * @param table {@code schema.table}
   * @param key the canonical bytes of the row's key; null where nothing is bound to it
   * @param change what its header says; null where it has none
   */
  RowOrigin(
      ConnectRecord<?> record,
      RecordPart part,
      String table,
      byte @Nullable [] key,
      @Nullable Change change) {
    this.record = record;
    this.part = part;
    this.table = table;
    this.key = key;
    this.change = change;
  }

  /** Of a value's rows, where nothing is bound to their key. */
  public static RowOrigin ofValue(ConnectRecord<?> record, String table) {
    return new RowOrigin(record, RecordPart.VALUE, table, null, null);
  }

  /**
   * Whether the change says that a column is not in its rows: left alone by it, or taken out on the
   * way. Of the row before it that is also said by the row after it, which has the column.
   */
  boolean leavesOut(String column, @Nullable RecordView after) {
    return change != null
        && (!change.columns().present(column) || (after != null && after.has(column)));
  }

  /**
   * The key of a row before its change that holds nothing else, as databases write it where its
   * replica identity is not full; null where it holds more.
   */
  @Nullable RecordView bareKey(Object before) {
    Object columns = part == RecordPart.VALUE ? record.key() : null;
    if (!(columns instanceof Struct || columns instanceof Map<?, ?>)) {
      return null;
    }
    RecordView of = RecordViews.of(columns);
    RecordView row = RecordViews.of(before);
    return row != null && BareImage.is(row, of) ? of : null;
  }

  String table() {
    return table;
  }

  byte @Nullable [] key() {
    return key;
  }

  String topic() {
    String topic = record.topic();
    return topic == null ? "" : topic;
  }

  /** What is said of a field that cannot be handled. */
  DataException refused(EncryptedField field, String verb, @Nullable String why) {
    return new DataException(
        "The field '%s' of the %s at %s cannot be %s: %s"
            .formatted(field.path(), part, RecordPlace.of(record), verb, why));
  }

  /** What is said of rows none of which can be handled. */
  DataException refused(String verb, @Nullable String why) {
    return refused(record, part, verb, why);
  }

  /** What is said of a record that cannot be handled. */
  static DataException refused(
      ConnectRecord<?> record, RecordPart part, String verb, @Nullable String why) {
    return new DataException(
        "The %s at %s cannot be %s: %s".formatted(part, RecordPlace.of(record), verb, why));
  }

  /** Where it is. */
  @Override
  public String toString() {
    return "%s of %s at %s".formatted(part, table, RecordPlace.of(record));
  }
}
