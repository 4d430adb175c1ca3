package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;

/**
 * Reads which columns arrive altered in this database, as the sink beside the capture keeps it
 * (docs/decisions/022). The table is empty in nearly every deployment. Not thread-safe.
 */
final class AlteredColumns {

  private static final String READ =
      "SELECT DISTINCT table_schema, table_name, column_name FROM anabranch.altered";

  private final LastingConnection connection;
  private final SinkTable altered = new SinkTable("altered", "");

  AlteredColumns(LastingConnection connection) {
    this.connection = connection;
  }

  /** Where they are listed. */
  SinkTable table() {
    return altered;
  }

  Map<TableName, Set<String>> read() {
    return connection.answer(
        this::read,
        "The database did not say which columns arrive altered. Run: GRANT SELECT ON"
            + " anabranch.altered TO <the capture's role>");
  }

  private Map<TableName, Set<String>> read(Connection open) throws SQLException {
    if (!altered.worthALook(open)) {
      return Map.of();
    }
    Map<TableName, Set<String>> columns = new HashMap<>();
    try (PreparedStatement query = open.prepareStatement(READ);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        columns
            .computeIfAbsent(
                new TableName(row.getString(1), row.getString(2)), table -> new HashSet<>())
            .add(row.getString(3));
      }
    }
    return columns;
  }
}
