package org.anabranch.converters.avro;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Default values from the JSON of Avro schemas. */
final class DefaultValues {

  private DefaultValues() {}

  /**
   * The value that the JSON is.
   *
   * @param schema its schema in Connect
   * @param avro its schema in Avro, which has the names of fields; no union
   * @throws Misfit if it is none of the schema
   */
  static @Nullable Object of(Schema schema, org.apache.avro.Schema avro, @Nullable Object json) {
    if (json == null || json == JsonProperties.NULL_VALUE) {
      return null;
    }
    try {
      return switch (schema.type()) {
        case INT8 -> ((Number) json).byteValue();
        case INT16 -> ((Number) json).shortValue();
        case INT32 -> int32(schema, ((Number) json).intValue());
        case INT64 -> int64(schema, ((Number) json).longValue());
        case FLOAT32 -> (float) number(json);
        case FLOAT64 -> number(json);
        case BOOLEAN -> (Boolean) json;
        case STRING -> (String) json;
        case BYTES -> bytes(schema, json);
        case ARRAY -> list(schema.valueSchema(), avro, (List<?>) json);
        case MAP -> map(schema, avro, json);
        case STRUCT -> struct(schema, avro, (Map<?, ?>) json);
      };
    } catch (ClassCastException | NumberFormatException e) {
      throw new Misfit(
          "a default value for " + schema.type() + " is a " + json.getClass().getSimpleName());
    }
  }

  /** What JSON has no number for is a text. */
  private static double number(Object json) {
    return json instanceof String text ? Double.parseDouble(text) : ((Number) json).doubleValue();
  }

  private static Object int32(Schema schema, int value) {
    return switch (String.valueOf(schema.name())) {
      case org.apache.kafka.connect.data.Date.LOGICAL_NAME ->
          org.apache.kafka.connect.data.Date.toLogical(schema, value);
      case Time.LOGICAL_NAME -> Time.toLogical(schema, value);
      default -> value;
    };
  }

  private static Object int64(Schema schema, long value) {
    return Timestamp.LOGICAL_NAME.equals(schema.name())
        ? Timestamp.toLogical(schema, value)
        : (Object) value;
  }

  private static Object bytes(Schema schema, Object json) {
    byte[] bytes =
        json instanceof byte[] array
            ? array
            : ((String) json).getBytes(StandardCharsets.ISO_8859_1);
    return Decimal.LOGICAL_NAME.equals(schema.name()) ? Decimal.toLogical(schema, bytes) : bytes;
  }

  private static Object list(Schema element, org.apache.avro.Schema avro, List<?> json) {
    List<@Nullable Object> list = new ArrayList<>(json.size());
    for (Object each : json) {
      list.add(part(element, avro.getElementType(), each));
    }
    return list;
  }

  private static Object map(Schema schema, org.apache.avro.Schema avro, Object json) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (avro.getType() == org.apache.avro.Schema.Type.MAP) {
      ((Map<?, ?>) json)
          .forEach(
              (key, value) -> map.put(key, part(schema.valueSchema(), avro.getValueType(), value)));
      return map;
    }
    org.apache.avro.Schema key = avro.getElementType().getField(Maps.KEY).schema();
    org.apache.avro.Schema value = avro.getElementType().getField(Maps.VALUE).schema();
    for (Object each : (List<?>) json) {
      // Pairs, or the records that Avro would have.
      Object one = each instanceof List<?> pair ? pair.get(0) : ((Map<?, ?>) each).get(Maps.KEY);
      Object two = each instanceof List<?> pair ? pair.get(1) : ((Map<?, ?>) each).get(Maps.VALUE);
      Object name = part(schema.keySchema(), key, one);
      map.put(
          name instanceof byte[] bytes ? java.nio.ByteBuffer.wrap(bytes) : name,
          part(schema.valueSchema(), value, two));
    }
    return map;
  }

  private static Object struct(Schema schema, org.apache.avro.Schema avro, Map<?, ?> json) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      org.apache.avro.Schema.Field of = avro.getFields().get(field.index());
      Object value = part(field.schema(), of.schema(), json.get(of.name()));
      if (value != null) {
        struct.put(field, value);
      }
    }
    return struct;
  }

  /** A value of what may be a union, and even one that is a struct in Connect. */
  private static @Nullable Object part(
      Schema schema, org.apache.avro.Schema avro, @Nullable Object json) {
    if (avro.getType() != org.apache.avro.Schema.Type.UNION) {
      return of(schema, avro, json);
    }
    if (Unions.isOptional(avro)) {
      return of(schema, Unions.valueBranches(avro).get(0), json);
    }
    return json instanceof Map<?, ?> map ? union(schema, avro, map) : null;
  }

  private static Object union(Schema schema, org.apache.avro.Schema avro, Map<?, ?> json) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      org.apache.avro.Schema branch = Unions.valueBranches(avro).get(field.index());
      Object value = of(field.schema(), branch, json.get(field.name()));
      if (value != null) {
        struct.put(field, value);
      }
    }
    return struct;
  }
}
