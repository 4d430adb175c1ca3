package org.anabranch.sink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.EncryptedColumns;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code encrypted.columns}: which columns hold ciphertexts, and where their hashes are. */
final class EncryptedColumnLists {

  private static final ColumnEntries ENTRIES =
      new ColumnEntries(
          MergeSinkOptions.ENCRYPTED_COLUMNS,
          "name the column and that of its index as schema.table.column:index");

  private EncryptedColumnLists() {}

  /**
   * Strategies that know of the columns.
   *
   * @throws ConfigException with the place of the first entry that is wrong, or its table
   */
  static MergeStrategies in(MergeStrategies strategies, List<String> entries) {
    Map<TableName, Strategy> ofTables = new HashMap<>(strategies.ofTables());
    ENTRIES
        .read(entries)
        .forEach(
            (table, indexes) -> {
              requireOwnIndexes(table, indexes);
              try {
                ofTables.put(
                    table, strategies.of(table).with(new EncryptedColumns(new TreeMap<>(indexes))));
              } catch (IllegalArgumentException e) {
                throw ENTRIES.wrong(table, String.valueOf(e.getMessage()));
              }
            });
    return new MergeStrategies(strategies.usual(), ofTables);
  }

  private static void requireOwnIndexes(TableName table, Map<String, String> indexes) {
    Set<String> named = new HashSet<>();
    indexes.forEach(
        (column, index) -> {
          if (indexes.containsKey(index)) {
            throw ENTRIES.wrong(
                table,
                "%s is to be the index of %s, but holds ciphertexts itself. Name the column that EncryptFields makes by its option indexes"
                    .formatted(index, column));
          }
          if (!named.add(index)) {
            throw ENTRIES.wrong(
                table, "%s is the index of two columns. Give each one of its own".formatted(index));
          }
        });
  }
}
