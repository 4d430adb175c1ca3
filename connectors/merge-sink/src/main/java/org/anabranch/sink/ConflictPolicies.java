package org.anabranch.sink;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.TableOptions.TableOption;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Reads {@code conflict.policy}: what regions show while two versions of a row are in conflict. */
final class ConflictPolicies {

  private static final TableOptions OPTIONS = new TableOptions(MergeSinkOptions.CONFLICT_POLICY);
  private static final String TOLERANCE = "errors.tolerance";
  private static final String DEAD_LETTERS = "errors.deadletterqueue.topic.name";

  private ConflictPolicies() {}

  /** How the option names a policy. */
  static String option(ConflictPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Stream<String> names() {
    return Arrays.stream(ConflictPolicy.values()).map(ConflictPolicies::option);
  }

  static ConflictPolicy of(String option) {
    return Arrays.stream(ConflictPolicy.values())
        .filter(policy -> option(policy).equals(option))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No such policy"));
  }

  /**
   * Strategies under the policies that a connector's configuration names.
   *
   * @param usual that of every table that is not named
   * @throws ConfigException where a table cannot be under its policy
   */
  static MergeStrategies under(
      ConflictPolicy usual, MergeStrategies strategies, Map<String, ?> configuration) {
    Map<TableName, ConflictPolicy> named = new HashMap<>();
    for (TableOption<ConflictPolicy> table :
        OPTIONS.read(configuration, ConflictPolicies::of, names())) {
      named.put(table.table(), table.value());
    }
    Set<TableName> tables = new HashSet<>(strategies.ofTables().keySet());
    tables.addAll(named.keySet());
    Map<TableName, Strategy> ofTables = new HashMap<>();
    tables.stream()
        .sorted()
        .forEach(
            table ->
                ofTables.put(
                    table, under(named.getOrDefault(table, usual), strategies.of(table), table)));
    MergeStrategies under = new MergeStrategies(under(usual, strategies.usual(), null), ofTables);
    requireDeadLetters(under, configuration);
    return under;
  }

  private static Strategy under(
      ConflictPolicy policy, Strategy strategy, @Nullable TableName table) {
    if (policy.keepsLocal() && strategy.columns() != null) {
      String option = table == null ? MergeSinkOptions.CONFLICT_POLICY : OPTIONS.of(table);
      throw new ConfigException(
          option
              + " is "
              + option(policy)
              + ", but "
              + (table == null ? "tables are" : "the table is")
              + " merged by column, where both versions go into the row. Set "
              + option
              + " to "
              + option(ConflictPolicy.RESOLVE)
              + ", or merge rows as a whole");
    }
    return strategy.under(policy);
  }

  /** What is quarantined must have a place to go to. */
  private static void requireDeadLetters(MergeStrategies strategies, Map<String, ?> configuration) {
    boolean tolerant = "all".equals(configuration.get(TOLERANCE));
    Object topic = configuration.get(DEAD_LETTERS);
    if (strategies.quarantine() && !(tolerant && topic != null && !topic.toString().isBlank())) {
      throw new ConfigException(
          MergeSinkOptions.CONFLICT_POLICY
              + " "
              + option(ConflictPolicy.QUARANTINE)
              + " needs a dead letter queue: set "
              + DEAD_LETTERS
              + " to a topic, and "
              + TOLERANCE
              + "=all");
    }
  }
}
