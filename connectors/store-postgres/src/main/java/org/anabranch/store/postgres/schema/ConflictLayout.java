package org.anabranch.store.postgres.schema;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.store.postgres.catalog.SqlName;

/**
 * What the table of conflicts was given after it was first made, and the index of those that nobody
 * has resolved. Nothing that is recorded changes by it, so a sink that owns the table brings it
 * into the present layout by itself.
 */
final class ConflictLayout {

  private static final int TABLE_BYTES_IN_INDEX_NAME = 49;

  private static final String STATE =
      """
      SELECT pg_has_role(c.relowner, 'USAGE'),
        (SELECT count(*) = 4 FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname IN ('lane', 'winner_sequence', 'loser_sequence', 'resolved_stamp')),
        EXISTS (SELECT FROM pg_catalog.pg_constraint v
          WHERE v.conrelid = c.oid AND v.contype = 'c'
            AND pg_get_constraintdef(v.oid) LIKE '%''parked''%'),
        EXISTS (SELECT FROM pg_catalog.pg_index i
          WHERE i.indrelid = c.oid AND i.indisvalid AND i.indnkeyatts = 3
            AND pg_get_expr(i.indpred, i.indrelid) = '(resolved_at IS NULL)')
      FROM pg_catalog.pg_class c WHERE c.oid = to_regclass(?)
      """;

  private static final String STATEMENTS =
      """
      ALTER TABLE %1$s ADD COLUMN IF NOT EXISTS lane int,
        ADD COLUMN IF NOT EXISTS winner_sequence bigint,
        ADD COLUMN IF NOT EXISTS loser_sequence bigint,
        ADD COLUMN IF NOT EXISTS resolved_stamp bigint;
      ALTER TABLE %1$s DROP CONSTRAINT IF EXISTS %3$s,
        ADD CONSTRAINT %3$s CHECK (verdict IN ('settled', 'open', 'quarantined', 'parked'));
      %2$s;
      """;

  private static final String INDEX =
      """
      CREATE INDEX IF NOT EXISTS %s
        ON %s (table_schema, table_name, key_hash) WHERE resolved_at IS NULL""";

  private final SqlName table;

  ConflictLayout(SqlName table) {
    this.table = table;
  }

  /** The state of the table; one that is missing is not older. */
  LayoutState state(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STATE)) {
      query.setString(1, table.sql());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new LayoutState(
                !row.getBoolean(2) || !row.getBoolean(3) || !row.getBoolean(4), row.getBoolean(1))
            : new LayoutState(false, false);
      }
    }
  }

  /** The statement that makes the index, which may be run again and again. */
  String index() {
    return INDEX.formatted(SqlName.quote(indexName()), table.sql());
  }

  /** The statements that bring the table into the present layout. */
  String statements() {
    return STATEMENTS.formatted(
        table.sql(), index(), SqlName.quote(shortName() + "_verdict_check"));
  }

  void mend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(statements());
    }
  }

  /** Named by the table, since two tables of a schema may not share it, as far as names go. */
  private String indexName() {
    return shortName() + "_unresolved";
  }

  /** As Postgres shortens it for the names of what belongs to the table, or shorter. */
  private String shortName() {
    String name = table.name();
    while (name.getBytes(StandardCharsets.UTF_8).length > TABLE_BYTES_IN_INDEX_NAME) {
      name = name.substring(0, name.length() - 1);
    }
    return name;
  }
}
