package org.anabranch.tools.database;

/** Settings that every session of the tools has. */
public final class SessionSettings {

  /**
   * With these, a value has the same text in every database; and a table whose policies would hide
   * rows from the role is an error rather than half a table.
   */
  public static final String SAME_TEXTS =
      """
      SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres';
      SET extra_float_digits = 1; SET bytea_output = 'hex'; SET lc_monetary = 'C';
      SET row_security = off;
      """;

  private SessionSettings() {}
}
