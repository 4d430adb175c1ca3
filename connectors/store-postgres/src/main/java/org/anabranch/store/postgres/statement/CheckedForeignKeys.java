package org.anabranch.store.postgres.statement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.store.References;
import org.anabranch.store.postgres.catalog.ForeignKey;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;

/**
 * The foreign keys that a sink checks, by the logical names of the tables that it merges.
 *
 * @param tables the tables that are merged, by their physical names
 */
public record CheckedForeignKeys(List<ForeignKey> keys, Map<SqlName, TableName> tables) {

  public static final CheckedForeignKeys NONE = new CheckedForeignKeys(List.of(), Map.of());

  /** Whether rows of a table can be named as captures name them; only such rows can be parked. */
  public static boolean names(TargetTable table) {
    UniqueKey key = table.primaryKey();
    return key != null && LaneKeys.naming(table, key.columns()) != null;
  }

  /** Those by which rows of the table refer to others. */
  List<ForeignKey> of(SqlName child) {
    return keys.stream().filter(key -> key.child().equals(child)).toList();
  }

  /** Those by which others refer to rows of the table. */
  List<ForeignKey> to(SqlName parent) {
    return keys.stream().filter(key -> key.parent().equals(parent)).toList();
  }

  TableName child(ForeignKey key) {
    return Objects.requireNonNull(tables.get(key.child()));
  }

  /** Who refers to whom; a table that is referred to and not merged here is not named. */
  public References references() {
    Map<TableName, Set<TableName>> parents = new HashMap<>();
    for (ForeignKey key : keys) {
      Set<TableName> of = parents.computeIfAbsent(child(key), table -> new HashSet<>());
      TableName parent = tables.get(key.parent());
      if (parent != null) {
        of.add(parent);
      }
    }
    return new References(parents);
  }
}
