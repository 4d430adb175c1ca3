package org.anabranch.capture.postgres;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A value that an option must not have here.
 *
 * @param refused given the value in lower case
 * @param message why, and what to set instead
 */
record Refusal(String option, Predicate<String> refused, String message) {

  static Refusal of(String option, String value, String message) {
    return new Refusal(option, value::equals, message);
  }

  static Refusal unless(String option, Set<String> allowed, String message) {
    return new Refusal(option, value -> !allowed.contains(value), message);
  }

  void check(Map<String, String> given, Problems problems) {
    String value = given.get(option);
    if (value != null && refused.test(value.trim().toLowerCase(Locale.ROOT))) {
      problems.add(option, message);
    }
  }
}
