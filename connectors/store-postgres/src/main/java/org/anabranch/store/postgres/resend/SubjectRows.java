package org.anabranch.store.postgres.resend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.catalog.SideEffects;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of subjects to the log as they are: one statement for each table, however many
 * subjects, in one transaction, without the application's triggers. Not thread-safe.
 */
final class SubjectRows implements AutoCloseable {

  /** The column's type, by the name under which an array of it can be given. */
  private static final String TYPE =
      """
      SELECT c.oid, format_type(a.atttypid, NULL)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE n.nspname = ? AND c.relname = ? AND a.attname = ?
      """;

  private static final String TEXT = "text";

  private record Target(SubjectColumn rows, String type) {}

  private final ResendOptions options;
  private final List<Target> targets = new ArrayList<>();
  private @Nullable Connection open;

  SubjectRows(ResendOptions options) {
    this.options = options;
  }

  /**
   * Sends the rows of subjects again; answers how many. After an exception nothing was sent.
   *
   * @throws StoreException where the database does not do it
   */
  long send(Collection<String> subjects) {
    try {
      Connection connection = connection();
      String[] all = subjects.toArray(String[]::new);
      long rows = 0;
      for (Target target : targets) {
        rows += send(connection, target, all);
      }
      connection.commit();
      return rows;
    } catch (SQLException e) {
      close();
      throw SqlFailures.of(e, "Sending rows again");
    }
  }

  private static long send(Connection connection, Target target, String[] subjects)
      throws SQLException {
    if (target.type().equals(TEXT)) {
      return update(connection, target.rows().update(TEXT), subjects);
    }
    try {
      return typed(connection, target, subjects);
    } catch (SQLException e) {
      if (!SqlFailures.state(e).startsWith("22")) {
        throw e;
      }
    }
    // One of them is no value of the column's type, so it has no rows; the others may have some.
    long rows = 0;
    for (String subject : subjects) {
      rows += one(connection, target, subject);
    }
    return rows;
  }

  private static long one(Connection connection, Target target, String subject)
      throws SQLException {
    try {
      return typed(connection, target, subject);
    } catch (SQLException e) {
      if (!SqlFailures.state(e).startsWith("22")) {
        throw e;
      }
      return 0;
    }
  }

  /** What fails is taken back alone. */
  private static long typed(Connection connection, Target target, String... subjects)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      return update(connection, target.rows().update(target.type()), subjects);
    } catch (SQLException e) {
      connection.rollback(before);
      throw e;
    }
  }

  private static long update(Connection connection, String sql, String[] subjects)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setArray(1, connection.createArrayOf(TEXT, subjects));
      return update.executeLargeUpdate();
    }
  }

  /** Connects and looks at the tables, if that was not done. */
  void open() {
    try {
      connection();
    } catch (SQLException e) {
      close();
      throw SqlFailures.of(e, "Looking at the tables of " + ResendOptions.TABLES);
    }
  }

  private Connection connection() throws SQLException {
    Connection connection = open;
    if (connection == null) {
      try {
        connection = options.connection().connect();
      } catch (SQLException e) {
        throw SqlFailures.ofConnecting(e);
      }
      open = connection;
      boolean triggersOff = settle(connection);
      targets.clear();
      for (SubjectColumn rows : options.tables()) {
        targets.add(target(connection, rows, triggersOff));
      }
      connection.commit();
    }
    return connection;
  }

  private static boolean settle(Connection connection) throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute("SET lock_timeout = '2s'");
      settings.execute("SET session_replication_role = 'replica'");
      return true;
    } catch (SQLException e) {
      if (!SqlFailures.state(e).equals(SqlFailures.FORBIDDEN)) {
        throw e;
      }
      return false;
    } finally {
      connection.setAutoCommit(false);
    }
  }

  private static Target target(Connection connection, SubjectColumn rows, boolean triggersOff)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TYPE)) {
      query.setString(1, rows.table().schema());
      query.setString(2, rows.table().name());
      query.setString(3, rows.column());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw SqlFailures.misconfigured(
              "There is no column %s of %s. Mend %s"
                  .formatted(rows.column(), rows.table(), ResendOptions.TABLES));
        }
        new SideEffects(connection, triggersOff).refuse(rows.table(), row.getLong(1));
        String type = row.getString(2);
        boolean text = type.equals("character varying") || type.equals("character");
        Target target = new Target(rows, text ? TEXT : type);
        explain(connection, target);
        return target;
      }
    }
  }

  /** Has the database check rights and types, and writes nothing. */
  private static void explain(Connection connection, Target target) throws SQLException {
    String sql = "EXPLAIN " + target.rows().update(target.type()).replace("?", "'{}'");
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    Connection connection = open;
    open = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is of no use any more, and what it had not committed is undone.
      }
    }
  }
}
