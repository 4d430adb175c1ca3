package org.anabranch.store.postgres.races;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.store.postgres.TestDatabase;

/**
 * An application that writes beside the sink. Its transaction begins with its first statement; one
 * that fails throws, with the server's {@link SQLException} as the cause.
 */
final class Application implements AutoCloseable {

  private final Backend backend;
  private final Connection connection;

  Application(TestDatabase database, Observer observer, String name) throws SQLException {
    this.backend = new Backend(observer, name);
    this.connection = database.connect();
    execute("SET application_name = '" + name + "'");
    connection.setAutoCommit(false);
  }

  Application executes(String... statements) {
    for (String sql : statements) {
      backend.does(() -> execute(sql));
    }
    return this;
  }

  /** Begins a statement that has to wait for another's lock. */
  Application blocksIn(String sql) {
    backend.blocksIn(() -> execute(sql));
    return this;
  }

  /** Waits for the end of the statement that was blocked. */
  Application resumes() {
    backend.resumes();
    return this;
  }

  private boolean execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  void commits() {
    backend.does(
        () -> {
          connection.commit();
          return true;
        });
  }

  void rollsBack() {
    backend.does(
        () -> {
          connection.rollback();
          return true;
        });
  }

  @Override
  public void close() throws SQLException {
    backend.close();
    connection.close();
  }
}
