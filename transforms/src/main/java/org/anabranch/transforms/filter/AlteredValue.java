package org.anabranch.transforms.filter;

import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A record's value with its images as they go. What Debezium tells of the statement that wrote the
 * row (MySQL's {@code include.query}) may hold any value of it, so it goes of no altered record.
 *
 * @param schema null where it has none
 */
record AlteredValue(Object value, @Nullable Schema schema) {

  private static final String QUERY = "query";

  /**
   * Of a value with these rows; whatever else it holds but the statement is as it was.
   *
   * @param before null where there is none
   * @param after null where there is none
   */
  static AlteredValue of(
      ValueShape shape,
      @Nullable AlteredImage before,
      @Nullable AlteredImage after,
      ImageAlterations images) {
    if (shape instanceof ValueShape.Envelope envelope) {
      return envelope.value() instanceof Struct struct
          ? of(struct, before, after, images)
          : of((Map<?, ?>) envelope.value(), before, after);
    }
    AlteredImage row = after == null ? before : after;
    if (row == null) {
      throw new IllegalArgumentException("A value without rows cannot be altered");
    }
    return new AlteredValue(row.row(), row.schema());
  }

  private static AlteredValue of(
      Struct envelope,
      @Nullable AlteredImage before,
      @Nullable AlteredImage after,
      ImageAlterations images) {
    Schema schema =
        images.envelope(
            envelope.schema(),
            before == null ? null : before.schema(),
            after == null ? null : after.schema());
    Struct made = new Struct(schema);
    for (Field field : schema.fields()) {
      Object value =
          switch (field.name()) {
            case "before" -> before == null ? null : before.row();
            case "after" -> after == null ? null : after.row();
            case "source" -> withoutQuery(envelope.getWithoutDefault(field.name()));
            default -> envelope.getWithoutDefault(field.name());
          };
      if (value != null) {
        made.put(field, value);
      }
    }
    return new AlteredValue(made, schema);
  }

  private static AlteredValue of(
      Map<?, ?> envelope, @Nullable AlteredImage before, @Nullable AlteredImage after) {
    Map<Object, @Nullable Object> made = new LinkedHashMap<>(envelope);
    if (before != null) {
      made.put("before", before.row());
    }
    if (after != null) {
      made.put("after", after.row());
    }
    made.computeIfPresent("source", (field, source) -> withoutQuery(source));
    return new AlteredValue(made, null);
  }

  private static @Nullable Object withoutQuery(@Nullable Object source) {
    if (source instanceof Map<?, ?> map && map.get(QUERY) != null) {
      Map<Object, @Nullable Object> made = new LinkedHashMap<>(map);
      made.put(QUERY, null);
      return made;
    }
    if (source instanceof Struct struct
        && struct.schema().field(QUERY) != null
        && struct.getWithoutDefault(QUERY) != null) {
      Struct made = new Struct(struct.schema());
      for (Field field : struct.schema().fields()) {
        Object value = struct.getWithoutDefault(field.name());
        if (value != null && !field.name().equals(QUERY)) {
          made.put(field, value);
        }
      }
      return made;
    }
    return source;
  }

  /** Without the value. */
  @Override
  public String toString() {
    return "altered value";
  }
}
