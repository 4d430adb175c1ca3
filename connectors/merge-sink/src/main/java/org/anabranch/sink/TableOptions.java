package org.anabranch.sink;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.model.change.TableName;
import org.apache.kafka.common.config.ConfigException;

/**
 * What is said of single tables, each by an option of its own: an option's name, and the table's
 * after it. Connect cannot know these beforehand; so each that begins like one is read, and none is
 * passed over.
 *
 * @param option the option for all other tables
 */
record TableOptions(String option) {

  /** What one of these options says. */
  record TableOption<V>(String name, TableName table, V value) {}

  /** What the options of single tables begin with; schema and table follow. */
  String prefix() {
    return option + ".";
  }

  /** The name of a table's option. */
  String of(TableName table) {
    return prefix() + table;
  }

  /**
   * The options of a connector's whole configuration, in the order of their names.
   *
   * @param reading throws {@link IllegalArgumentException} for a value that is none of {@code
   *     values}
   * @throws ConfigException with the name of the first option that is wrong
   */
  <V> List<TableOption<V>> read(
      Map<String, ?> configuration, Function<String, V> reading, Stream<String> values) {
    String all = values.collect(Collectors.joining(", "));
    return configuration.keySet().stream()
        .filter(name -> name.startsWith(prefix()))
        .sorted()
        .map(name -> new TableOption<>(name, table(name), value(name, configuration, reading, all)))
        .toList();
  }

  private TableName table(String name) {
    String[] names = name.substring(prefix().length()).split("\\.", -1);
    if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
      throw new ConfigException(
          name
              + ": name the table as "
              + prefix()
              + "<schema>.<table>, as it is called at its origin; a name that has a dot in it"
              + " cannot be given");
    }
    return new TableName(names[0], names[1]);
  }

  private static <V> V value(
      String name, Map<String, ?> configuration, Function<String, V> reading, String all) {
    try {
      return Objects.requireNonNull(reading.apply(String.valueOf(configuration.get(name))));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name + ": there is no such value. Give one of " + all, e);
    }
  }
}
