package org.anabranch.sink.column;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the columns of a table are merged, each by itself; those that are not configured are
 * registers. Immutable.
 */
public final class TableColumns {

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
    TreeMap<String, ColumnKind<?, ?>> kinds = new TreeMap<>();
    merges.forEach((column, merge) -> kinds.put(column, kind(merge)));
    return new TableColumns(kinds);
  }

  private static ColumnKind<?, ?> kind(String merge) {
    ColumnKind<?, ?> kind = ColumnKinds.named(merge);
    if (kind == null) {
      throw new IllegalArgumentException("there is no merge " + merge + ". Give one of " + names());
    }
    return kind;
  }

  /** The names of the merges that there are. */
  public static List<String> names() {
    return ColumnKinds.names();
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
