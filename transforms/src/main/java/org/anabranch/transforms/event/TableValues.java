package org.anabranch.transforms.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.anabranch.model.change.TableName;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * A list option of the form {@code <schema>.<table>:<value>}, with a value for all other tables.
 *
 * @param <T> of the values
 * @param others null where nothing is said of other tables
 */
record TableValues<T>(Map<String, T> byTable, @Nullable T others) {

  TableValues {
    byTable = Map.copyOf(byTable);
  }

  @Nullable T of(TableName table) {
    T value = byTable.get(table.toString());
    return value == null ? others : value;
  }

  /**
   * Reads the option's entries.
   *
   * @param read refuses with an {@link IllegalArgumentException} that says why
   * @throws ConfigException naming the option
   */
  static <T> TableValues<T> of(
      String option, List<String> entries, @Nullable T others, Function<String, T> read) {
    Map<String, T> byTable = new HashMap<>();
    for (String entry : entries) {
      int colon = entry.lastIndexOf(':');
      int dot = entry.indexOf('.');
      if (dot < 1 || colon <= dot + 1) {
        throw new ConfigException(option, entry, "Write <schema>.<table>:<value>");
      }
      try {
        byTable.put(
            entry.substring(0, colon).strip(), read.apply(entry.substring(colon + 1).strip()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(option, entry, String.valueOf(e.getMessage()));
      }
    }
    return new TableValues<>(byTable, others);
  }
}
