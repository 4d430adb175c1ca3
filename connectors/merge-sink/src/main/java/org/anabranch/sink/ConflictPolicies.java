package org.anabranch.sink;

import java.util.Map;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code conflict.policy}: what regions show while two versions of a row are in conflict. */
final class ConflictPolicies {

  private static final PolicyOption<ConflictPolicy> OPTION =
      new PolicyOption<>(MergeSinkOptions.CONFLICT_POLICY, ConflictPolicy.class);
  private static final String TOLERANCE = "errors.tolerance";
  private static final String DEAD_LETTERS = "errors.deadletterqueue.topic.name";

  private ConflictPolicies() {}

  /** How the option names a policy. */
  static String option(ConflictPolicy policy) {
    return OPTION.of(policy);
  }

  static ConflictPolicy of(String option) {
    return OPTION.read(option);
  }

  /**
   * Strategies under the policies that a connector's configuration names.
   *
   * @param usual that of every table that is not named
   * @throws ConfigException where a table cannot be under its policy
   */
  static MergeStrategies under(
      ConflictPolicy usual, MergeStrategies strategies, Map<String, ?> configuration) {
    MergeStrategies under = OPTION.apply(usual, strategies, configuration, ConflictPolicies::under);
    requireDeadLetters(under, configuration);
    return under;
  }

  private static Strategy under(
      ConflictPolicy policy, Strategy strategy, String option, String suffix) {
    if (policy.keepsLocal() && strategy.columns() != null) {
      throw new ConfigException(
          option
              + " is "
              + option(policy)
              + ", but "
              + (suffix.isEmpty() ? "tables are" : "the table is")
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
