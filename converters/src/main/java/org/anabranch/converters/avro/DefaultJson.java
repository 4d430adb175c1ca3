package org.anabranch.converters.avro;

import java.nio.ByteBuffer;
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

/** Default values as the JSON of Avro schemas; {@link DefaultValues} goes the other way. */
final class DefaultJson {

  private DefaultJson() {}

  static Object of(Schema schema, @Nullable Object value) {
    if (value == null) {
      return JsonProperties.NULL_VALUE;
    }
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> whole(schema, value);
      // What JSON has no number for is a text.
      case FLOAT32, FLOAT64 -> isFinite(value) ? value : value.toString();
      case BOOLEAN, STRING -> value;
      case BYTES ->
          latin1(Decimal.LOGICAL_NAME.equals(schema.name()) ? unscaled(schema, value) : value);
      case ARRAY -> list(schema.valueSchema(), (List<?>) value);
      case MAP -> map(schema, (Map<?, ?>) value);
      case STRUCT -> struct(schema, (Struct) value);
    };
  }

  /**
   * Whether Confluent's converter understands the JSON: it does not where a number is infinite or
   * none, a list or a map holds more than required scalars, a map's keys are no texts, or an
   * optional field is not null.
   */
  static boolean isCommon(Schema schema, @Nullable Object value) {
    if (value == null) {
      return true;
    }
    return switch (schema.type()) {
      case ARRAY ->
          ((List<?>) value).stream().allMatch(each -> isPlain(schema.valueSchema(), each));
      case MAP ->
          Maps.hasTexts(schema)
              && ((Map<?, ?>) value)
                  .values().stream().allMatch(each -> isPlain(schema.valueSchema(), each));
      case STRUCT ->
          schema.fields().stream()
              .allMatch(
                  field ->
                      field.schema().isOptional()
                          ? ((Struct) value).get(field) == null
                          : isCommon(field.schema(), ((Struct) value).get(field)));
      case FLOAT32, FLOAT64 -> isFinite(value);
      default -> true;
    };
  }

  private static boolean isPlain(Schema element, @Nullable Object value) {
    return element.type().isPrimitive() && !element.isOptional() && isCommon(element, value);
  }

  private static boolean isFinite(Object number) {
    return Double.isFinite(((Number) number).doubleValue());
  }

  private static Object whole(Schema schema, Object value) {
    if (!(value instanceof java.util.Date date)) {
      return value instanceof Long number ? number : (Integer) ((Number) value).intValue();
    }
    return switch (schema.name()) {
      case Timestamp.LOGICAL_NAME -> Timestamp.fromLogical(schema, date);
      case Time.LOGICAL_NAME -> Time.fromLogical(schema, date);
      default -> org.apache.kafka.connect.data.Date.fromLogical(schema, date);
    };
  }

  private static byte[] unscaled(Schema schema, Object value) {
    return Decimal.fromLogical(schema, (java.math.BigDecimal) value);
  }

  /** As Avro writes bytes in schemas: each is the character of its number. */
  private static String latin1(Object bytes) {
    return bytes instanceof byte[] array
        ? new String(array, StandardCharsets.ISO_8859_1)
        : StandardCharsets.ISO_8859_1.decode(((ByteBuffer) bytes).duplicate()).toString();
  }

  private static Object list(Schema element, List<?> values) {
    List<Object> list = new ArrayList<>(values.size());
    for (Object value : values) {
      list.add(of(element, value));
    }
    return list;
  }

  /** With keys that are no texts, a list of pairs. */
  private static Object map(Schema schema, Map<?, ?> values) {
    if (!Maps.hasTexts(schema)) {
      List<Object> pairs = new ArrayList<>(values.size());
      values.forEach(
          (key, value) ->
              pairs.add(List.of(of(schema.keySchema(), key), of(schema.valueSchema(), value))));
      return pairs;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    values.forEach((key, value) -> map.put((String) key, of(schema.valueSchema(), value)));
    return map;
  }

  /** By the names that the fields have in Avro. */
  private static Object struct(Schema schema, Struct value) {
    List<String> names = AvroNames.ofFields(schema.fields());
    Map<String, Object> map = new LinkedHashMap<>();
    for (Field field : schema.fields()) {
      Object held =
          field.schema().isOptional()
              ? value.getWithoutDefault(field.name())
              : value.get(field.name());
      map.put(names.get(field.index()), of(field.schema(), held));
    }
    return map;
  }
}
