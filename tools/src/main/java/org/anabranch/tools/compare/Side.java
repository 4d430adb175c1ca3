package org.anabranch.tools.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.anabranch.tools.database.DatabaseAddress;
import org.anabranch.tools.database.SessionSettings;

/**
 * One of the two databases: a session that reads only, one statement a transaction, and writes
 * every type's text the same way as the other side's.
 */
public final class Side implements AutoCloseable {

  /** An empty search path makes the names of types complete. */
  private static final String READ_ONLY =
      """
      SET search_path = ''; SET default_transaction_read_only = on; SET statement_timeout = %d
      """;

  private final String name;
  private final Connection connection;

  private Side(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /** Connects; a statement that takes longer than the timeout fails, 0 for none. */
  public static Side open(String name, DatabaseAddress address, Duration statementTimeout)
      throws SQLException {
    Connection connection = address.connect();
    try (Statement settings = connection.createStatement()) {
      settings.execute(
          SessionSettings.SAME_TEXTS + READ_ONLY.formatted(statementTimeout.toMillis()));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new Side(name, connection);
  }

  public Connection connection() {
    return connection;
  }

  /** {@code left} or {@code right}. */
  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
