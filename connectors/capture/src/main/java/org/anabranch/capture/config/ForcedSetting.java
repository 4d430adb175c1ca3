package org.anabranch.capture.config;

import java.util.List;
import java.util.Map;
import org.anabranch.records.config.ContextOptions;

/**
 * A setting of Debezium that a capture fixes or prefers.
 *
 * @param reason why, in words for the log
 */
public record ForcedSetting(String name, String value, boolean overridable, String reason) {

  private static final String TOPIC_PREFIX = "topic.prefix";

  /** What every capture sets, whatever its database. */
  public static final List<ForcedSetting> OF_ALL =
      List.of(
          unlessGiven(
              "tombstones.on.delete",
              "false",
              "topics are not compacted, so the empty record after a delete says nothing"),
          unlessGiven(
              "heartbeat.interval.ms",
              "10000",
              "a database that only receives would never let go of its log"),
          unlessGiven(
              "poll.interval.ms", "10", "the default of 500 ms is the largest part of the lag"),
          unlessGiven(
              "statistics.metrics.enabled", "false", "it warns thousands of times in bulk loads"));

  /** A setting that nobody may change. */
  public static ForcedSetting always(String name, String value, String reason) {
    return new ForcedSetting(name, value, false, reason);
  }

  /** A setting for whoever says nothing else. */
  public static ForcedSetting unlessGiven(String name, String value, String reason) {
    return new ForcedSetting(name, value, true, reason);
  }

  /**
   * Completes an admin's configuration: the settings, and topics named after the origin.
   *
   * @param values what is completed
   * @param notes one line for the log on everything that differs from what was given
   */
  public static void complete(
      Map<String, String> given,
      List<ForcedSetting> settings,
      Map<String, String> values,
      List<String> notes) {
    String origin = given.get(ContextOptions.ORIGIN);
    if (!given.containsKey(TOPIC_PREFIX) && origin != null) {
      values.put(TOPIC_PREFIX, origin);
      notes.add(TOPIC_PREFIX + "=" + origin + ": the name of the origin");
    }
    for (ForcedSetting setting : settings) {
      if (setting.appliesTo(given)) {
        values.put(setting.name(), setting.value());
        notes.add(setting.name() + "=" + setting.value() + ": " + setting.reason());
      }
    }
  }

  private boolean appliesTo(Map<String, String> config) {
    String given = config.get(name);
    return given == null || (!overridable && !given.equals(value));
  }
}
