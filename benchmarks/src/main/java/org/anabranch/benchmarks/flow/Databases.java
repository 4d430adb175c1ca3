package org.anabranch.benchmarks.flow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;

/** A server whose databases live as long as one measurement. */
final class Databases implements AutoCloseable {

  private static final AtomicInteger CREATED = new AtomicInteger();

  private final PostgresServer server;

  Databases(PostgresServer server) {
    this.server = server;
  }

  /** A new database with an empty table of messages. */
  PostgresDatabase create() throws SQLException {
    PostgresDatabase database = server.database("bench_" + CREATED.incrementAndGet());
    Messages.create(database);
    return database;
  }

  /**
   * Drops a database with its slots; the server then writes out what it has, so that no other
   * measurement pays.
   */
  void drop(PostgresDatabase database) {
    String name = "'" + database.name() + "'";
    Await.until(
        "no slot is left in " + database.name(),
        Await.DEADLINE,
        () -> {
          execute(
              "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                  + " WHERE active AND database = "
                  + name,
              "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                  + " WHERE database = "
                  + name);
          return true;
        });
    try {
      execute("DROP DATABASE " + database.name() + " WITH (FORCE)", "CHECKPOINT");
    } catch (SQLException e) {
      throw new IllegalStateException("Could not drop database " + database.name(), e);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String version() throws SQLException {
    try (Connection connection = server.connect()) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }

  /** Of the server's first process, the parent of all others. */
  long pid() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow().pid();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
