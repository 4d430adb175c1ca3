package org.anabranch.store.postgres.value;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.anabranch.records.view.RecordView;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A row of a record as JSON that jsonb takes, for people who look at conflicts. It never fails:
 * what jsonb cannot hold is shown in another way, and the record itself is still in its topic.
 */
public final class RowJson {

  private static final PostgresType TEXT = PostgresType.system("text");
  private static final int SCALE_MAX = 10_000;

  private RowJson() {}

  public static @Nullable String of(@Nullable RecordView row) {
    if (row == null) {
      return null;
    }
    StringBuilder json = new StringBuilder("{");
    for (String field : row.fields()) {
      json.append(json.length() > 1 ? "," : "");
      string(json, field);
      json.append(':');
      value(json, row.schema(field), row.value(field));
    }
    return json.append('}').toString();
  }

  /** JSON that Postgres gave, as jsonb takes it: json may hold what jsonb may not. */
  public static @Nullable String ofDocument(@Nullable String json) {
    if (json == null || JsonReader.isDocument(json)) {
      return json;
    }
    StringBuilder text = new StringBuilder();
    string(text, json);
    return text.toString();
  }

  private static void value(StringBuilder json, @Nullable Schema schema, @Nullable Object value) {
    boolean named = schema != null && schema.name() != null;
    if (value == null || value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof Number number && (!named || number instanceof BigDecimal)) {
      number(json, number);
    } else if (value instanceof List<?> list) {
      list(json, schema, list);
    } else if (value instanceof Map<?, ?> map) {
      map(json, schema, map);
    } else if (value instanceof byte[] || value instanceof ByteBuffer) {
      bytes(json, schema, value);
    } else if (value instanceof String text && isJson(schema) && JsonReader.isDocument(text)) {
      json.append(text);
    } else {
      string(json, text(schema, value));
    }
  }

  private static boolean isJson(@Nullable Schema schema) {
    return schema != null && "io.debezium.data.Json".equals(schema.name());
  }

  private static void number(StringBuilder json, Number number) {
    String text = number.toString();
    boolean finite = Double.isFinite(number.doubleValue()) || number instanceof BigDecimal;
    boolean small = !(number instanceof BigDecimal big) || Math.abs(big.scale()) <= SCALE_MAX;
    if (finite && small) {
      json.append(text);
    } else {
      string(json, text);
    }
  }

  private static void list(StringBuilder json, @Nullable Schema schema, List<?> list) {
    Schema element = schema == null ? null : schema.valueSchema();
    String separator = "";
    json.append('[');
    for (Object value : list) {
      json.append(separator);
      value(json, element, value);
      separator = ",";
    }
    json.append(']');
  }

  private static void map(StringBuilder json, @Nullable Schema schema, Map<?, ?> map) {
    Schema element = schema == null ? null : schema.valueSchema();
    String separator = "";
    json.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.append(separator);
      string(json, String.valueOf(entry.getKey()));
      json.append(':');
      value(json, element, entry.getValue());
      separator = ",";
    }
    json.append('}');
  }

  private static void bytes(StringBuilder json, @Nullable Schema schema, Object value) {
    String text = schema == null || schema.name() == null ? null : text(schema, value);
    string(json, text != null ? text : "\\x" + hex(value));
  }

  private static String hex(Object value) {
    return HexFormat.of().formatHex(PostgresText.bytesOf(value));
  }

  private static String text(@Nullable Schema schema, Object value) {
    if (value instanceof Struct struct) {
      return struct(struct);
    }
    try {
      String text = PostgresText.of(schema, value, TEXT);
      return text == null ? "" : text;
    } catch (UnfitValueException e) {
      return value.getClass().getSimpleName();
    }
  }

  private static String struct(Struct struct) {
    try {
      String text = PostgresText.of(struct.schema(), struct, TEXT);
      return text == null ? "" : text;
    } catch (UnfitValueException e) {
      StringBuilder json = new StringBuilder("{");
      for (Field field : struct.schema().fields()) {
        json.append(json.length() > 1 ? "," : "");
        string(json, field.name());
        json.append(':');
        value(json, field.schema(), struct.getWithoutDefault(field.name()));
      }
      return json.append('}').toString();
    }
  }

  private static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == 0) {
        json.append('\uFFFD');
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
