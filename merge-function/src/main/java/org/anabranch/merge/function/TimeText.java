package org.anabranch.merge.function;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as Postgres tells them with {@code DateStyle} ISO. */
final class TimeText {

  private static final String INFINITY = "infinity";
  private static final String MINUS_INFINITY = "-infinity";
  private static final String BEFORE_CHRIST = " BC";

  // What Postgres can hold: from Julian day 0 on, here with a year 0, which is 1 BC.
  private static final LocalDate DATE_MIN = LocalDate.of(-4713, 11, 24);
  private static final LocalDate DATE_MAX = LocalDate.of(5_874_897, 12, 31);
  private static final int TIMESTAMP_YEAR_MAX = 294_276;

  private static final Pattern DATE = Pattern.compile("(\\d{4,7})-(\\d\\d)-(\\d\\d)( BC)?");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4,7}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?)"
              + "(Z|[+-]\\d\\d(?::\\d\\d(?::\\d\\d)?)?)?( BC)?");

  private TimeText() {}

  static Instant readInstant(String text) {
    return switch (text) {
      case INFINITY -> Instant.MAX;
      case MINUS_INFINITY -> Instant.MIN;
      default -> {
        Matcher found = matched(TIMESTAMP, text);
        if (found.group(3) == null) {
          throw new DateTimeException("No offset from UTC");
        }
        yield dateTime(found).toInstant(ZoneOffset.of(found.group(3)));
      }
    };
  }

  static String printInstant(Instant instant) {
    if (instant.equals(Instant.MAX) || instant.equals(Instant.MIN)) {
      return instant.equals(Instant.MAX) ? INFINITY : MINUS_INFINITY;
    }
    return print(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), "+00");
  }

  static LocalDateTime readTimestamp(String text) {
    return switch (text) {
      case INFINITY -> LocalDateTime.MAX;
      case MINUS_INFINITY -> LocalDateTime.MIN;
      default -> {
        Matcher found = matched(TIMESTAMP, text);
        if (found.group(3) != null) {
          throw new DateTimeException("A timestamp without time zone has no offset");
        }
        yield dateTime(found);
      }
    };
  }

  static String printTimestamp(LocalDateTime timestamp) {
    if (timestamp.equals(LocalDateTime.MAX) || timestamp.equals(LocalDateTime.MIN)) {
      return timestamp.equals(LocalDateTime.MAX) ? INFINITY : MINUS_INFINITY;
    }
    return print(timestamp, "");
  }

  static LocalDate readDate(String text) {
    return switch (text) {
      case INFINITY -> LocalDate.MAX;
      case MINUS_INFINITY -> LocalDate.MIN;
      default -> date(text);
    };
  }

  static String printDate(LocalDate date) {
    if (date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)) {
      return date.equals(LocalDate.MAX) ? INFINITY : MINUS_INFINITY;
    }
    if (date.isAfter(DATE_MAX)) {
      throw new DateTimeException("Later than a date of Postgres");
    }
    return day(date) + era(date);
  }

  private static LocalDateTime dateTime(Matcher found) {
    String era = found.group(4) == null ? "" : BEFORE_CHRIST;
    // Postgres reads 24:00:00 and 23:59:60 as the next moment; it tells neither.
    return LocalDateTime.of(date(found.group(1) + era), LocalTime.parse(found.group(2)));
  }

  private static LocalDate date(String text) {
    Matcher found = matched(DATE, text);
    int year = Integer.parseInt(found.group(1));
    return LocalDate.of(
        found.group(4) == null ? year : 1 - year,
        Integer.parseInt(found.group(2)),
        Integer.parseInt(found.group(3)));
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new DateTimeException("Not as Postgres tells a date or time with DateStyle ISO");
    }
    return matcher;
  }

  private static String print(LocalDateTime time, String offset) {
    if (time.getYear() > TIMESTAMP_YEAR_MAX) {
      throw new DateTimeException("Later than a timestamp of Postgres");
    }
    LocalDate date = time.toLocalDate();
    return day(date) + " " + timeOfDay(time.toLocalTime()) + offset + era(date);
  }

  private static String timeOfDay(LocalTime time) {
    LocalTime micros = time.truncatedTo(ChronoUnit.MICROS);
    String seconds = two(micros.getHour()) + ":" + two(micros.getMinute());
    seconds = seconds + ":" + two(micros.getSecond());
    if (micros.getNano() == 0) {
      return seconds;
    }
    String fraction = Integer.toString(1_000_000 + micros.getNano() / 1_000).substring(1);
    int length = fraction.length();
    while (fraction.charAt(length - 1) == '0') {
      length--;
    }
    return seconds + "." + fraction.substring(0, length);
  }

  private static String day(LocalDate date) {
    if (date.isBefore(DATE_MIN)) {
      throw new DateTimeException("Earlier than a date of Postgres");
    }
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    String digits = Integer.toString(year);
    return "0".repeat(Math.max(0, 4 - digits.length()))
        + digits
        + "-"
        + two(date.getMonthValue())
        + "-"
        + two(date.getDayOfMonth());
  }

  private static String era(LocalDate date) {
    return date.getYear() > 0 ? "" : BEFORE_CHRIST;
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
