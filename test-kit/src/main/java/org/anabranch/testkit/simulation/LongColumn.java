package org.anabranch.testkit.simulation;

/**
 * Rows with a long column are written {@code value/long}. An update that leaves the column alone
 * writes the value only, and the log does not hold the rest (TOAST, rule C8).
 */
final class LongColumn {

  private static final char BETWEEN = '/';

  private LongColumn() {}

  /** A row whose columns are both new. */
  static String written(String value) {
    return value + BETWEEN + value;
  }

  /** A row with a new value and the long column of another row. */
  static String kept(String value, String other) {
    return value(value) + other.substring(value(other).length());
  }

  static boolean in(String row) {
    return row.indexOf(BETWEEN) >= 0;
  }

  /** A row whose long column is not known. */
  static String unknown(String row) {
    return value(row) + BETWEEN;
  }

  static boolean isUnknown(String row) {
    return row.charAt(row.length() - 1) == BETWEEN;
  }

  private static String value(String row) {
    int end = row.indexOf(BETWEEN);
    return end < 0 ? row : row.substring(0, end);
  }
}
