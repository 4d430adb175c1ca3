package org.anabranch.store.postgres.value;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Dates and times that are counted from an epoch. */
final class TemporalText {

  // What pgjdbc gives for Postgres' infinities, as Debezium counts it on. They lie outside of what
  // Postgres can store.
  private static final long INFINITY_MICROS = 9_223_372_036_825_200_000L;
  private static final long MINUS_INFINITY_MICROS = -9_223_372_036_832_400_000L;
  private static final long INFINITY_DAYS = LocalDate.of(-5877611, 6, 21).toEpochDay();
  private static final long MINUS_INFINITY_DAYS = LocalDate.of(-5877611, 6, 22).toEpochDay();
  private static final long SECOND_MICROS = 1_000_000;

  private TemporalText() {}

  static String date(long epochDay) {
    if (epochDay == INFINITY_DAYS || epochDay == MINUS_INFINITY_DAYS) {
      return infinity(epochDay == INFINITY_DAYS);
    }
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    return date(date) + era(date.getYear());
  }

  static String timestampOfMillis(long millis) {
    if (millis == INFINITY_MICROS / 1000 || millis == MINUS_INFINITY_MICROS / 1000) {
      return infinity(millis > 0);
    }
    return timestampOfMicros(Math.multiplyExact(millis, 1000L));
  }

  static String timestampOfMicros(long micros) {
    if (micros == INFINITY_MICROS || micros == MINUS_INFINITY_MICROS) {
      return infinity(micros > 0);
    }
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, SECOND_MICROS),
            (int) Math.floorMod(micros, SECOND_MICROS) * 1000,
            ZoneOffset.UTC);
    return date(time.toLocalDate())
        + " "
        + time(time.toLocalTime().toNanoOfDay() / 1000)
        + era(time.getYear());
  }

  static String timestampOfNanos(long nanos) {
    if (nanos == Long.MAX_VALUE || nanos == Long.MIN_VALUE) {
      return infinity(nanos > 0);
    }
    return timestampOfMicros(Math.floorDiv(nanos, 1000L));
  }

  /** Of a day; 24:00 is a time of its own in Postgres. */
  static String time(long micros) {
    if (micros < 0 || micros > 24 * 3600 * SECOND_MICROS) {
      throw new IllegalArgumentException();
    }
    long seconds = micros / SECOND_MICROS;
    return two(seconds / 3600)
        + ":"
        + two(seconds / 60 % 60)
        + ":"
        + two(seconds % 60)
        + "."
        + Long.toString(SECOND_MICROS + micros % SECOND_MICROS).substring(1);
  }

  /** Without the era. Postgres has no year 0: what ISO calls so is 1 BC. */
  static String date(LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    String digits = Integer.toString(year);
    return "0".repeat(Math.max(0, 4 - digits.length()))
        + digits
        + "-"
        + two(date.getMonthValue())
        + "-"
        + two(date.getDayOfMonth());
  }

  static String era(int year) {
    return year > 0 ? "" : " BC";
  }

  private static String infinity(boolean positive) {
    return positive ? "infinity" : "-infinity";
  }

  private static String two(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
