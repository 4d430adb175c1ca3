package org.anabranch.sink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which table is merged by which strategy. Tables are named by options of their own, which Connect
 * cannot know beforehand; so each that begins like one is read, and none is passed over.
 *
 * @param usual that of every table that is not named
 */
public record MergeStrategies(Strategy usual, Map<TableName, Strategy> ofTables) {

  /** What the options of single tables begin with; schema and table follow. */
  public static final String PREFIX = MergeSinkOptions.MERGE_STRATEGY + ".";

  public MergeStrategies {
    ofTables = Map.copyOf(ofTables);
  }

  /** How a merge plan merges a table. */
  public Strategy of(TableName table) {
    return ofTables.getOrDefault(table, usual);
  }

  /**
   * Reads the options of single tables out of a connector's whole configuration.
   *
   * @throws ConfigException with the name of the first option that is wrong
   */
  static MergeStrategies of(
      MergeStrategy usual, List<String> columns, Map<String, ?> configuration) {
    Map<TableName, Strategy> ofTables = new HashMap<>();
    configuration.keySet().stream()
        .filter(option -> option.startsWith(PREFIX))
        .sorted()
        .forEach(
            option ->
                ofTables.put(table(option), strategy(option, configuration.get(option)).planned()));
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

  private static TableName table(String option) {
    String[] names = option.substring(PREFIX.length()).split("\\.", -1);
    if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
      throw new ConfigException(
          option
              + ": name the table as "
              + PREFIX
              + "<schema>.<table>, as it is called at its origin; a name that has a dot in it"
              + " cannot be given");
    }
    return new TableName(names[0], names[1]);
  }

  private static MergeStrategy strategy(String option, @Nullable Object value) {
    try {
      return MergeStrategy.of(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          option + ": there is no such strategy. Give one of " + MergeStrategy.names());
    }
  }
}
