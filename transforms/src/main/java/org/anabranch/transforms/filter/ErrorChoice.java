package org.anabranch.transforms.filter;

import java.util.Arrays;
import java.util.Locale;

/**
 * What becomes of a record that the policy cannot judge. Whichever is chosen, the record does not
 * go on.
 */
public enum ErrorChoice {
  /** As if the policy had withheld it. */
  WITHHOLD,
  /** The task fails. */
  FAIL,
  /** As if the policy had withheld it; a copy goes to a topic in the record's own region. */
  QUARANTINE;

  /** The name in configurations. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] configNames() {
    return Arrays.stream(values()).map(ErrorChoice::configName).toArray(String[]::new);
  }

  static ErrorChoice of(String configName) {
    return valueOf(configName.toUpperCase(Locale.ROOT));
  }
}
