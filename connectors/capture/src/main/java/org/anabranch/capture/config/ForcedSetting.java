package org.anabranch.capture.postgres;

import java.util.Map;

/**
 * A setting of Debezium that a capture fixes or prefers.
 *
 * @param reason why, in words for the log
 */
record ForcedSetting(String name, String value, boolean overridable, String reason) {

  static ForcedSetting always(String name, String value, String reason) {
    return new ForcedSetting(name, value, false, reason);
  }

  static ForcedSetting unlessGiven(String name, String value, String reason) {
    return new ForcedSetting(name, value, true, reason);
  }

  boolean appliesTo(Map<String, String> config) {
    String given = config.get(name);
    return given == null || (!overridable && !given.equals(value));
  }
}
