package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.postgres.catalog.ForeignKey;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;

/** Finds rows that refer to rows that are not there, one statement for each foreign key. */
public final class ReferenceStatements {

  private final Connection connection;
  private final Targets targets;
  private final CheckedForeignKeys foreignKeys;

  public ReferenceStatements(
      Connection connection, Targets targets, CheckedForeignKeys foreignKeys) {
    this.connection = connection;
    this.targets = targets;
    this.foreignKeys = foreignKeys;
  }

  /**
   * Of rows that the transaction has written, those whose parents are missing, each with the name
   * of a foreign key. The parents that are there are locked as Postgres' own checks lock them.
   */
  public Map<VersionKey, String> orphans(TableName name, List<RowTarget> rows) throws SQLException {
    Map<VersionKey, String> orphans = new HashMap<>();
    TargetTable table = targets.table(name);
    if (table == null) {
      return orphans;
    }
    for (ForeignKey foreignKey : foreignKeys.of(table.name())) {
      for (List<RowTarget> group : byKeyColumns(rows)) {
        RowSql sql =
            targets.find(name, RowShape.keyOf(group.get(0).arrival()), group.get(0).arrival());
        if (sql != null) {
          for (RowChunk<RowTarget> chunk : RowChunk.of(group, sql.parameters(), RowTexts::of)) {
            read(chunk, sql.orphans(foreignKey), foreignKey, orphans);
          }
        }
      }
    }
    return orphans;
  }

  private void read(
      RowChunk<RowTarget> chunk, String sql, ForeignKey foreignKey, Map<VersionKey, String> orphans)
      throws SQLException {
    try (PreparedStatement query = chunk.parameters().prepare(connection, sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        orphans.putIfAbsent(chunk.rows().get(row.getInt(1) - 1).key(), foreignKey.name());
      }
    }
  }

  /** Rows that refer to rows of a table that are gone, at most so many by each foreign key. */
  public List<Child> children(TableName parent, List<RowTarget> deleted, int rowsMax)
      throws SQLException {
    List<Child> children = new ArrayList<>();
    TargetTable table = targets.table(parent);
    if (table == null) {
      return children;
    }
    for (ForeignKey foreignKey : foreignKeys.to(table.name())) {
      TableName child = foreignKeys.child(foreignKey);
      TargetTable of = targets.table(child);
      UniqueKey key = of == null ? null : of.primaryKey();
      LaneKeys.Naming naming =
          of == null || key == null ? null : LaneKeys.naming(of, key.columns());
      if (key != null && naming != null) {
        for (List<RowTarget> group : byKeyColumns(deleted)) {
          RowSql sql =
              targets.find(parent, RowShape.keyOf(group.get(0).arrival()), group.get(0).arrival());
          if (sql != null) {
            String text = sql.children(foreignKey, key.columns(), rowsMax);
            for (RowChunk<RowTarget> chunk : RowChunk.of(group, sql.parameters(), RowTexts::of)) {
              read(chunk, text, naming, foreignKey, children);
            }
          }
        }
      }
    }
    return children;
  }

  private void read(
      RowChunk<RowTarget> chunk,
      String sql,
      LaneKeys.Naming naming,
      ForeignKey foreignKey,
      List<Child> children)
      throws SQLException {
    try (PreparedStatement query = chunk.parameters().prepare(connection, sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        children.add(
            new Child(foreignKeys.child(foreignKey), naming.read(row, 1), foreignKey.name()));
      }
    }
  }

  private static Iterable<List<RowTarget>> byKeyColumns(List<RowTarget> rows) {
    Map<List<String>, List<RowTarget>> groups = new LinkedHashMap<>();
    for (RowTarget row : rows) {
      groups
          .computeIfAbsent(RowShape.key(row.arrival()).fields(), fields -> new ArrayList<>())
          .add(row);
    }
    return groups.values();
  }
}
