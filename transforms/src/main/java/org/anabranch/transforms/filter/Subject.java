package org.anabranch.transforms.filter;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.policy.condition.Facts;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A record that is judged, read.
 *
 * @param change what its header says; null where it has none
 * @param key null where it has none
 * @param keySchema null where the key has none
 * @param keyIsNoRow whether there is a key of which nobody knows which columns it has
 * @param before its image before the change; null where there is none
 * @param after its image after the change; null where there is none
 */
record Subject(
    String topic,
    @Nullable TableName table,
    @Nullable Change change,
    @Nullable RecordView key,
    @Nullable Schema keySchema,
    boolean keyIsNoRow,
    @Nullable RecordView before,
    @Nullable RecordView after,
    char op,
    Map<String, String> headers) {

  /**
   * Of a record whose value has been read.
   *
   * @throws IllegalArgumentException where an image is no row
   * @throws DataException where the key still holds its schema
   */
  static Subject of(
      String topic,
      @Nullable Change change,
      @Nullable Object key,
      @Nullable Schema keySchema,
      ValueShape shape,
      Map<String, String> headers) {
    TableName table = change == null ? null : change.table();
    RecordView rowKey = keySchema == null || isStruct(keySchema) ? keyView(key) : null;
    boolean keyIsNoRow = key != null && rowKey == null;
    if (shape instanceof ValueShape.Envelope envelope) {
      return new Subject(
          topic,
          table == null ? envelope.table() : table,
          change,
          rowKey,
          rowKey == null ? null : keySchema,
          keyIsNoRow,
          RecordViews.of(envelope.before()),
          RecordViews.of(envelope.after()),
          envelope.op(),
          headers);
    }
    Object row = shape instanceof ValueShape.Row one ? one.row() : null;
    char op =
        change == null || change.operation() == Operation.NONE ? 'u' : change.operation().code();
    return new Subject(
        topic,
        table,
        change,
        rowKey,
        rowKey == null ? null : keySchema,
        keyIsNoRow,
        null,
        RecordViews.of(row),
        op,
        headers);
  }

  private static boolean isStruct(Schema schema) {
    return schema.type() == Schema.Type.STRUCT;
  }

  private static @Nullable RecordView keyView(@Nullable Object key) {
    if (key instanceof Map<?, ?> map) {
      RecordRows.checkRead(map);
      return RecordViews.of(map);
    }
    return key instanceof Struct ? RecordViews.of(key) : null;
  }

  /** What is judged where one image is. */
  Facts facts(RecordView row) {
    return new Facts(topic, table, row, before, key, headers, op);
  }

  /** Without a value. */
  @Override
  public String toString() {
    return op + " of " + table + " in " + topic;
  }
}
