package org.anabranch.sink;

import java.util.Map;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads {@code delete.policy}: whether there is a row that one region deleted and another one wrote
 * at the same time.
 */
final class DeletePolicies {

  private static final PolicyOption<DeletePolicy> OPTION =
      new PolicyOption<>(MergeSinkOptions.DELETE_POLICY, DeletePolicy.class);

  private DeletePolicies() {}

  /** How the option names a policy. */
  static String option(DeletePolicy policy) {
    return OPTION.of(policy);
  }

  static DeletePolicy of(String option) {
    return OPTION.read(option);
  }

  /**
   * Strategies under the policies that a connector's configuration names.
   *
   * @param usual that of every table that is not named
   * @throws ConfigException where a table cannot be under its policy
   */
  static MergeStrategies under(
      DeletePolicy usual, MergeStrategies strategies, Map<String, ?> configuration) {
    MergeStrategies under = OPTION.apply(usual, strategies, configuration, DeletePolicies::under);
    requireNoTruncates(under, configuration);
    return under;
  }

  /** A TRUNCATE does not tell what the rows held that somebody's write is to keep. */
  private static void requireNoTruncates(MergeStrategies strategies, Map<String, ?> configuration) {
    boolean truncating =
        TruncatePolicy.DELETES.option().equals(configuration.get(MergeSinkOptions.TRUNCATE_POLICY));
    if (truncating && strategies.overrulesDeletes()) {
      throw new ConfigException(
          MergeSinkOptions.DELETE_POLICY
              + " is "
              + option(DeletePolicy.ADD_WINS)
              + " or "
              + option(DeletePolicy.DELETE_WINS)
              + " for a table, under which a TRUNCATE cannot be merged as deletes: set "
              + MergeSinkOptions.TRUNCATE_POLICY
              + "="
              + TruncatePolicy.FAIL.option()
              + ", or "
              + MergeSinkOptions.DELETE_POLICY
              + "="
              + option(DeletePolicy.LAST_WRITER_WINS)
              + " for each table, or leave the table to another connector");
    }
  }

  private static Strategy under(
      DeletePolicy policy, Strategy strategy, String option, String suffix) {
    TableColumns columns = strategy.columns();
    if (columns == null && policy.overrules()) {
      throw new ConfigException(
          option
              + " is "
              + option(policy)
              + ", which needs to know what each change did to its row: set "
              + MergeSinkOptions.MERGE_STRATEGY
              + suffix
              + "=per-column as well, or "
              + option
              + "="
              + option(DeletePolicy.LAST_WRITER_WINS));
    }
    return columns == null ? strategy : strategy.with(columns.under(policy));
  }
}
