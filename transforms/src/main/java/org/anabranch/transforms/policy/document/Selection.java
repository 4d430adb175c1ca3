package org.anabranch.transforms.policy.document;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For which tables and topics a rule is. Expressions match whole names, in upper and lower case, as
 * those of Debezium's include lists do.
 *
 * @param tables expressions for {@code schema.table}; empty for all, and for records of none
 * @param topics empty for all
 */
public record Selection(List<Pattern> tables, List<Pattern> topics) {

  /** Whether records of a topic and a table are selected. */
  public boolean selects(String topic, @Nullable String table) {
    return (tables.isEmpty() || (table != null && matches(tables, table)))
        && (topics.isEmpty() || matches(topics, topic));
  }

  /** Whether a table is selected in some topic. */
  public boolean selectsTable(String table) {
    return tables.isEmpty() || matches(tables, table);
  }

  private static boolean matches(List<Pattern> expressions, String name) {
    return expressions.stream().anyMatch(expression -> expression.matcher(name).matches());
  }

  /** Whether this surely selects all that another one does, as far as their texts tell. */
  public boolean covers(Selection other) {
    return covers(tables, other.tables) && covers(topics, other.topics);
  }

  private static boolean covers(List<Pattern> these, List<Pattern> those) {
    return these.isEmpty() || (!those.isEmpty() && texts(these).containsAll(texts(those)));
  }

  private static Set<String> texts(List<Pattern> expressions) {
    return Set.copyOf(expressions.stream().map(Pattern::pattern).toList());
  }
}
