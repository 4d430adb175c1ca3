package org.anabranch.store.postgres.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells tables that an earlier state of this plugin made. A version row cannot be brought into the
 * present layout, because nothing in it says its lane; so this happens while nothing is in flight.
 */
final class SchemaLayout {

  /** All of one snapshot: another task may be creating the tables just now. */
  private static final String OLDER =
      """
      SELECT table_name || '.' || column_name
      FROM (VALUES ('watermark', 'snapshot_since'), ('watermark', 'snapshot_from'), ('watermark', 'members'),
          ('watermark', 'log_position'), ('version', 'lane'),
          ('version', 'newest'), ('version', 'hidden'), ('version', 'merged_at'))
        AS needed(table_name, column_name)
      JOIN pg_catalog.pg_class c ON c.relname = table_name AND c.relkind IN ('r', 'p')
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'anabranch'
      WHERE NOT EXISTS (
          SELECT FROM pg_catalog.pg_attribute
          WHERE attrelid = c.oid AND attname = column_name AND NOT attisdropped)
      LIMIT 1
      """;

  private static final String WAY_OUT =
      "The sink's tables are of an older layout: there is no anabranch.%s. Have all writers of all"
          + " regions stop and wait until every region has merged everything, stop this sink, and"
          + " run: DROP VIEW IF EXISTS anabranch.progress; DROP TABLE IF EXISTS anabranch.version;"
          + " ALTER TABLE IF EXISTS anabranch.watermark ADD COLUMN IF NOT EXISTS snapshot_since"
          + " bigint NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS snapshot_from"
          + " bigint NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS members bigint NOT NULL DEFAULT 0,"
          + " ADD COLUMN IF NOT EXISTS log_position bigint NOT NULL DEFAULT 0."
          + " What is missing then is created as in a new database";

  private SchemaLayout() {}

  /** What to do about tables of an older layout; null where there are none. */
  static @Nullable String problem(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(OLDER);
        ResultSet row = query.executeQuery()) {
      return row.next() ? WAY_OUT.formatted(row.getString(1)) : null;
    }
  }
}
