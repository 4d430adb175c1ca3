package org.anabranch.capture.postgres;

import io.debezium.data.Envelope;
import io.debezium.relational.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A change in whose row image some columns are missing because the change left them alone.
 *
 * @param place the record's index in its batch
 */
record UnchangedRow(int place, SourceRecord record, List<String> columns) {

  TableId table() {
    Struct source = value().getStruct(Envelope.FieldName.SOURCE);
    return new TableId(null, source.getString("schema"), source.getString("table"));
  }

  Struct value() {
    return (Struct) record.value();
  }

  Struct after() {
    return value().getStruct(Envelope.FieldName.AFTER);
  }

  /**
   * The key's columns and their values as texts; null where one cannot be written, or there is no
   * key.
   */
  @Nullable Map<String, String> key() {
    if (!(record.key() instanceof Struct key)) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Field field : key.schema().fields()) {
      String text = KeyText.of(key.get(field), field.schema());
      if (text == null) {
        return null;
      }
      texts.put(field.name(), text);
    }
    return texts;
  }

  /** The record's value with these columns filled; the rest of the missing ones emptied. */
  Struct filled(Map<String, @Nullable Object> found) {
    Struct row = after();
    Struct filled = new Struct(row.schema());
    for (Field field : row.schema().fields()) {
      filled.put(
          field,
          !columns.contains(field.name())
              ? row.getWithoutDefault(field.name())
              : found.containsKey(field.name()) ? found.get(field.name()) : empty(field.schema()));
    }
    Struct envelope = new Struct(value().schema());
    for (Field field : envelope.schema().fields()) {
      envelope.put(
          field,
          field.name().equals(Envelope.FieldName.AFTER)
              ? filled
              : value().getWithoutDefault(field.name()));
    }
    return envelope;
  }

  /**
   * What stands for nothing: null, or where the column does not allow it, its default or the
   * emptiest value of its type. The header says that it is not the row's.
   */
  private static @Nullable Object empty(Schema schema) {
    if (schema.isOptional()) {
      return null;
    }
    return schema.defaultValue() != null ? schema.defaultValue() : EmptyValue.of(schema);
  }
}
