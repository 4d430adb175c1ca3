package org.anabranch.transforms.expiry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something lives: days of the calendar in UTC, and a length of time.
 *
 * @param days years, months and days
 */
record Lifetime(Period days, Duration time) {

  static final Lifetime NONE = new Lifetime(Period.ZERO, Duration.ZERO);

  static final String FORMS = "ISO 8601 (P30D, PT12H) or a number with ms, s, m, h, d or w (30d)";

  private static final Pattern BRIEF = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");

  static Lifetime of(Duration time) {
    return new Lifetime(Period.ZERO, time);
  }

  /** Whether a text has one of the {@link #FORMS}. */
  static boolean is(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads one of the {@link #FORMS}, as Debezium's Interval has it too.
   *
   * @throws IllegalArgumentException where it has another; without the text
   */
  static Lifetime parse(String text) {
    Matcher brief = BRIEF.matcher(text);
    if (brief.matches()) {
      return of(brief(Long.parseLong(brief.group(1)), brief.group(2)));
    }
    try {
      int time = text.indexOf('T');
      Period days = time < 0 ? Period.parse(text) : period(text.substring(0, time));
      Duration rest = time < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(time));
      return new Lifetime(days, rest);
    } catch (DateTimeParseException e) {
      // Its message and its cause tell the text.
      throw new IllegalArgumentException("not written as " + FORMS);
    }
  }

  private static Period period(String text) {
    return text.equals("P") ? Period.ZERO : Period.parse(text);
  }

  private static Duration brief(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofDays(7 * number);
    };
  }

  /**
   * The moment so much later; the last moment there is where it lies beyond, and the start itself
   * where that lies before all calendars.
   */
  Instant after(Instant start) {
    try {
      return start.atOffset(ZoneOffset.UTC).plus(days).plus(time).toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      return start.isBefore(Instant.EPOCH) ? start : Instant.MAX;
    }
  }

  /** Whether it is longer than nothing, as far as it can be said without a beginning. */
  boolean isPositive() {
    return !days.isNegative() && !time.isNegative() && !(days.isZero() && time.isZero());
  }
}
