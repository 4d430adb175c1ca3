package org.anabranch.keys.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.kafka.connect.errors.ConnectException;

/** The tables of data keys, and making them. */
final class KeyTable {

  private static final String DDL =
      """
      CREATE TABLE IF NOT EXISTS %1$s (
        id text PRIMARY KEY,
        key_name text NOT NULL,
        purpose text NOT NULL,
        subject text NOT NULL,
        generation integer NOT NULL,
        kek_provider text NOT NULL,
        kek text NOT NULL,
        wrapped bytea,
        created_at timestamptz NOT NULL,
        destroyed_at timestamptz,
        UNIQUE (subject, key_name, purpose, generation),
        CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
      );
      COMMENT ON TABLE %1$s IS 'Wrapped data keys; see docs/formats/data-keys.md of Anabranch';
      CREATE TABLE IF NOT EXISTS %1$s_forgotten (
        subject text PRIMARY KEY CHECK (subject ~ '^[0-9a-f]{32}$'),
        key_name text NOT NULL,
        forgotten_at timestamptz NOT NULL
      );
      COMMENT ON TABLE %1$s_forgotten IS 'Subjects for whom there will be no data key again';
      CREATE TABLE IF NOT EXISTS %1$s_secret (
        key_name text PRIMARY KEY,
        fingerprint text NOT NULL
      );
      COMMENT ON TABLE %1$s_secret IS 'Under which secret subjects of a key name are hashed';
      """;

  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('anabranch-keys'))";

  private KeyTable() {}

  /**
   * Sees to it that there are the tables that are read, and where they may be made that of the
   * secrets.
   *
   * @param creates whether they are made where they are missing
   * @throws ConnectException where they are missing
   */
  static void ensure(Connection connection, String table, boolean creates) throws SQLException {
    if (exists(connection, table)
        && exists(connection, table + "_forgotten")
        && (!creates || exists(connection, table + "_secret"))) {
      return;
    }
    if (!creates) {
      throw new ConnectException(
          ("There is no table %s of data keys, or none %s_forgotten. Where values are encrypted it is"
                  + " made; name the same database and table here")
              .formatted(table, table));
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Two that make one table at once would fail in the catalog.
      statement.execute(LOCK);
      String schema = table.substring(0, table.indexOf('.'));
      if (!schemaExists(connection, schema)) {
        statement.execute("CREATE SCHEMA " + schema);
      }
      statement.execute(DDL.formatted(table));
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static boolean exists(Connection connection, String table) throws SQLException {
    return isTrue(connection, "SELECT to_regclass(?) IS NOT NULL", table);
  }

  /** Asked for first: a role that may not make schemas may well make tables in this one. */
  private static boolean schemaExists(Connection connection, String schema) throws SQLException {
    return isTrue(connection, "SELECT to_regnamespace(?) IS NOT NULL", schema);
  }

  private static boolean isTrue(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }
}
