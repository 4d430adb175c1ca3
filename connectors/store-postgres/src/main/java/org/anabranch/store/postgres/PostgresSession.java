package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, opened when it is needed and again when it was lost. */
final class PostgresSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);

  /** Whatever role and database say by default, values are read and shown the same way. */
  private static final String SETTINGS =
      """
      SET timezone = 'UTC';
      SET datestyle = 'ISO, MDY';
      SET intervalstyle = 'postgres';
      SET extra_float_digits = 1;
      SET array_nulls = on;
      SET xmloption = 'content';
      SET bytea_output = 'hex';
      SET lock_timeout = '10s';
      """;

  /**
   * Nearly every statement looks up the keys of a batch. A plan that was made and kept while a
   * table was empty would read the whole table, however large it has become, until somebody
   * analyzes it; and version rows come and go.
   */
  private static final String PLANS =
      """
      SET enable_seqscan = off;
      SET enable_hashjoin = off;
      SET enable_mergejoin = off;
      SET jit = off;
      """;

  private static final String TRIGGERS_OFF = "SET session_replication_role = 'replica'";

  private final PostgresStoreOptions options;
  private final Runnable whenOpened;
  private @Nullable Connection open;
  private boolean triggersOff;

  /**
   * @param whenOpened told of each new connection: behind the URL may now be another server
   */
  PostgresSession(PostgresStoreOptions options, Runnable whenOpened) {
    this.options = options;
    this.whenOpened = whenOpened;
  }

  /** The open connection, without autocommit and READ COMMITTED. */
  Connection connection() throws SQLException {
    Connection connection = open;
    if (connection == null) {
      connection = connected();
      try {
        settle(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      open = connection;
      whenOpened.run();
    }
    return connection;
  }

  private Connection connected() {
    try {
      return options.connection().connect();
    } catch (SQLException e) {
      throw SqlFailures.ofConnecting(e);
    }
  }

  /** Whether ordinary triggers and foreign-key actions stay away from what is written (M7). */
  boolean triggersOff() {
    return triggersOff;
  }

  private void settle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      statement.execute(PLANS);
      triggersOff = switchTriggersOff(statement);
    }
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
  }

  private static boolean switchTriggersOff(Statement statement) throws SQLException {
    try {
      statement.execute(TRIGGERS_OFF);
      return true;
    } catch (SQLException e) {
      if (!SqlFailures.state(e).equals(SqlFailures.FORBIDDEN)) {
        throw e;
      }
      LOG.warn(
          "This role may not set session_replication_role, so tables with triggers or foreign-key"
              + " actions are refused, and foreign keys are checked in the order in which changes"
              + " arrive. Run as a superuser: GRANT SET ON PARAMETER session_replication_role TO"
              + " <the sink's role>");
      return false;
    }
  }

  /** The exception for a failure; a connection that may be of no use any more is given up. */
  StoreException failed(SQLException failure, String doing) {
    StoreException exception = SqlFailures.of(failure, doing);
    if (exception instanceof StoreException.Unreachable) {
      close();
    }
    return exception;
  }

  void rollback() {
    Connection connection = open;
    if (connection == null) {
      return;
    }
    try {
      connection.rollback();
    } catch (SQLException e) {
      close();
    }
  }

  @Override
  public void close() {
    Connection connection = open;
    open = null;
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("A connection did not close: {}", SqlFailures.state(e));
    }
  }
}
