package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.AlteredColumn;

/** Keeps and reads which columns arrive altered. */
public final class AlteredStatements {

  private static final String REMEMBER =
      """
      INSERT INTO anabranch.altered (origin, table_schema, table_name, column_name)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
      ON CONFLICT DO NOTHING
      """;

  private static final String READ =
      "SELECT origin, table_schema, table_name, column_name FROM anabranch.altered";

  private final Connection connection;

  public AlteredStatements(Connection connection) {
    this.connection = connection;
  }

  /** Keeps columns; answers how many were not kept before. */
  public int remember(List<AlteredColumn> columns) throws SQLException {
    return new ArrayParameters()
        .with("text", columns, column -> column.origin().name())
        .with("text", columns, column -> column.table().schema())
        .with("text", columns, column -> column.table().table())
        .with("text", columns, AlteredColumn::column)
        .update(connection, REMEMBER);
  }

  /** All that are kept. */
  public Set<AlteredColumn> read() throws SQLException {
    Set<AlteredColumn> columns = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(READ);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        columns.add(
            new AlteredColumn(
                new Origin(row.getString(1)),
                new TableName(row.getString(2), row.getString(3)),
                row.getString(4)));
      }
    }
    return columns;
  }
}
