package org.anabranch.sink;

import java.util.Locale;

/** What becomes of a record that cannot be merged where no dead letter queue takes it. */
public enum OnError {
  /** The task fails; nothing passes the record. */
  FAIL,
  /** It becomes a row of the conflict table, and the stream goes on. */
  QUARANTINE;

  /** How the option names it. */
  public String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  static OnError of(String option) {
    return valueOf(option.toUpperCase(Locale.ROOT));
  }
}
