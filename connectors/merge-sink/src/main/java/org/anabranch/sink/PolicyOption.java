package org.anabranch.sink;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.plan.Strategy;

/**
 * An option that puts all tables under a policy, and single ones under others.
 *
 * @param name the option for all tables
 * @param policies the type of the policies
 */
record PolicyOption<P extends Enum<P>>(String name, Class<P> policies) {

  /** What becomes of a strategy under a policy. */
  interface Rule<P> {

    /**
     * The strategy under the policy.
     *
     * @param option the option that says it
     * @param suffix what follows an option's name for this table; empty for all others
     */
    Strategy under(P policy, Strategy strategy, String option, String suffix);
  }

  /** How the option names a policy. */
  String of(P policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The policy of this name.
   *
   * @throws IllegalArgumentException where there is none
   */
  P read(String option) {
    return Arrays.stream(policies.getEnumConstants())
        .filter(policy -> of(policy).equals(option))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No such policy"));
  }

  /**
   * Strategies under the policies that a connector's configuration names.
   *
   * @param usual that of every table that is not named
   */
  MergeStrategies apply(
      P usual, MergeStrategies strategies, Map<String, ?> configuration, Rule<P> rule) {
    TableOptions options = new TableOptions(name);
    Stream<String> values = Arrays.stream(policies.getEnumConstants()).map(this::of);
    Map<TableName, P> named = new HashMap<>();
    options
        .read(configuration, this::read, values)
        .forEach(table -> named.put(table.table(), table.value()));
    Set<TableName> tables = new HashSet<>(strategies.ofTables().keySet());
    tables.addAll(named.keySet());
    Map<TableName, Strategy> ofTables = new HashMap<>();
    tables.stream()
        .sorted()
        .forEach(
            table ->
                ofTables.put(
                    table,
                    rule.under(
                        named.getOrDefault(table, usual),
                        strategies.of(table),
                        options.of(table),
                        "." + table)));
    return new MergeStrategies(rule.under(usual, strategies.usual(), name, ""), ofTables);
  }
}
