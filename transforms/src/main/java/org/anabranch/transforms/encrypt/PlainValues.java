package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Values that were encrypted with a schema and go without, or the other way round. */
final class PlainValues {

  private static final Map<Schema.Type, Schema> PRIMITIVES = new EnumMap<>(Schema.Type.class);

  static {
    for (Schema.Type type : Schema.Type.values()) {
      if (type.isPrimitive()) {
        PRIMITIVES.put(type, new SchemaBuilder(type).build());
      }
    }
  }

  private PlainValues() {}

  /** A value as rows without a schema have it: structs as maps. */
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof Struct struct) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (Field field : struct.schema().fields()) {
        map.put(field.name(), of(struct.get(field)));
      }
      return map;
    }
    if (value instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> plain = new LinkedHashMap<>();
      map.forEach((name, entry) -> plain.put(name, of(entry)));
      return plain;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>(list.size());
      list.forEach(element -> plain.add(of(element)));
      return plain;
    }
    return value;
  }

  /**
   * The schema of a value that has none.
   *
   * @throws DataException where none can be made up
   */
  static Schema typeOf(Object value) {
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    Schema schema = type == null ? null : PRIMITIVES.get(type);
    if (schema == null) {
      throw new DataException(
          "it was encrypted without a schema as a %s, which has no place in a row that has one"
              .formatted(value.getClass().getSimpleName()));
    }
    return schema;
  }
}
