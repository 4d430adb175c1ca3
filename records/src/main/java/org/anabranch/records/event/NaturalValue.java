package org.anabranch.records.event;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.records.view.StructField;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of Connect as natural JSON, from which {@link TypedValue} makes them again: every
 * integer as a number, decimals as text (so that no reader rounds them), bytes as base64, structs
 * and maps as objects, NULL as null.
 */
public final class NaturalValue {

  private static final long DAY_MILLIS = 86_400_000;
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private NaturalValue() {}

  /** The natural form of a value of a schema; null of null. */
  public static @Nullable Object of(@Nullable Object value, Schema schema) {
    if (value == null) {
      return null;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Date date) {
      return moment(date.toInstant(), schema);
    }
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> ((Number) value).longValue();
      case FLOAT32 -> number(widened((Float) value));
      case FLOAT64 -> number((Double) value);
      case BOOLEAN -> value;
      case STRING -> value.toString();
      case BYTES -> BASE64.encodeToString(bytes(value));
      case ARRAY -> list((List<?>) value, schema.valueSchema());
      case MAP -> map((Map<?, ?>) value, schema);
      case STRUCT -> object((Struct) value);
    };
  }

  /** A row as an object, its columns in their order; those that are NULL too. */
  public static Map<String, @Nullable Object> object(Struct struct) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (Field field : struct.schema().fields()) {
      object.put(field.name(), of(StructField.value(struct, field), field.schema()));
    }
    return object;
  }

  /** A value that is more than its type lets it be keeps its whole time. */
  private static String moment(Instant instant, Schema schema) {
    boolean midnight = Math.floorMod(instant.toEpochMilli(), DAY_MILLIS) == 0;
    boolean firstDay = Math.floorDiv(instant.toEpochMilli(), DAY_MILLIS) == 0;
    String name = String.valueOf(schema.name());
    if (midnight && name.equals(org.apache.kafka.connect.data.Date.LOGICAL_NAME)) {
      return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }
    return firstDay && name.equals(Time.LOGICAL_NAME)
        ? LocalTime.ofInstant(instant, ZoneOffset.UTC).toString()
        : instant.toString();
  }

  /** JSON has no numbers for what is none, and Kafka's reader of JSON forgets the sign of zero. */
  private static Object number(double value) {
    boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
    return Double.isFinite(value) && !negativeZero ? value : (Object) Double.toString(value);
  }

  /** The double that is written with the same digits, if it comes back as the same float. */
  private static double widened(float value) {
    double sameDigits = Double.parseDouble(Float.toString(value));
    return (float) sameDigits == value ? sameDigits : value;
  }

  private static byte[] bytes(Object value) {
    return value instanceof ByteBuffer buffer ? Utils.toArray(buffer.duplicate()) : (byte[]) value;
  }

  private static List<@Nullable Object> list(List<?> values, Schema schema) {
    List<@Nullable Object> list = new ArrayList<>(values.size());
    values.forEach(value -> list.add(of(value, schema)));
    return list;
  }

  /** An object; a list of pairs where the keys are not text, as Kafka's JsonConverter has it. */
  private static Object map(Map<?, ?> map, Schema schema) {
    if (isObject(schema)) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      map.forEach((key, value) -> object.put((String) key, of(value, schema.valueSchema())));
      return object;
    }
    List<List<@Nullable Object>> pairs = new ArrayList<>(map.size());
    map.forEach(
        (key, value) -> {
          List<@Nullable Object> pair = new ArrayList<>(2);
          pair.add(of(key, schema.keySchema()));
          pair.add(of(value, schema.valueSchema()));
          pairs.add(pair);
        });
    return pairs;
  }

  /** Whether maps of a schema are objects. */
  static boolean isObject(Schema map) {
    return map.keySchema().type() == Schema.Type.STRING && !map.keySchema().isOptional();
  }
}
