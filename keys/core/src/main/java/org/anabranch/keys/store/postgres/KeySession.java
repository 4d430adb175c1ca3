package org.anabranch.keys.store.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** One connection, made when it is needed and again after it broke; used by one at a time. */
final class KeySession implements AutoCloseable {

  /** A key that is lost after it was used is the loss of what it encrypted. */
  private static final String LASTING =
      "SELECT set_config('synchronous_commit', 'on', false)"
          + " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

  private static final String CONNECT_SECONDS = "5";
  private static final String ANSWER_SECONDS = "20";

  private final PostgresStoreOptions options;
  private final boolean creates;
  private @Nullable Connection connection;
  private boolean closed;

  /**
   * @param creates whether the tables are made where they are missing
   */
  KeySession(PostgresStoreOptions options, boolean creates) {
    this.options = options;
    this.creates = creates;
  }

  /** What is to be done with a connection that commits after each statement. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Does it.
   *
   * @throws RetriableException where the database cannot for now
   * @throws ConnectException where it cannot
   */
  synchronized <T> T run(Work<T> work) {
    if (closed) {
      throw new ConnectException("The key store is closed");
    }
    try {
      return work.on(connection());
    } catch (SQLException e) {
      disconnect();
      String message = "The database of the data keys: " + e.getMessage();
      throw passes(e.getSQLState())
          ? new RetriableException(message, e)
          : new ConnectException(message, e);
    }
  }

  private Connection connection() throws SQLException {
    Connection made = connection;
    if (made == null) {
      made = connect();
      ensured(made);
      connection = made;
    }
    return made;
  }

  private void ensured(Connection made) throws SQLException {
    try (Statement statement = made.createStatement()) {
      statement.execute(LASTING);
      KeyTable.ensure(made, options.table(), creates);
    } catch (SQLException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (options.user() != null) {
      properties.setProperty("user", options.user());
    }
    if (options.password() != null) {
      properties.setProperty("password", options.password().value());
    }
    properties.setProperty("ApplicationName", "anabranch keys");
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    return DriverManager.getConnection(options.url(), properties);
  }

  /**
   * Connections, resources, the operator's interventions, conflicts between transactions, and a
   * server that is no primary any more.
   */
  private static boolean passes(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.startsWith("40")
            || state.equals("55P03")
            || state.equals("25006"));
  }

  private void disconnect() {
    Connection made = connection;
    connection = null;
    if (made != null) {
      try {
        made.close();
      } catch (SQLException e) {
        // It is not used again either way.
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    disconnect();
  }
}
