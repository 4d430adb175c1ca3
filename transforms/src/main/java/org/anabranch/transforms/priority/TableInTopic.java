package org.anabranch.transforms.priority;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/** Which table a topic's name tells. */
record TableInTopic(Pattern expression) {

  private static final String SCHEMA = "schema";
  private static final String TABLE = "table";

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException where it is none, or has not both groups
   */
  static TableInTopic parse(String text) {
    Pattern expression;
    try {
      expression = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("It is no expression: " + e.getDescription(), e);
    }
    if (!text.contains("(?<" + SCHEMA + ">") || !text.contains("(?<" + TABLE + ">")) {
      throw new IllegalArgumentException("It needs the groups (?<schema>…) and (?<table>…)");
    }
    return new TableInTopic(expression);
  }

  /** Null where the name tells none. */
  @Nullable TableName of(String topic) {
    Matcher matcher = expression.matcher(topic);
    if (!matcher.matches()) {
      return null;
    }
    String schema = matcher.group(SCHEMA);
    String table = matcher.group(TABLE);
    boolean named = schema != null && table != null && !schema.isEmpty() && !table.isEmpty();
    return named ? new TableName(schema, table) : null;
  }
}
