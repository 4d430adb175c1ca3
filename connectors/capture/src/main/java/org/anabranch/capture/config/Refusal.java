package org.anabranch.capture.config;

import java.util.List;
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
public record Refusal(String option, Predicate<String> refused, String message) {

  /** What no capture can do with, whatever its database. */
  public static final List<Refusal> OF_ALL =
      List.of(
          unless(
              "skipped.operations",
              Set.of("none"),
              "A skipped operation never reaches the other regions. Use none"),
          of(
              "skip.messages.without.change",
              "true",
              "A change that changes nothing still has a place in the causal order. Use false"),
          of(
              "heartbeat.interval.ms",
              "0",
              "Without heartbeats a database that only receives never lets go of its log. Remove"
                  + " the option or give an interval"),
          unless(
              "event.processing.failure.handling.mode",
              Set.of("fail"),
              "A change that cannot be read would be skipped and lost. Use fail"),
          unless(
              "offset.mismatch.strategy",
              Set.of("no_validation"),
              "A position other than the stored one would lose or rename changes. Remove the"
                  + " option"),
          unless(
              "signal.data.collection",
              Set.of(""),
              "Rows of an incremental snapshot are not repeated identically after a restart, so"
                  + " signals are not supported. Remove the option"),
          unless(
              "signal.kafka.topic",
              Set.of(""),
              "Signals are not supported, see signal.data.collection. Remove the option"),
          unless("tasks.max", Set.of("1"), "One log is read by one task. Use 1"),
          of(
              "errors.tolerance",
              "all",
              "A record that is skipped is a change that no region ever gets. Use none"),
          of(
              "producer.override.enable.idempotence",
              "false",
              "Changes of one key must stay in order. Remove the option"),
          unless(
              "producer.override.acks",
              Set.of("all", "-1"),
              "Changes would be lost with a broker. Use all"),
          of(
              "producer.override.retries",
              "0",
              "Changes would be lost with a broker. Remove the option"),
          new Refusal(
              "producer.override.max.in.flight.requests.per.connection",
              value -> !value.matches("[1-5]"),
              "Changes of one key must stay in order. Use 5 or less"));

  /** Refuses one value. */
  public static Refusal of(String option, String value, String message) {
    return new Refusal(option, value::equals, message);
  }

  /** Refuses all values but these. */
  public static Refusal unless(String option, Set<String> allowed, String message) {
    return new Refusal(option, value -> !allowed.contains(value), message);
  }

  /** Notes a problem where the option has such a value. */
  public void check(Map<String, String> given, Problems problems) {
    String value = given.get(option);
    if (value != null && refused.test(value.trim().toLowerCase(Locale.ROOT))) {
      problems.add(option, message);
    }
  }
}
