package org.anabranch.sink;

import java.util.Locale;

/** What a sink does when a table was truncated elsewhere. */
public enum TruncatePolicy {
  /** The task fails and says what the choices are. */
  FAIL,
  /** Every row that the truncating region had seen is deleted, merged as deletes are. */
  DELETES,
  /** The rows stay. */
  IGNORE;

  /** How the option names it. */
  public String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TruncatePolicy of(String option) {
    return valueOf(option.toUpperCase(Locale.ROOT));
  }
}
