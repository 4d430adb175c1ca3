package org.anabranch.capture.postgres;

import io.debezium.data.VariableScaleDecimal;
import io.debezium.time.Date;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.NanoTime;
import io.debezium.time.NanoTimestamp;
import io.debezium.time.Time;
import io.debezium.time.Timestamp;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Writes a key column's value, as Debezium gives it, as a text that Postgres reads back. */
final class KeyText {

  /** Schemas whose strings are what Postgres reads. */
  private static final Set<String> TEXTS =
      Set.of(
          "io.debezium.data.Uuid",
          "io.debezium.data.Enum",
          "io.debezium.data.Ltree",
          "io.debezium.time.ZonedTimestamp",
          "io.debezium.time.ZonedTime",
          "io.debezium.time.Interval",
          "io.debezium.time.IsoDate",
          "io.debezium.time.IsoTime",
          "io.debezium.time.IsoTimestamp");

  private KeyText() {}

  /** Null where there is no way to be sure, so the row is not looked up. */
  static @Nullable String of(@Nullable Object value, Schema schema) {
    String name = schema.name();
    if (value == null) {
      return null;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Struct struct) {
      return VariableScaleDecimal.LOGICAL_NAME.equals(name)
          ? VariableScaleDecimal.toLogical(struct).toString()
          : null;
    }
    if (name != null) {
      return value instanceof CharSequence
          ? (TEXTS.contains(name) ? value.toString() : null)
          : value instanceof Number number ? temporal(name, number.longValue()) : null;
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    return value instanceof CharSequence || value instanceof Number || value instanceof Boolean
        ? value.toString()
        : null;
  }

  private static @Nullable String temporal(String name, long value) {
    return switch (name) {
      case Date.SCHEMA_NAME -> LocalDate.ofEpochDay(value).toString();
      case Time.SCHEMA_NAME ->
          LocalTime.ofNanoOfDay(TimeUnit.MILLISECONDS.toNanos(value)).toString();
      case MicroTime.SCHEMA_NAME ->
          LocalTime.ofNanoOfDay(TimeUnit.MICROSECONDS.toNanos(value)).toString();
      case NanoTime.SCHEMA_NAME -> LocalTime.ofNanoOfDay(value).toString();
      case Timestamp.SCHEMA_NAME -> timestamp(value, 1_000);
      case MicroTimestamp.SCHEMA_NAME -> timestamp(value, 1_000_000);
      case NanoTimestamp.SCHEMA_NAME -> timestamp(value, 1_000_000_000);
      default -> null;
    };
  }

  private static String timestamp(long value, long perSecond) {
    long nanos = Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond);
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos);
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }
}
