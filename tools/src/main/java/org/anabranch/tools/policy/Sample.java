package org.anabranch.tools.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.tools.console.ToolException;
import org.anabranch.transforms.policy.condition.Facts;
import org.jspecify.annotations.Nullable;

/**
 * A change to try a policy on.
 *
 * @param line its line in the file, from 1
 * @param name what it shows, for people; empty where it says nothing
 * @param consents by purpose, as if the consent topics told them of its subject
 * @param expected null where nothing is
 */
record Sample(
    int line,
    String name,
    String topic,
    @Nullable TableName table,
    char op,
    @Nullable RecordView before,
    @Nullable RecordView after,
    @Nullable RecordView key,
    Map<String, String> headers,
    Set<String> consents,
    @Nullable Expectation expected) {

  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "topic",
          "table",
          "op",
          "before",
          "after",
          "key",
          "headers",
          "consents",
          "expect");

  /**
   * Of a line's members.
   *
   * @throws ToolException where they are no sample; names the line
   */
  static Sample of(int line, Map<?, ?> members) {
    for (Object member : members.keySet()) {
      if (!MEMBERS.contains(String.valueOf(member))) {
        throw new ToolException(
            "Line %d: a sample has no member '%s'. There are %s"
                .formatted(line, member, MEMBERS.stream().sorted().toList()));
      }
    }
    String table = text(members, "table", "");
    String op = text(members, "op", "c");
    if (!Set.of("c", "u", "d", "r").contains(op)) {
      throw new ToolException("Line " + line + ": op is c, u, d or r");
    }
    Object expect = members.get("expect");
    return new Sample(
        line,
        text(members, "name", ""),
        text(members, "topic", table),
        table.isEmpty() ? null : tableName(line, table),
        op.charAt(0),
        row(line, members, "before"),
        row(line, members, "after"),
        row(line, members, "key"),
        headers(line, members),
        consents(line, members),
        expect == null ? null : Expectation.of(line, expect));
  }

  private static String text(Map<?, ?> members, String name, String missing) {
    Object value = members.get(name);
    return value == null ? missing : value.toString();
  }

  private static TableName tableName(int line, String text) {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1) {
      throw new ToolException("Line " + line + ": a table is named by schema.table");
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  private static @Nullable RecordView row(int line, Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null || value instanceof Map<?, ?>) {
      return RecordViews.of(value);
    }
    throw new ToolException("Line " + line + ": " + name + " is an object with a row's fields");
  }

  private static Map<?, ?> map(int line, Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new ToolException("Line " + line + ": " + name + " is an object");
  }

  private static Map<String, String> headers(int line, Map<?, ?> members) {
    Map<String, String> headers = new LinkedHashMap<>();
    map(line, members, "headers")
        .forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
    return headers;
  }

  private static Set<String> consents(int line, Map<?, ?> members) {
    Map<String, Boolean> granted = new LinkedHashMap<>();
    map(line, members, "consents")
        .forEach(
            (purpose, value) -> granted.put(String.valueOf(purpose), Boolean.TRUE.equals(value)));
    granted.values().removeIf(value -> !value);
    return Set.copyOf(granted.keySet());
  }

  /**
   * The image by which the change is judged: what was, of a delete, else what is; null for none.
   */
  @Nullable RecordView judged() {
    return op == 'd' ? before : after;
  }

  Facts facts() {
    return new Facts(topic, table, judged(), before, key, headers, op);
  }

  /** For messages. */
  String place() {
    return name.isEmpty() ? "line " + line : "line " + line + " (" + name + ")";
  }
}
