package org.anabranch.store.postgres.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.sink.store.ColumnForm;
import org.jspecify.annotations.Nullable;

/** A table that is written, as the catalog described it when it was last read. */
public final class TargetTable {

  private final SqlName name;
  private final boolean partitioned;
  private final Map<String, TargetColumn> columns;
  private final List<UniqueKey> uniqueKeys;

  TargetTable(
      SqlName name,
      boolean partitioned,
      Map<String, TargetColumn> columns,
      List<UniqueKey> uniqueKeys) {
    this.name = name;
    this.partitioned = partitioned;
    this.columns = columns;
    this.uniqueKeys = uniqueKeys;
  }

  public SqlName name() {
    return name;
  }

  /** The table as something to read or delete from: without tables that inherit from it. */
  public String source() {
    return partitioned ? name.sql() : "ONLY " + name.sql();
  }

  /** By name, in the table's order. */
  public Map<String, TargetColumn> columns() {
    return columns;
  }

  /** The forms of the columns that are written. */
  public Map<String, ColumnForm> forms() {
    Map<String, ColumnForm> forms = new LinkedHashMap<>();
    columns.forEach(
        (column, of) -> {
          if (!of.generated()) {
            forms.put(column, of.type().form());
          }
        });
    return forms;
  }

  public @Nullable TargetColumn column(String column) {
    return columns.get(column);
  }

  /** The primary key; null where there is none. */
  public @Nullable UniqueKey primaryKey() {
    return uniqueKeys.stream().filter(UniqueKey::primary).findFirst().orElse(null);
  }

  /** The unique index over exactly these columns, one that can be upserted by if there is any. */
  public @Nullable UniqueKey uniqueKey(List<String> keyColumns) {
    Set<String> wanted = new HashSet<>(keyColumns);
    List<UniqueKey> fitting = new ArrayList<>();
    for (UniqueKey key : uniqueKeys) {
      if (wanted.equals(new HashSet<>(key.columns()))) {
        fitting.add(key);
      }
    }
    return fitting.stream()
        .filter(UniqueKey::immediate)
        .findFirst()
        .orElse(fitting.isEmpty() ? null : fitting.get(0));
  }
}
