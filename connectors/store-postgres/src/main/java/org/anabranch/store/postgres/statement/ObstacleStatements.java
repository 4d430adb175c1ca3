package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.Obstacles.Holder;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.store.postgres.catalog.Exclusions;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is in the way of parked rows. Where the keys of a table are of types that cannot be
 * named as captures name them, a row in the way counts as a constraint that is violated: which of
 * the two was written later cannot be told.
 */
public final class ObstacleStatements {

  private static final int KEY_FIRST = 5;

  private final Connection connection;
  private final Targets targets;
  private final CheckedForeignKeys foreignKeys;

  public ObstacleStatements(
      Connection connection, Targets targets, CheckedForeignKeys foreignKeys) {
    this.foreignKeys = foreignKeys;
    this.connection = connection;
    this.targets = targets;
  }

  /** One for each row, in their order. */
  public List<Obstacles> find(TableName name, List<ParkedRow> rows) throws SQLException {
    TargetTable table = targets.table(name);
    List<String> keyColumns = rows.get(0).name().fields();
    UniqueKey key = table == null ? null : table.uniqueKey(keyColumns);
    if (table == null || key == null) {
      return rows.stream().map(row -> new Obstacles(null, row.constraint(), List.of())).toList();
    }
    ObstacleSql sql =
        new ObstacleSql(
            table, key, Exclusions.of(connection, table.name()), foreignKeys.of(table.name()));
    List<Obstacles> found = new ArrayList<>();
    for (RowChunk<ParkedRow> chunk : RowChunk.of(rows, sql.given(), ObstacleStatements::text)) {
      found.addAll(find(table, keyColumns, sql, chunk));
    }
    return found;
  }

  private static @Nullable String text(ParkedRow row, TargetColumn column) {
    return RowTexts.of(row.target(), column);
  }

  private List<Obstacles> find(
      TargetTable table, List<String> keyColumns, ObstacleSql sql, RowChunk<ParkedRow> chunk)
      throws SQLException {
    List<@Nullable String> documents = new ArrayList<>();
    List<@Nullable String> violated = new ArrayList<>();
    List<@Nullable String> missing = new ArrayList<>();
    try (PreparedStatement query = chunk.parameters().prepare(connection, sql.ofRows());
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        documents.add(row.getString(2));
        violated.add(row.getString(3));
        missing.add(row.getString(4));
      }
    }
    List<List<Holder>> holders = new ArrayList<>();
    chunk.rows().forEach(row -> holders.add(new ArrayList<>()));
    LaneKeys.@Nullable Naming naming = LaneKeys.naming(table, keyColumns);
    readHolders(keyColumns, naming, sql, chunk, holders, violated);
    List<Obstacles> found = new ArrayList<>();
    for (int i = 0; i < holders.size(); i++) {
      found.add(new Obstacles(documents.get(i), violated.get(i), missing.get(i), holders.get(i)));
    }
    return found;
  }

  private void readHolders(
      List<String> keyColumns,
      LaneKeys.@Nullable Naming naming,
      ObstacleSql sql,
      RowChunk<ParkedRow> chunk,
      List<List<Holder>> holders,
      List<@Nullable String> violated)
      throws SQLException {
    List<TargetColumn> told =
        sql.given().stream().filter(column -> !keyColumns.contains(column.name())).toList();
    String text =
        sql.ofHolders(
            keyColumns.stream().map(column -> "t." + RowSql.columnList(List.of(column))).toList(),
            told.stream().map(column -> column.type().text("t." + column.sql())).toList());
    try (PreparedStatement query = chunk.parameters().prepare(connection, text);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        int place = row.getInt(1) - 1;
        if (naming == null) {
          violated.set(place, row.getString(2));
          continue;
        }
        RecordView name = naming.read(row, KEY_FIRST);
        holders
            .get(place)
            .add(
                new Holder(
                    name,
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    ToldTexts.read(row, KEY_FIRST + keyColumns.size(), told, column -> true)));
      }
    }
  }
}
