package org.anabranch.transforms.embeddings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.change.TableName;

/**
 * The vectors of a table.
 *
 * @param sources by the column of a vector, those that it is computed from, in their order
 */
record EmbeddedTable(Map<String, List<String>> sources) {

  private static final Pattern ENTRY =
      Pattern.compile("\\s*([^.:]+)\\.([^.:]+)\\.([^.:]+):\\s*(.+?)\\s*");

  EmbeddedTable {
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
  }

  /** The columns that vectors are in. */
  Set<String> vectors() {
    return sources.keySet();
  }

  /** All columns that vectors are computed from. */
  Set<String> allSources() {
    Set<String> all = new LinkedHashSet<>();
    sources.values().forEach(all::addAll);
    return all;
  }

  /**
   * Reads the option.
   *
   * @throws IllegalArgumentException where an entry is wrong; says why
   */
  static Map<TableName, EmbeddedTable> read(List<String> entries) {
    Map<TableName, Map<String, List<String>>> tables = new TreeMap<>();
    for (String entry : entries) {
      Matcher parsed = ENTRY.matcher(entry);
      if (!parsed.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no <schema>.<table>.<column>:<columns>. Name the column of the vector, and behind the colon those that it is computed from, with blanks between them"
                .formatted(entry));
      }
      List<String> sources = List.of(parsed.group(4).split("\\s+", -1));
      String vector = parsed.group(3);
      Map<String, List<String>> ofTable =
          tables.computeIfAbsent(
              new TableName(parsed.group(1), parsed.group(2)), absent -> new LinkedHashMap<>());
      if (sources.contains(vector) || ofTable.put(vector, sources) != null) {
        throw new IllegalArgumentException(
            "'%s' names the column %s twice".formatted(entry, vector));
      }
    }
    Map<TableName, EmbeddedTable> read = new TreeMap<>();
    tables.forEach((table, sources) -> read.put(table, new EmbeddedTable(sources)));
    return read;
  }
}
