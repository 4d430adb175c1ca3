package org.anabranch.transforms.mask;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@code truncate(year|month|day|hour)}: the first moment of the year, month, day or hour: of a
 * date, or of a timestamp (in UTC where it has no zone of its own). Texts keep their form and zone.
 */
record KeepUnit(ChronoUnit unit) implements Mask {

  private static final Map<String, TimeUnit> COUNTED =
      Map.of(
          "io.debezium.time.Date", TimeUnit.DAYS,
          "io.debezium.time.Timestamp", TimeUnit.MILLISECONDS,
          "io.debezium.time.MicroTimestamp", TimeUnit.MICROSECONDS,
          "io.debezium.time.NanoTimestamp", TimeUnit.NANOSECONDS);

  private static final Set<String> JAVA_DATES =
      Set.of(
          org.apache.kafka.connect.data.Date.LOGICAL_NAME,
          org.apache.kafka.connect.data.Timestamp.LOGICAL_NAME);

  private static final Set<String> TEXTS =
      Set.of(
          "io.debezium.time.ZonedTimestamp",
          "io.debezium.time.IsoDate",
          "io.debezium.time.IsoTimestamp");

  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)(?:([T ])(\\d\\d):\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?"
              + "(Z|[-+]\\d\\d(?::?\\d\\d)?)?");

  @Override
  public @Nullable String misfit(FieldType type) {
    boolean fits =
        type.isPlain(Schema.Type.STRING)
            || (type.name() != null
                && (COUNTED.containsKey(type.name())
                    || JAVA_DATES.contains(type.name())
                    || TEXTS.contains(type.name())));
    return fits
        ? null
        : "truncate(%s) shortens dates and timestamps, and this is %s. Use redact or null"
            .formatted(name(), type);
  }

  private String name() {
    return unit == ChronoUnit.HOURS
        ? "hour"
        : unit == ChronoUnit.DAYS ? "day" : unit == ChronoUnit.MONTHS ? "month" : "year";
  }

  @Override
  public Object of(Object value, FieldType type) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Date date) {
      return Date.from(shortened(date.toInstant()));
    }
    long number = ((Number) value).longValue();
    TimeUnit counted = COUNTED.getOrDefault(String.valueOf(type.name()), TimeUnit.DAYS);
    long shortened = counted == TimeUnit.DAYS ? days(number) : moments(number, counted);
    return value instanceof Integer ? (Object) Math.toIntExact(shortened) : shortened;
  }

  private long days(long days) {
    LocalDate date = LocalDate.ofEpochDay(days);
    return shortened(date.atStartOfDay()).toLocalDate().toEpochDay();
  }

  private long moments(long count, TimeUnit counted) {
    long perSecond = counted.convert(1, TimeUnit.SECONDS);
    Instant moment =
        Instant.ofEpochSecond(
            Math.floorDiv(count, perSecond), counted.toNanos(Math.floorMod(count, perSecond)));
    return Math.multiplyExact(shortened(moment).getEpochSecond(), perSecond);
  }

  private Instant shortened(Instant moment) {
    return shortened(LocalDateTime.ofInstant(moment, ZoneOffset.UTC)).toInstant(ZoneOffset.UTC);
  }

  private LocalDateTime shortened(LocalDateTime at) {
    return switch (unit) {
      case YEARS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
      case MONTHS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      default -> at.truncatedTo(unit);
    };
  }

  private String text(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("it is a text that is neither a date nor a timestamp");
    }
    String day =
        switch (unit) {
          case YEARS -> "-01-01";
          case MONTHS -> "-" + parts.group(2) + "-01";
          default -> "-" + parts.group(2) + "-" + parts.group(3);
        };
    String hour = unit == ChronoUnit.HOURS ? parts.group(5) : "00";
    return parts.group(1)
        + day
        + (parts.group(4) == null ? "" : parts.group(4) + hour + ":00:00")
        + (parts.group(6) == null ? "" : parts.group(6));
  }
}
