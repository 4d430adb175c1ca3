package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The columns that identify a table's rows. */
final class KeyColumns implements AutoCloseable {

  /** Of the primary key or, where there is none, of any unique index that may stand in for it. */
  private static final String CONTAIN =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE n.nspname || '.' || c.relname = ? AND a.attname = ? AND i.indisunique
          AND (i.indisprimary OR NOT EXISTS (
            SELECT FROM pg_catalog.pg_index p WHERE p.indrelid = c.oid AND p.indisprimary)))
      """;

  private final String messageKeys;
  private final Supplier<PostgresConnection> connections;
  private @Nullable PostgresConnection open;

  /**
   * @param messageKeys what {@code message.key.columns} says
   */
  KeyColumns(String messageKeys, Supplier<PostgresConnection> connections) {
    this.messageKeys = messageKeys;
    this.connections = connections;
  }

  /**
   * @param table schema and name with a dot between, unquoted
   */
  synchronized boolean contain(String table, String column) {
    if (named(messageKeys, column)) {
      return true;
    }
    try {
      return query(table, column);
    } catch (SQLException first) {
      close();
      try {
        return query(table, column);
      } catch (SQLException e) {
        close();
        throw new RetriableException("The key of " + table + " could not be read", e);
      }
    }
  }

  /** Whether {@code message.key.columns} names a column of this name, of whatever table. */
  static boolean named(String messageKeys, String column) {
    return Pattern.compile("[:,]\\s*" + Pattern.quote(column) + "\\s*(?:[,;]|$)")
        .matcher(messageKeys)
        .find();
  }

  private boolean query(String table, String column) throws SQLException {
    PostgresConnection connection = open;
    if (connection == null) {
      connection = connections.get();
      open = connection;
      connection.connection(false).setAutoCommit(true);
    }
    try (PreparedStatement query = connection.connection(false).prepareStatement(CONTAIN)) {
      query.setString(1, table);
      query.setString(2, column);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
