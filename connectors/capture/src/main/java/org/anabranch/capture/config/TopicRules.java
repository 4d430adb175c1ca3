package org.anabranch.capture.config;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Topics as Kafka Connect creates them must have one partition per lane and keep every record. */
public final class TopicRules {

  private static final String PREFIX = "topic.creation.";

  private TopicRules() {}

  /** Notes what is wrong with {@code topic.creation.*}. */
  public static void check(Map<String, String> given, int lanes, Problems problems) {
    Set<String> groups = new LinkedHashSet<>();
    groups.add("default");
    for (String group : given.getOrDefault(PREFIX + "groups", "").split(",", -1)) {
      if (!group.isBlank()) {
        groups.add(group.trim());
      }
    }
    for (String group : groups) {
      partitions(given, group, lanes, problems);
      cleanup(given, group, problems);
    }
  }

  private static void partitions(
      Map<String, String> given, String group, int lanes, Problems problems) {
    String option = PREFIX + group + ".partitions";
    String value = given.get(option);
    boolean inherits = value == null && !group.equals("default");
    if (!inherits && !String.valueOf(lanes).equals(value)) {
      problems.add(
          option,
          "Topics need one partition per lane (context.lanes is "
              + lanes
              + "). Add the line \""
              + option
              + "\": \""
              + lanes
              + "\"");
    }
  }

  private static void cleanup(Map<String, String> given, String group, Problems problems) {
    String option = PREFIX + group + ".cleanup.policy";
    if (given.getOrDefault(option, "").contains("compact")) {
      problems.add(
          option, "Compaction would remove changes that other regions have not merged. Use delete");
    }
  }
}
