package org.anabranch.transforms.rows;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Times in records by the names of their schemas. Dates and timestamps, of Connect and of Debezium,
 * are {@link Instant}s, those without a zone and dates at midnight taken as UTC; times of day and
 * Debezium's MicroDuration are {@link Duration}s. Texts of other kinds (Interval, ZonedTime) are
 * none.
 */
public final class TemporalTypes {

  private static final String CONNECT = "org.apache.kafka.connect.data.";
  private static final String DEBEZIUM = "io.debezium.time.";

  private static final Map<String, Function<Object, Object>> TYPES =
      Map.ofEntries(
          Map.entry(CONNECT + "Date", TemporalTypes::date),
          Map.entry(CONNECT + "Timestamp", TemporalTypes::date),
          Map.entry(CONNECT + "Time", value -> Duration.between(Instant.EPOCH, date(value))),
          Map.entry(DEBEZIUM + "Date", value -> moment(number(value), ChronoUnit.DAYS)),
          Map.entry(DEBEZIUM + "Timestamp", value -> moment(number(value), ChronoUnit.MILLIS)),
          Map.entry(DEBEZIUM + "MicroTimestamp", value -> moment(number(value), ChronoUnit.MICROS)),
          Map.entry(DEBEZIUM + "NanoTimestamp", value -> moment(number(value), ChronoUnit.NANOS)),
          Map.entry(DEBEZIUM + "Time", value -> Duration.ofMillis(number(value))),
          Map.entry(DEBEZIUM + "MicroTime", value -> Duration.of(number(value), ChronoUnit.MICROS)),
          Map.entry(DEBEZIUM + "NanoTime", value -> Duration.ofNanos(number(value))),
          Map.entry(
              DEBEZIUM + "MicroDuration", value -> Duration.of(number(value), ChronoUnit.MICROS)),
          Map.entry(DEBEZIUM + "ZonedTimestamp", TemporalTypes::zoned),
          Map.entry(DEBEZIUM + "IsoTimestamp", TemporalTypes::zoned),
          Map.entry(DEBEZIUM + "IsoDate", TemporalTypes::isoDate));

  private TemporalTypes() {}

  /**
   * A value of a temporal schema; null where the schema's name is none.
   *
   * @throws IllegalArgumentException where the value is no such time; tells no value
   */
  public static @Nullable Object value(Object value, String schemaName) {
    Function<Object, Object> type = TYPES.get(schemaName);
    if (type == null) {
      return null;
    }
    try {
      return type.apply(value);
    } catch (DateTimeException | ClassCastException | ArithmeticException e) {
      throw new IllegalArgumentException("a value is no " + schemaName + " that can be read");
    }
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static Instant date(Object value) {
    return ((Date) value).toInstant();
  }

  private static Instant moment(long count, ChronoUnit unit) {
    return Instant.EPOCH.plus(count, unit);
  }

  private static Object zoned(Object text) {
    return OffsetDateTime.parse((String) text).toInstant();
  }

  /** Debezium's dates end with a zone. */
  private static Object isoDate(Object text) {
    String day = ((String) text).replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", "");
    return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
