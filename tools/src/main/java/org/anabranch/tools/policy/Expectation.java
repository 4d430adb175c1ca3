package org.anabranch.tools.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.tools.console.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * What a sample's author expects of the policy. What is null was not said.
 *
 * @param verdict deliver, withhold or error
 * @param rule which decides
 * @param topic under whose name it goes
 */
record Expectation(
    @Nullable String verdict,
    @Nullable String rule,
    @Nullable String topic,
    @Nullable Set<String> removed,
    @Nullable Set<String> masked,
    @Nullable Set<String> encrypted) {

  private static final Set<String> VERDICTS = Set.of("deliver", "withhold", "error");
  private static final Set<String> MEMBERS =
      Set.of("verdict", "rule", "topic", "removed", "masked", "encrypted");

  /**
   * Of what {@code expect} says.
   *
   * @throws ToolException where it is no expectation; names the line
   */
  static Expectation of(int line, Object expect) {
    if (!(expect instanceof Map<?, ?> members)) {
      return new Expectation(verdict(line, expect.toString()), null, null, null, null, null);
    }
    for (Object member : members.keySet()) {
      if (!MEMBERS.contains(String.valueOf(member))) {
        throw new ToolException(
            "Line %d: expect has no member '%s'. There are %s"
                .formatted(line, member, MEMBERS.stream().sorted().toList()));
      }
    }
    String verdict = text(members.get("verdict"));
    return new Expectation(
        verdict == null ? null : verdict(line, verdict),
        text(members.get("rule")),
        text(members.get("topic")),
        paths(line, members, "removed"),
        paths(line, members, "masked"),
        paths(line, members, "encrypted"));
  }

  private static String verdict(int line, String text) {
    if (!VERDICTS.contains(text)) {
      throw new ToolException(
          "Line " + line + ": expect is deliver, withhold or error, or an object");
    }
    return text;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable Set<String> paths(int line, Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> list)) {
      throw new ToolException("Line " + line + ": " + name + " is a list of paths");
    }
    Set<String> paths = new TreeSet<>();
    list.forEach(path -> paths.add(String.valueOf(path)));
    return paths;
  }

  /** In what an outcome differs; empty where it is as expected. */
  List<String> differences(Outcome outcome) {
    List<String> differences = new ArrayList<>();
    differ(differences, "", verdict, outcome.decision());
    differ(differences, "rule ", rule, outcome.rule());
    differ(differences, "topic ", topic, outcome.topic());
    differ(differences, "removed ", removed, outcome.removed());
    differ(differences, "masked ", masked, outcome.masked());
    differ(differences, "encrypted ", encrypted, outcome.encrypted());
    return differences;
  }

  private static void differ(
      List<String> differences, String what, @Nullable Object expected, @Nullable Object found) {
    if (expected != null && !Objects.equals(expected, found)) {
      differences.add(
          "expected %s%s, found %s".formatted(what, expected, found == null ? "none" : found));
    }
  }
}
