package org.anabranch.sink;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.TableOptions.TableOption;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads {@code fk.policy}: of which tables foreign keys are checked.
 *
 * @param usual of every table that is not named
 */
public record ForeignKeyPolicies(
    ForeignKeyPolicy usual, Map<TableName, ForeignKeyPolicy> ofTables) {

  private static final TableOptions OPTIONS = new TableOptions(MergeSinkOptions.FK_POLICY);

  public ForeignKeyPolicies {
    ofTables = Map.copyOf(ofTables);
  }

  /** Whether the foreign keys of a table are checked: those by which its rows refer to others. */
  public boolean checks(TableName table) {
    return ofTables.getOrDefault(table, usual) == ForeignKeyPolicy.CHECK;
  }

  /** Whether those of any table may be. */
  boolean any() {
    return usual == ForeignKeyPolicy.CHECK || ofTables.containsValue(ForeignKeyPolicy.CHECK);
  }

  /**
   * Reads the options of single tables out of a connector's whole configuration.
   *
   * @throws ConfigException with the name of the first option that is wrong, or that says what
   *     cannot be done in a table as it is merged
   */
  static ForeignKeyPolicies of(
      ForeignKeyPolicy usual, MergeStrategies strategies, Map<String, ?> configuration) {
    Map<TableName, ForeignKeyPolicy> named = new HashMap<>();
    for (TableOption<ForeignKeyPolicy> table :
        OPTIONS.read(
            configuration,
            ForeignKeyPolicy::of,
            Arrays.stream(ForeignKeyPolicy.values()).map(ForeignKeyPolicy::option))) {
      named.put(table.table(), table.value());
    }
    ForeignKeyPolicies policies = new ForeignKeyPolicies(usual, named);
    if (usual == ForeignKeyPolicy.CHECK) {
      policies.requireParking(MergeSinkOptions.FK_POLICY, "tables are", strategies.usual());
    }
    strategies.ofTables().keySet().stream().sorted().forEach(t -> policies.require(t, strategies));
    named.keySet().stream().sorted().forEach(table -> policies.require(table, strategies));
    return policies;
  }

  private void require(TableName table, MergeStrategies strategies) {
    if (checks(table)) {
      requireParking(OPTIONS.of(table), table + " is", strategies.of(table));
    }
  }

  private void requireParking(String option, String tables, Strategy strategy) {
    boolean byColumn = strategy.columns() != null;
    if (byColumn || strategy.conflicts().keepsLocal()) {
      throw new ConfigException(
          option
              + " is "
              + ForeignKeyPolicy.CHECK.option()
              + ", but "
              + tables
              + (byColumn
                  ? " merged by column"
                  : " under a "
                      + MergeSinkOptions.CONFLICT_POLICY
                      + " by which regions keep their own versions")
              + ", and such rows cannot be parked. Set "
              + option
              + " to "
              + ForeignKeyPolicy.TRUST.option()
              + (option.equals(MergeSinkOptions.FK_POLICY)
                  ? ", and " + OPTIONS.prefix() + "<schema>.<table> to check for other tables"
                  : ", or merge its rows as a whole"));
    }
  }
}
