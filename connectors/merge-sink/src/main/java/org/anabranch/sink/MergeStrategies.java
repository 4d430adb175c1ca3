package org.anabranch.sink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which table is merged by which strategy. Tables are named by options of their own, which Connect
 * cannot know beforehand; so each that begins like one is read, and none is passed over.
 *
 * @param usual that of every table that is not named
 */
public record MergeStrategies(Strategy usual, Map<TableName, Strategy> ofTables) {

  /** What the options of single tables begin with; schema and table follow. */
  public static final String PREFIX = MergeSinkOptions.MERGE_STRATEGY + ".";

  private static final TableOptions OPTIONS = new TableOptions(MergeSinkOptions.MERGE_STRATEGY);

  public MergeStrategies {
    ofTables = Map.copyOf(ofTables);
  }

  /** How a merge plan merges a table. */
  public Strategy of(TableName table) {
    return ofTables.getOrDefault(table, usual);
  }

  /**
   * The same where rows are documents, whose fields come and go.
   *
   * @throws ConfigException with the table whose columns have merges that fields cannot have
   */
  public MergeStrategies byField() {
    Map<TableName, Strategy> documents = new HashMap<>();
    ofTables.forEach(
        (table, strategy) -> {
          try {
            documents.put(table, byField(strategy));
          } catch (IllegalArgumentException e) {
            throw new ConfigException(
                "%s of %s: %s. Change what %s and %s say of it, in every region"
                    .formatted(
                        MergeStrategy.PER_COLUMN.option(),
                        table,
                        e.getMessage(),
                        MergeSinkOptions.MERGE_COLUMNS,
                        MergeSinkOptions.ENCRYPTED_COLUMNS));
          }
        });
    return new MergeStrategies(byField(usual), documents);
  }

  private static Strategy byField(Strategy strategy) {
    TableColumns columns = strategy.columns();
    return columns == null ? strategy : strategy.with(columns.byField());
  }

  /** Whether the policy of any table is to quarantine conflicts. */
  boolean quarantine() {
    return Stream.concat(Stream.of(usual), ofTables.values().stream())
        .anyMatch(strategy -> strategy.conflicts() == ConflictPolicy.QUARANTINE);
  }

  /** Whether in any table another than the last writer may say whether there is a row. */
  boolean overrulesDeletes() {
    return Stream.concat(Stream.of(usual), ofTables.values().stream())
        .map(Strategy::columns)
        .anyMatch(columns -> columns != null && columns.deletes().overrules());
  }

  /**
   * Reads the options of single tables out of a connector's whole configuration.
   *
   * @throws ConfigException with the name of the first option that is wrong
   */
  static MergeStrategies of(
      MergeStrategy usual, List<String> columns, Map<String, ?> configuration) {
    Map<TableName, Strategy> ofTables = new HashMap<>();
    OPTIONS
        .read(configuration, MergeStrategy::of, MergeStrategy.options())
        .forEach(table -> ofTables.put(table.table(), table.value().planned()));
    MergeColumns.of(columns)
        .forEach(
            (table, ofTable) -> {
              Strategy named = ofTables.put(table, MergeStrategy.byColumn(ofTable));
              if (named != null && named.columns() == null) {
                throw new ConfigException(
                    PREFIX
                        + table
                        + " is "
                        + named.name()
                        + ", but "
                        + MergeSinkOptions.MERGE_COLUMNS
                        + " names columns of the table. Set it to "
                        + MergeStrategy.PER_COLUMN.option()
                        + ", or leave it out");
              }
            });
    return new MergeStrategies(usual.planned(), ofTables);
  }
}
