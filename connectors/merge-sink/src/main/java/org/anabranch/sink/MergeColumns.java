package org.anabranch.sink;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.merge.function.UnusableFunctionException;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.TableColumns;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code merge.columns}: which columns have merges of their own. */
final class MergeColumns {

  private static final Pattern COLUMN =
      Pattern.compile("\\s*([^.:]+)\\.([^.:]+)\\.([^.:]+):(.+?)\\s*");

  private MergeColumns() {}

  /**
   * The columns of each table that is named.
   *
   * @throws ConfigException with the place in the list of the first entry that is wrong
   */
  static Map<TableName, TableColumns> of(List<String> entries) {
    Map<TableName, Map<String, String>> merges = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Matcher entry = COLUMN.matcher(entries.get(i));
      if (!entry.matches()) {
        throw wrong(
            i,
            "name the column and its merge as schema.table.column:merge, as they are called at"
                + " their origin; a name that has a dot or a colon in it cannot be given");
      }
      TableName table = new TableName(entry.group(1), entry.group(2));
      String before =
          merges
              .computeIfAbsent(table, absent -> new TreeMap<>())
              .put(entry.group(3), entry.group(4));
      if (before != null) {
        throw wrong(i, "the column " + entry.group(3) + " of " + table + " is named twice");
      }
    }
    return columns(merges);
  }

  private static Map<TableName, TableColumns> columns(Map<TableName, Map<String, String>> merges) {
    Map<TableName, TableColumns> columns = new TreeMap<>();
    merges.forEach(
        (table, ofTable) -> {
          try {
            columns.put(table, TableColumns.of(table.toString(), ofTable, functions(ofTable)));
          } catch (IllegalArgumentException | UnusableFunctionException e) {
            throw new ConfigException(
                MergeSinkOptions.MERGE_COLUMNS + ", table " + table + ": " + e.getMessage());
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

  private static ConfigException wrong(int entry, String how) {
    return new ConfigException(
        MergeSinkOptions.MERGE_COLUMNS + ", entry " + (entry + 1) + ": " + how);
  }
}
