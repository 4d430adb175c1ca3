package org.anabranch.sink.document;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Times and dates in the forms in which records carry them, and as MongoDB's dates. These have
 * milliseconds: what a column has beyond is cut off.
 */
final class Moments {

  private static final long MICROS_IN_MILLI = 1000;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private Moments() {}

  /** Milliseconds since 1970; of a time without a zone, as if it were one of UTC. */
  static long millis(@Nullable Schema schema, Object value) {
    if (value instanceof String text) {
      boolean unzoned = schema != null && "io.debezium.time.IsoTimestamp".equals(schema.name());
      return within(
          unzoned
              ? LocalDateTime.parse(withoutZone(text)).toInstant(ZoneOffset.UTC).toEpochMilli()
              : instant(text));
    }
    long count = (Long) value;
    String name = schema == null ? "" : String.valueOf(schema.name());
    return within(
        switch (name) {
          case "io.debezium.time.Timestamp" -> count;
          case "io.debezium.time.MicroTimestamp" -> Math.floorDiv(count, MICROS_IN_MILLI);
          default -> throw withoutUnit();
        });
  }

  private static long instant(String text) {
    return Instant.parse(text).toEpochMilli();
  }

  /** The first millisecond of a date in UTC. */
  static long millisOfDay(@Nullable Schema schema, Object value) {
    if (value instanceof String text) {
      return within(LocalDate.parse(withoutZone(text)).toEpochDay() * DAY_MILLIS);
    }
    if (schema == null || !"io.debezium.time.Date".equals(schema.name())) {
      throw withoutUnit();
    }
    return within(((Number) value).longValue() * DAY_MILLIS);
  }

  private static String withoutZone(String text) {
    return text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
  }

  private static UnfitValueException withoutUnit() {
    return new UnfitValueException(
        "a number without its unit. Use a converter with schemas, for example"
            + " value.converter.schemas.enable=true");
  }

  /** With the years that all concerned write alike. */
  private static long within(long millis) {
    if (millis < FIRST || millis > LAST) {
      throw new UnfitValueException("only the years from 1 to 9999 can be told");
    }
    return millis;
  }

  /** As Postgres reads a time with a zone. */
  static String zoned(long millis) {
    return Instant.ofEpochMilli(within(millis)).toString();
  }

  /** As Postgres reads a time without one. */
  static String unzoned(long millis) {
    return withoutZone(zoned(millis));
  }

  /**
   * As Postgres reads a date.
   *
   * @throws UnfitValueException where it is no first millisecond of one
   */
  static String date(long millis) {
    if (Math.floorMod(millis, DAY_MILLIS) != 0) {
      throw new UnfitValueException(
          "the date has a time of day, which a column of this type has not. Make it timestamptz");
    }
    return LocalDate.ofEpochDay(Math.floorDiv(within(millis), DAY_MILLIS)).toString();
  }
}
