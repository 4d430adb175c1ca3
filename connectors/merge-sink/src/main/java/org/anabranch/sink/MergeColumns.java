package org.anabranch.sink;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.merge.function.UnusableFunctionException;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.TableColumns;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code merge.columns}: which columns have merges of their own. */
final class MergeColumns {

  private static final ColumnEntries ENTRIES =
      new ColumnEntries(
          MergeSinkOptions.MERGE_COLUMNS,
          "name the column and its merge as schema.table.column:merge");

  private MergeColumns() {}

  /**
   * The columns of each table that is named.
   *
   * @throws ConfigException with the place in the list of the first entry that is wrong
   */
  static Map<TableName, TableColumns> of(List<String> entries) {
    Map<TableName, TableColumns> columns = new TreeMap<>();
    ENTRIES
        .read(entries)
        .forEach(
            (table, ofTable) -> {
              try {
                columns.put(table, TableColumns.of(table.toString(), ofTable, functions(ofTable)));
              } catch (IllegalArgumentException | UnusableFunctionException e) {
                throw ENTRIES.wrong(table, String.valueOf(e.getMessage()));
              }
            });
    return columns;
  }

  /** Looked for only where one is named: what else lies in the plugin directory may be broken. */
  private static MergeFunctions functions(Map<String, String> merges) {
    return merges.values().stream().anyMatch(merge -> merge.startsWith(TableColumns.CUSTOM))
        ? MergeFunctions.load()
        : MergeFunctions.of(List.of());
  }
}
