package org.anabranch.testkit.servers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A Postgres server of its own on loopback, ready for logical decoding. It keeps its port and its
 * data when it is stopped and started again, and leaves nothing behind when it is closed or the JVM
 * ends.
 *
 * <p>The embedded binaries stay unpacked in the directory for temporary files, as a cache for the
 * next start.
 */
public interface PostgresServer extends AutoCloseable {

  /** Starts a server for tests, see {@link PostgresOptions#fast()}. */
  static PostgresServer start() {
    return start(PostgresOptions.fast());
  }

  /**
   * Starts a server of the kind that {@link ServerKind#chosen()} says and returns when it accepts
   * connections.
   */
  static PostgresServer start(PostgresOptions options) {
    return switch (ServerKind.chosen()) {
      case EMBEDDED -> new EmbeddedPostgresServer(options);
      case TESTCONTAINERS -> new ContainerPostgresServer(options);
    };
  }

  String host();

  int port();

  /** The superuser. */
  default String user() {
    return "postgres";
  }

  default String password() {
    return "postgres";
  }

  /**
   * Stops the server as an operator does (fast mode: connections are cut, transactions rolled
   * back); the data stays.
   */
  void stop();

  /** Starts a stopped server again on its data and port; returns when it accepts connections. */
  void startAgain();

  default void restart() {
    stop();
    startAgain();
  }

  /** Stops the server and deletes its data. Closing twice is fine. */
  @Override
  void close();

  /** The database of this name, created when it is missing. */
  default PostgresDatabase database(String name) {
    try (Connection connection = connect()) {
      if (!exists(connection, name)) {
        try (var statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Could not create database " + name + " on port " + port(), e);
    }
    return new PostgresDatabase(host(), port(), name, user(), password());
  }

  /** A new connection to the database {@code postgres}, to be closed by the caller. */
  default Connection connect() throws SQLException {
    return maintenanceDatabase().connect();
  }

  /** The URL of the database {@code postgres}. */
  default String jdbcUrl() {
    return maintenanceDatabase().jdbcUrl();
  }

  private PostgresDatabase maintenanceDatabase() {
    return new PostgresDatabase(host(), port(), "postgres", user(), password());
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}
