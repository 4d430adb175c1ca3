package org.anabranch.transforms.priority;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a topic is called that takes the changes of tables of a priority. */
record TopicFormat(String text) {

  private static final String TOPIC = "${topic}";
  private static final String PRIORITY = "${priority}";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]*");

  /**
   * Reads a format.
   *
   * @throws IllegalArgumentException where it would name one topic for what must not share one, or
   *     none that Kafka takes
   */
  static TopicFormat parse(String text) {
    Matcher variables = VARIABLE.matcher(text);
    while (variables.find()) {
      String variable = variables.group();
      if (!variable.equals(TOPIC) && !variable.equals(PRIORITY)) {
        throw new IllegalArgumentException(
            "There is no " + variable + ". Use " + TOPIC + " and " + PRIORITY);
      }
    }
    if (!text.contains(TOPIC) || !text.contains(PRIORITY)) {
      throw new IllegalArgumentException(
          "It needs both ${topic}, which tells origins apart, and ${priority}");
    }
    if (!LEGAL.matcher(variables.replaceAll("")).matches()) {
      throw new IllegalArgumentException(
          "Names of topics have letters, digits, dots, hyphens and underscores only");
    }
    return new TopicFormat(text);
  }

  String topic(String topic, Priority priority) {
    return text.replace(PRIORITY, priority.configName()).replace(TOPIC, topic);
  }
}
