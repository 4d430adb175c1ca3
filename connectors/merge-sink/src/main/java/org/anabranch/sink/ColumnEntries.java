package org.anabranch.sink;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.change.TableName;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads an option that says something of single columns: {@code schema.table.column:what}.
 *
 * @param option its name
 * @param form how an entry is written, for messages
 */
record ColumnEntries(String option, String form) {

  private static final Pattern COLUMN =
      Pattern.compile("\\s*([^.:]+)\\.([^.:]+)\\.([^.:]+):(.+?)\\s*");

  /**
   * What is said, by column, of each table that is named.
   *
   * @throws ConfigException with the place in the list of the first entry that is wrong
   */
  Map<TableName, Map<String, String>> read(List<String> entries) {
    Map<TableName, Map<String, String>> tables = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Matcher entry = COLUMN.matcher(entries.get(i));
      if (!entry.matches()) {
        throw wrong(
            i,
            form
                + ", as they are called at their origin; a name that has a dot or a colon in it"
                + " cannot be given");
      }
      TableName table = new TableName(entry.group(1), entry.group(2));
      String before =
          tables
              .computeIfAbsent(table, absent -> new TreeMap<>())
              .put(entry.group(3), entry.group(4));
      if (before != null) {
        throw wrong(i, "the column " + entry.group(3) + " of " + table + " is named twice");
      }
    }
    return tables;
  }

  /** Something is wrong with what is said of a table. */
  ConfigException wrong(TableName table, String how) {
    return new ConfigException(option + ", table " + table + ": " + how);
  }

  private ConfigException wrong(int entry, String how) {
    return new ConfigException(option + ", entry " + (entry + 1) + ": " + how);
  }
}
