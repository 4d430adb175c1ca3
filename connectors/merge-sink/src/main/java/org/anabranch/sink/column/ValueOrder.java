package org.anabranch.sink.column;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of numbers, dates and times in the words of a store (ISO 8601, in UTC): what {@code
 * max} and {@code min} go by. Texts that are neither are ordered by their characters, and so are
 * texts of one number ({@code 1.5} and {@code 1.50}), so that all regions keep the same one.
 */
final class ValueOrder implements Comparator<String> {

  static final ValueOrder OF_TEXT = new ValueOrder();

  /** A year of any length, the rest of a date, and the era. */
  private static final Pattern DATE = Pattern.compile("(\\d{4,})(-\\d\\d-\\d\\d.*?)( BC)?");

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

  private ValueOrder() {}

  @Override
  public int compare(String one, String other) {
    int byRank = Integer.compare(rank(one), rank(other));
    if (byRank != 0 || one.equals(other)) {
      return byRank;
    }
    Matcher oneDate = DATE.matcher(one);
    Matcher otherDate = DATE.matcher(other);
    if (oneDate.matches() && otherDate.matches()) {
      return dates(oneDate, otherDate);
    }
    int byNumber =
        isNumber(one) && isNumber(other) ? new BigDecimal(one).compareTo(new BigDecimal(other)) : 0;
    return byNumber != 0 ? byNumber : one.compareTo(other);
  }

  /** What has no place among the others lies before or behind all of them. */
  private static int rank(String text) {
    return switch (text) {
      case "-infinity", "-Infinity" -> -1;
      case "infinity", "Infinity" -> 1;
      case "NaN" -> 2;
      default -> 0;
    };
  }

  private static int dates(Matcher one, Matcher other) {
    int byYear = Long.compare(year(one), year(other));
    return byYear != 0 ? byYear : one.group(2).compareTo(other.group(2));
  }

  private static long year(Matcher date) {
    long year = Long.parseLong(date.group(1));
    return date.group(3) == null ? year : -year;
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}
