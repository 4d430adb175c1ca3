package org.anabranch.store.postgres.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the table of versions was given after it was first made, and that says nothing of the rows
 * that are there. A sink that owns the table brings it into the present layout by itself.
 */
final class VersionLayout {

  /** The statement that brings the table into the present layout; may be run again and again. */
  static final String STATEMENT =
      "ALTER TABLE anabranch.version ADD COLUMN IF NOT EXISTS columns bytea,"
          + " ADD COLUMN IF NOT EXISTS kept_stamp bigint,"
          + " ADD COLUMN IF NOT EXISTS written_kept bigint";

  private static final String STATE =
      """
      SELECT pg_has_role(c.relowner, 'USAGE'),
        (SELECT count(*) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname IN ('columns', 'kept_stamp', 'written_kept')) = 3
      FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('anabranch.version')
      """;

  private VersionLayout() {}

  /** The state of the table; one that is missing is not older. */
  static LayoutState state(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(STATE)) {
      return row.next()
          ? new LayoutState(!row.getBoolean(2), row.getBoolean(1))
          : new LayoutState(false, false);
    }
  }

  static void mend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(STATEMENT);
    }
  }
}
