package org.anabranch.records.event;

import java.math.BigDecimal;
import java.time.DateTimeException;
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
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads the natural JSON that {@link NaturalValue} writes as the values of Connect they were. */
final class TypedValue {

  /** Digits alone: an exponent could ask for any amount of memory. */
  private static final Pattern DECIMAL_NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  /** Stands for a key of a map, which is a value of the user's. */
  private static final String ANY = "*";

  private TypedValue() {}

  /**
   * The value.
   *
   * @param at where it stands in the event
   * @throws MalformedEventException where it is none of the schema
   */
  static @Nullable Object of(@Nullable Object natural, Schema schema, String at) {
    if (natural == null) {
      if (!schema.isOptional() && schema.defaultValue() == null) {
        throw new MalformedEventException(
            at, "is null, and its type in the schema is not optional");
      }
      return null;
    }
    String name = schema.name();
    if (name != null) {
      switch (name) {
        case Decimal.LOGICAL_NAME -> {
          return decimal(natural, schema, at);
        }
        case org.apache.kafka.connect.data.Date.LOGICAL_NAME,
            Time.LOGICAL_NAME,
            Timestamp.LOGICAL_NAME -> {
          return moment(text(natural, at), name, at);
        }
        default -> {}
      }
    }
    return switch (schema.type()) {
      case INT8 -> (byte) integer(natural, Byte.MIN_VALUE, Byte.MAX_VALUE, at);
      case INT16 -> (short) integer(natural, Short.MIN_VALUE, Short.MAX_VALUE, at);
      case INT32 -> (int) integer(natural, Integer.MIN_VALUE, Integer.MAX_VALUE, at);
      case INT64 -> integer(natural, Long.MIN_VALUE, Long.MAX_VALUE, at);
      case FLOAT32 -> (float) number(natural, at);
      case FLOAT64 -> number(natural, at);
      case BOOLEAN -> of(Boolean.class, natural, "true or false", at);
      case STRING -> text(natural, at);
      case BYTES -> bytes(text(natural, at), at);
      case ARRAY -> list(natural, schema, at);
      case MAP -> map(natural, schema, at);
      case STRUCT -> struct(natural, schema, at);
    };
  }

  private static String text(Object natural, String at) {
    return of(String.class, natural, "text", at);
  }

  private static <T> T of(Class<T> type, Object natural, String called, String at) {
    if (!type.isInstance(natural)) {
      throw new MalformedEventException(at, "is not " + called);
    }
    return type.cast(natural);
  }

  private static long integer(Object natural, long min, long max, String at) {
    boolean whole =
        natural instanceof Long
            || natural instanceof Integer
            || natural instanceof Short
            || natural instanceof Byte;
    if (!whole) {
      throw new MalformedEventException(at, "is no integer");
    }
    long value = ((Number) natural).longValue();
    if (value < min || value > max) {
      throw new MalformedEventException(at, "is too large for its type in the schema");
    }
    return value;
  }

  private static double number(Object natural, String at) {
    if (natural instanceof Number number) {
      return number.doubleValue();
    }
    return switch (text(natural, at)) {
      case "-0.0" -> -0.0;
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new MalformedEventException(at, "is no number");
    };
  }

  private static BigDecimal decimal(Object natural, Schema schema, String at) {
    String text = natural instanceof Number number ? number.toString() : text(natural, at);
    if (!DECIMAL_NUMBER.matcher(text).matches()) {
      throw new MalformedEventException(at, "is no decimal number, as text such as 12.50");
    }
    try {
      return new BigDecimal(text)
          .setScale(Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)));
    } catch (ArithmeticException e) {
      throw new MalformedEventException(at, "has more decimals than its type in the schema");
    }
  }

  private static Date moment(String text, String name, String at) {
    try {
      if (text.indexOf('T') >= 0) {
        return Date.from(Instant.parse(text));
      }
      return Date.from(
          name.equals(Time.LOGICAL_NAME)
              ? LocalTime.parse(text).atDate(LocalDate.EPOCH).toInstant(ZoneOffset.UTC)
              : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new MalformedEventException(
          at, "is no " + name.substring(name.lastIndexOf('.') + 1) + " as ISO 8601 writes it");
    }
  }

  private static byte[] bytes(String text, String at) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedEventException(at, "is no base64");
    }
  }

  private static List<@Nullable Object> list(Object natural, Schema schema, String at) {
    List<?> elements = of(List.class, natural, "a list", at);
    List<@Nullable Object> list = new ArrayList<>(elements.size());
    for (Object element : elements) {
      list.add(of(element, schema.valueSchema(), JsonPointer.to(at, list.size())));
    }
    return list;
  }

  private static Map<@Nullable Object, @Nullable Object> map(
      Object natural, Schema schema, String at) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (NaturalValue.isObject(schema)) {
      Map<?, ?> object = of(Map.class, natural, "an object", at);
      object.forEach(
          (key, value) -> map.put(key, of(value, schema.valueSchema(), JsonPointer.to(at, ANY))));
      return map;
    }
    List<?> pairs = of(List.class, natural, "a list of pairs", at);
    for (Object entry : pairs) {
      String place = JsonPointer.to(at, map.size());
      if (!(entry instanceof List<?> pair) || pair.size() != 2) {
        throw new MalformedEventException(place, "is no pair");
      }
      map.put(
          of(pair.get(0), schema.keySchema(), JsonPointer.to(place, 0)),
          of(pair.get(1), schema.valueSchema(), JsonPointer.to(place, 1)));
    }
    return map;
  }

  private static Struct struct(Object natural, Schema schema, String at) {
    Map<?, ?> object = of(Map.class, natural, "an object", at);
    for (Object name : object.keySet()) {
      if (schema.field(String.valueOf(name)) == null) {
        throw new MalformedEventException(at, "has a member that is not in its schema");
      }
    }
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      put(struct, field, object.get(field.name()), JsonPointer.to(at, field.name()));
    }
    return struct;
  }

  /** Puts a field's value, read from where it stands. */
  static void put(Struct struct, Field field, @Nullable Object natural, String at) {
    Object value = of(natural, field.schema(), at);
    if (value != null) {
      try {
        struct.put(field, value);
      } catch (DataException e) {
        throw new MalformedEventException(at, "does not fit its type in the schema");
      }
    }
  }
}
