package org.anabranch.transforms.expiry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.Map;
import java.util.regex.Pattern;
import org.anabranch.transforms.rows.TemporalTypes;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Values that tell a moment or a length of time: of Connect's and Debezium's temporal types, plain
 * whole numbers, and texts. No message tells a value.
 *
 * @param epoch what numbers that tell a moment count since 1970
 * @param length what numbers that tell a length of time count
 */
record TimeValues(EpochUnit epoch, EpochUnit length) {

  /** As Debezium writes Postgres' timestamps that have no end. */
  private static final Map<String, Instant> INFINITE =
      Map.of("infinity", Instant.MAX, "-infinity", Instant.MIN);

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  /**
   * The moment that a value tells.
   *
   * @param schema null where it has none
   * @throws IllegalArgumentException where it tells none
   */
  Instant moment(Object value, @Nullable Schema schema) {
    Instant endless = value instanceof String text ? INFINITE.get(text) : null;
    if (endless != null) {
      return endless;
    }
    Object temporal = temporal(value, schema);
    if (temporal instanceof Instant moment) {
      return moment;
    }
    if (temporal != null) {
      throw new IllegalArgumentException("it is a length of time or a time of day, no moment");
    }
    if (isWhole(value)) {
      return epoch.moment(((Number) value).longValue());
    }
    if (value instanceof Date date) {
      return date.toInstant();
    }
    if (value instanceof String text) {
      return moment(text.strip());
    }
    throw new IllegalArgumentException("it is a " + value.getClass().getName() + ", no moment");
  }

  /** Of a text in ISO 8601, or of a number written as one. */
  Instant moment(String text) {
    if (NUMBER.matcher(text).matches()) {
      return epoch.moment(Long.parseLong(text));
    }
    try {
      if (text.indexOf('T') < 0) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      TemporalAccessor read =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      return read instanceof LocalDateTime local
          ? local.toInstant(ZoneOffset.UTC)
          : OffsetDateTime.from(read).toInstant();
    } catch (DateTimeException e) {
      // Its message tells the text.
      throw new IllegalArgumentException("it is a text that is no time in ISO 8601");
    }
  }

  /**
   * The length of time that a value tells.
   *
   * @param schema null where it has none
   * @throws IllegalArgumentException where it tells none
   */
  Lifetime lifetime(Object value, @Nullable Schema schema) {
    Object temporal = temporal(value, schema);
    if (temporal instanceof Duration time) {
      return Lifetime.of(time);
    }
    if (temporal != null) {
      throw new IllegalArgumentException("it is a moment, no length of time");
    }
    if (isWhole(value)) {
      return length.lifetime(((Number) value).longValue());
    }
    if (value instanceof String text) {
      String stripped = text.strip();
      return NUMBER.matcher(stripped).matches()
          ? length.lifetime(Long.parseLong(stripped))
          : Lifetime.parse(stripped);
    }
    throw new IllegalArgumentException(
        "it is a " + value.getClass().getName() + ", no length of time");
  }

  private static @Nullable Object temporal(Object value, @Nullable Schema schema) {
    String name = schema == null ? null : schema.name();
    return name == null ? null : TemporalTypes.value(value, name);
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }
}
