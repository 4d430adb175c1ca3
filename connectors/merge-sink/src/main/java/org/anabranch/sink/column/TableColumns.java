package org.anabranch.sink.column;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.merge.function.MergeFunctions;

/**
 * How the columns of a table are merged, each by itself; those that are not configured are
 * registers. Immutable.
 */
public final class TableColumns {

  /** What the names of users' own merges begin with. */
  public static final String CUSTOM = "custom:";

  /** Every column is a register. */
  public static final TableColumns REGISTERS = new TableColumns(Collections.emptySortedMap());

  private final SortedMap<String, ColumnKind<?, ?>> kinds;

  private TableColumns(SortedMap<String, ColumnKind<?, ?>> kinds) {
    this.kinds = kinds;
  }

  /**
   * Columns with merges of their own.
   *
   * @param merges by column the name of its merge
   * @throws IllegalArgumentException where there is no such merge, with the names of those that are
   */
  public static TableColumns of(Map<String, String> merges) {
    return of("", merges, MergeFunctions.of(List.of()));
  }

  /**
   * The same with users' own merges.
   *
   * @param table as {@code merge.columns} names it, for messages
   * @param functions what stands behind {@code custom:}
   * @throws org.anabranch.merge.function.UnusableFunctionException where a function is not there
   */
  public static TableColumns of(
      String table, Map<String, String> merges, MergeFunctions functions) {
    TreeMap<String, ColumnKind<?, ?>> kinds = new TreeMap<>();
    merges.forEach(
        (column, merge) -> kinds.put(column, kind(table + "." + column, merge, functions)));
    return new TableColumns(kinds);
  }

  private static ColumnKind<?, ?> kind(String column, String merge, MergeFunctions functions) {
    if (merge.startsWith(CUSTOM)) {
      String name = merge.substring(CUSTOM.length());
      return ColumnKinds.custom(functions.named(name), column);
    }
    ColumnKind<?, ?> kind = ColumnKinds.named(merge);
    if (kind == null) {
      throw new IllegalArgumentException("there is no merge " + merge + ". Give one of " + names());
    }
    return kind;
  }

  /** The names of the merges that there are. */
  public static List<String> names() {
    return Stream.concat(ColumnKinds.names().stream(), Stream.of(CUSTOM + "<name>")).toList();
  }

  /** By column the name of its merge, of those that are configured. */
  public SortedMap<String, String> merges() {
    SortedMap<String, String> merges = new TreeMap<>();
    kinds.forEach((column, kind) -> merges.put(column, kind.name()));
    return merges;
  }

  ColumnKind<?, ?> of(String column) {
    return kinds.getOrDefault(column, ColumnKinds.REGISTER);
  }

  /** The columns that are no plain registers: they take part in every insert and delete. */
  Set<String> configured() {
    return kinds.keySet();
  }
}
