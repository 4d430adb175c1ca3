package org.anabranch.sink.column;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that are each region's own: what another region has in one is never
 * written here, and nothing of it is kept. Some say that what they were made of is out of date, an
 * embedding for instance: such a flag is raised in the statement that writes one of the columns
 * that it names, so that none is ever written without it. Only the region's applications lower it.
 * Immutable.
 *
 * @param merges by column, {@code local} or {@code raised(title body)}
 * @param flags by column that is raised, those whose writes raise it
 */
record LocalColumns(SortedMap<String, String> merges, SortedMap<String, Set<String>> flags) {

  /** There are none. */
  static final LocalColumns NONE =
      new LocalColumns(Collections.emptySortedMap(), Collections.emptySortedMap());

  static final String LOCAL = "local";

  /** How the option names a flag. */
  static final String RAISED = "raised(<columns>)";

  private static final String OPEN = "raised(";
  private static final String UP = "true";

  LocalColumns {
    merges = Collections.unmodifiableSortedMap(new TreeMap<>(merges));
    flags = Collections.unmodifiableSortedMap(new TreeMap<>(flags));
  }

  /** Whether a merge of this name is of a column that is the region's own. */
  static boolean isLocal(String merge) {
    return merge.equals(LOCAL) || merge.startsWith(OPEN);
  }

  /**
   * Those of a table.
   *
   * @param merges by column the name of its merge; others are left out
   * @throws IllegalArgumentException where a flag's columns are not named as they should be
   */
  static LocalColumns of(Map<String, String> merges) {
    SortedMap<String, String> locals = new TreeMap<>();
    SortedMap<String, Set<String>> flags = new TreeMap<>();
    merges.forEach(
        (column, merge) -> {
          if (isLocal(merge)) {
            locals.put(column, merge);
          }
        });
    locals.forEach(
        (column, merge) -> {
          if (merge.startsWith(OPEN)) {
            flags.put(column, raising(merge, locals.keySet()));
          }
        });
    return new LocalColumns(locals, flags);
  }

  private static Set<String> raising(String merge, Set<String> locals) {
    String inside = merge.endsWith(")") ? merge.substring(OPEN.length(), merge.length() - 1) : "";
    SortedSet<String> columns = new TreeSet<>();
    for (String column : inside.strip().split("\\s+", -1)) {
      if (column.isEmpty() || column.contains("(") || column.contains(")")) {
        throw new IllegalArgumentException(
            "give the columns whose writes raise a flag as raised(title body)");
      }
      if (locals.contains(column)) {
        throw new IllegalArgumentException(
            "%s cannot be raised by %s, which is never written here from other regions"
                .formatted(merge, column));
      }
      columns.add(column);
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(columns));
  }

  /** Whether a column is the region's own. */
  boolean has(String column) {
    return merges.containsKey(column);
  }

  /** Columns without those that are the region's own. */
  ColumnTexts without(ColumnTexts columns) {
    if (merges.keySet().stream().noneMatch(columns::has)) {
      return columns;
    }
    ColumnTexts.Builder others = new ColumnTexts.Builder();
    columns.names().stream()
        .filter(name -> !has(name))
        .forEach(name -> others.with(name, columns.text(name)));
    return others.build();
  }

  /**
   * What is written, with the flags that it raises.
   *
   * @param row what the row holds; nothing where there is none
   */
  ColumnTexts raised(ColumnTexts written, ColumnTexts row) {
    ColumnTexts.@Nullable Builder raised = null;
    for (Map.Entry<String, Set<String>> flag : flags.entrySet()) {
      if (flag.getValue().stream()
          .anyMatch(name -> written.has(name) && !written.same(row, name))) {
        raised = raised == null ? new ColumnTexts.Builder() : raised;
        raised.with(flag.getKey(), UP);
      }
    }
    return raised == null ? written : written.with(raised.build());
  }
}
