package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a snapshot need not tell, because they were told before the log was lost
 * (docs/decisions/027). Debezium makes snapshot queries by class name only; so they find what
 * belongs to their capture by its id.
 */
final class ToldRows implements AutoCloseable {

  private static final String ID = "anabranch.told.rows";
  private static final Map<String, ToldRows> BY_ID = new ConcurrentHashMap<>();

  /**
   * Tables that were in the publication before the horizon. The rest was never told of, or nobody
   * knows since when.
   */
  private static final String TABLES =
      """
      SELECT t.schemaname, t.tablename
      FROM pg_catalog.pg_publication p
      JOIN pg_catalog.pg_publication_tables t ON t.pubname = p.pubname
      JOIN pg_catalog.pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid
      WHERE p.pubname = ? AND t.schemaname <> 'anabranch'
        AND %s
      """;

  private static final String PUBLISHED_BY =
      "(CASE WHEN p.puballtables THEN p.xmin ELSE r.xmin END)";

  private static final String VERSIONS = "SELECT to_regclass('anabranch.version') IS NOT NULL";

  /**
   * Rows that the sink wrote. Not where it merged columns, or found the row before it parked it:
   * then local changes that nobody was told of may be in it.
   */
  private static final String OF_THE_SINK =
      "xmin::text::bigint IN (SELECT written_by FROM anabranch.version"
          + " WHERE table_schema = %s AND table_name = %s AND written_by IS NOT NULL"
          + " AND columns IS NULL AND coalesce(written_kept, 0) = 0)";

  private final String id;
  private volatile Map<TableName, String> conditions = Map.of();

  ToldRows(String id) {
    this.id = id;
    BY_ID.put(id, this);
  }

  /** Debezium's configuration by which its queries find this. */
  static Map<String, String> configure(Map<String, String> debezium, String id) {
    Map<String, String> configured = new HashMap<>(debezium);
    configured.put(ID, id);
    return configured;
  }

  /** Those of the capture that has this configuration. */
  static ToldRows of(Map<String, ?> configured) {
    ToldRows found = BY_ID.get(String.valueOf(configured.get(ID)));
    if (found == null) {
      throw new IllegalStateException("No capture has this configuration");
    }
    return found;
  }

  /**
   * What the next snapshot leaves out.
   *
   * @param horizon null to leave nothing out
   */
  void leaveOut(Connection connection, String publication, @Nullable Horizon horizon)
      throws SQLException {
    Map<TableName, String> told = new HashMap<>();
    if (horizon != null) {
      boolean versions = LastingConnection.isTrue(connection, VERSIONS);
      String tables = TABLES.formatted(horizon.covers(PUBLISHED_BY));
      try (PreparedStatement query = connection.prepareStatement(tables)) {
        query.setString(1, publication);
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            TableName table = new TableName(row.getString(1), row.getString(2));
            told.put(table, condition(horizon, table, versions));
          }
        }
      }
    }
    conditions = Map.copyOf(told);
  }

  private static String condition(Horizon horizon, TableName table, boolean versions) {
    String covered = horizon.covers("xmin");
    return versions
        ? covered + " OR " + OF_THE_SINK.formatted(literal(table.schema()), literal(table.table()))
        : covered;
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** SQL that is true of the rows of a table that are left out; null where none are. */
  @Nullable String condition(TableName table) {
    return conditions.get(table);
  }

  @Override
  public void close() {
    BY_ID.remove(id);
  }
}
