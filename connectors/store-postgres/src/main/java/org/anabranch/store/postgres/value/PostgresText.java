package org.anabranch.store.postgres.value;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Values of records as the text that Postgres reads for a column's type. What a value means is told
 * by the name of its schema, as Debezium and Connect give it; a value without one is taken by its
 * Java type, and where that leaves room for doubt it is refused.
 */
public final class PostgresText {

  private static final Set<String> TEMPORAL =
      Set.of("date", "time", "timetz", "timestamp", "timestamptz", "interval");

  /** What decimal.handling.mode=string calls what is no number. */
  private static final Map<String, String> SPECIAL_NUMBERS =
      Map.of("NAN", "NaN", "POSITIVE_INFINITY", "Infinity", "NEGATIVE_INFINITY", "-Infinity");

  private PostgresText() {}

  /**
   * The text of a value; null for null.
   *
   * @param schema null where the record has none
   * @throws UnfitValueException where the type cannot take the value; Postgres may still refuse it
   */
  public static @Nullable String of(
      @Nullable Schema schema, @Nullable Object value, PostgresType type) {
    if (value == null) {
      return null;
    }
    try {
      if (schema != null && schema.name() != null) {
        LogicalText logical = LogicalText.NAMED.get(schema.name());
        if (logical != null) {
          return logical.of(value, schema, type);
        }
      }
      return plain(schema, value, type);
    } catch (ClassCastException
        | ArithmeticException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | DateTimeException
        | DataException e) {
      throw unfit(schema, value, type);
    }
  }

  private static String plain(@Nullable Schema schema, Object value, PostgresType type) {
    if (value instanceof String text) {
      return string(schema, text, type);
    }
    if (value instanceof byte[] bytes) {
      return bytes(bytes, type);
    }
    if (value instanceof ByteBuffer buffer) {
      return bytes(bytesOf(buffer), type);
    }
    if (value instanceof Boolean bool) {
      boolean bits = type.is("bit") || type.is("varbit");
      return bits ? (bool ? "1" : "0") : bool.toString();
    }
    if (value instanceof Number number && !TEMPORAL.contains(type.name())) {
      return number instanceof BigDecimal decimal ? decimal.toString() : number.toString();
    }
    if (value instanceof List<?> list && type.element() != null) {
      return ArrayText.of(schema == null ? null : schema.valueSchema(), list, type.element());
    }
    if (value instanceof Map<?, ?> map && type.isExtension("hstore")) {
      return HstoreText.of(map);
    }
    throw unfit(schema, value, type);
  }

  private static String string(@Nullable Schema schema, String text, PostgresType type) {
    if (type.is("bytea") && !text.startsWith("\\x")) {
      if (schema != null) {
        throw new UnfitValueException(
            "text is no bytes: capture with binary.handling.mode=bytes, which is the default");
      }
      // Without schemas the JSON converter writes bytes in base64.
      return bytes(Base64.getDecoder().decode(text), type);
    }
    String special = type.is("numeric") ? SPECIAL_NUMBERS.get(text) : null;
    if (special != null) {
      return special;
    }
    if (schema == null && type.is("numeric")) {
      throw new UnfitValueException(
          "a number in text or in base64? Use a converter with schemas, for example"
              + " value.converter.schemas.enable=true");
    }
    return text;
  }

  /** Bytes for a bytea; for other types the text that Debezium carries of types unknown to it. */
  private static String bytes(byte[] bytes, PostgresType type) {
    return type.is("bytea")
        ? "\\x" + HexFormat.of().formatHex(bytes)
        : new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] bytesOf(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return (byte[]) value;
  }

  static UnfitValueException unfit(@Nullable Schema schema, Object value, PostgresType type) {
    String what =
        schema == null
            ? "a schemaless " + kind(value)
            : schema.name() == null ? schema.type().toString() : schema.name();
    return new UnfitValueException(what + " does not fit the type " + type);
  }

  private static String kind(Object value) {
    return value instanceof Struct ? "struct" : value.getClass().getSimpleName();
  }
}
