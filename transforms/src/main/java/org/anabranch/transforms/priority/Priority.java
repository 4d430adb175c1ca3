package org.anabranch.transforms.priority;

import java.util.Arrays;
import java.util.Locale;

/** How urgent the changes of a table are. */
enum Priority {
  CRITICAL,
  IMPORTANT,
  BACKGROUND;

  /** The name in configurations and in topics. */
  String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] configNames() {
    return Arrays.stream(values()).map(Priority::configName).toArray(String[]::new);
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  static Priority of(String configName) {
    for (Priority priority : values()) {
      if (priority.configName().equals(configName)) {
        return priority;
      }
    }
    throw new IllegalArgumentException(
        "there is no priority '" + configName + "'. Use " + String.join(", ", configNames()));
  }
}
