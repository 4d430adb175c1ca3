package org.anabranch.tools;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.testkit.servers.PostgresDatabase;

/** The table of version rows, as far as the tools read it. */
final class VersionRows {

  static final String TABLE =
      """
      CREATE SCHEMA anabranch; CREATE TABLE anabranch.version (table_schema text, table_name text,
        lane int, key_hash bytea, hidden bool, PRIMARY KEY (table_schema, table_name, lane, key_hash))
      """;

  private VersionRows() {}

  static void put(PostgresDatabase database, String table, String hash, boolean hidden)
      throws SQLException {
    database.execute(
        "INSERT INTO anabranch.version VALUES ('public', '%s', 3, '\\x%s', %s)"
            .formatted(table, hash, hidden));
  }

  /** How often the table was read, by any way. */
  static long looks(PostgresDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_all_tables WHERE schemaname = 'anabranch'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
