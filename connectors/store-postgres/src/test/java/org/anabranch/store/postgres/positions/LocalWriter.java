package org.anabranch.store.postgres.positions;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.anabranch.store.postgres.TestDatabase;

/**
 * An application that writes and locks rows of {@code app.t} in transactions of a few random
 * statements, with savepoints, some of them undone. Every write leaves a value that no other
 * leaves.
 */
final class LocalWriter implements AutoCloseable {

  static final int IDS = 4;

  private static final List<String> LOCKS =
      List.of("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE");

  private final String name;
  private final Random random;
  private final Connection connection;
  private long values;
  private int commits;
  private int undone;

  LocalWriter(TestDatabase database, String name, long seed) throws SQLException {
    this.name = name;
    this.random = new Random(seed);
    this.connection = database.connect();
    connection.setAutoCommit(false);
  }

  /** One transaction. */
  void transact() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        if (random.nextInt(4) == 0) {
          inSavepoint(statement);
        } else {
          act(statement);
        }
      }
      if (random.nextInt(8) > 0) {
        connection.commit();
        commits++;
        return;
      }
    } catch (SQLException e) {
      requireContention(e);
    }
    connection.rollback();
    undone++;
  }

  private void inSavepoint(Statement statement) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    try {
      act(statement);
      if (random.nextBoolean()) {
        connection.releaseSavepoint(savepoint);
        return;
      }
    } catch (SQLException e) {
      requireContention(e);
    }
    connection.rollback(savepoint);
  }

  /** A key that exists, a deadlock. */
  private static void requireContention(SQLException failure) throws SQLException {
    if (!List.of("23505", "40P01").contains(failure.getSQLState())) {
      throw failure;
    }
  }

  private void act(Statement statement) throws SQLException {
    switch (random.nextInt(12)) {
      case 0, 1 -> statement.execute("DELETE FROM app.t WHERE id = " + id());
      case 2 -> statement.execute("DELETE FROM app.t WHERE id > " + id());
      case 3 -> statement.execute("INSERT INTO app.t VALUES " + rows("(%d, '%s')", ", "));
      case 4 -> statement.execute("INSERT INTO app.t VALUES (%d, '%s')".formatted(id(), value()));
      case 5 -> copy(statement);
      case 6, 7 ->
          statement.execute(
              "INSERT INTO app.t VALUES (%d, '%s') ON CONFLICT (id) DO UPDATE SET v = excluded.v"
                  .formatted(id(), value()));
      case 8 ->
          statement.execute(
              "UPDATE app.t SET v = '%s.' || id WHERE id > %d".formatted(value(), id()));
      case 9 ->
          statement.execute(
              "UPDATE app.t SET id = %d, v = '%s' WHERE id = %d".formatted(id(), value(), id()));
      case 10 ->
          statement.execute(
              "SELECT * FROM app.t WHERE id = %d FOR %s"
                  .formatted(id(), LOCKS.get(random.nextInt(LOCKS.size()))));
      default ->
          statement.execute("UPDATE app.t SET v = '%s' WHERE id = %d".formatted(value(), id()));
    }
  }

  /** The server itself reads what it copies: the driver's way in differs by nothing that counts. */
  private void copy(Statement statement) throws SQLException {
    statement.execute(
        "COPY app.t FROM PROGRAM 'echo \"" + rows("%d,%s", "\"; echo \"") + "\"' (FORMAT csv)");
  }

  /** Rows of some keys, each at most once. */
  private String rows(String format, String separator) {
    List<Integer> ids =
        random.ints(1, IDS + 1).distinct().limit(1 + random.nextInt(2)).boxed().toList();
    return ids.stream()
        .map(id -> format.formatted(id, value()))
        .collect(Collectors.joining(separator));
  }

  private int id() {
    return 1 + random.nextInt(IDS);
  }

  private String value() {
    values++;
    return name + "." + values;
  }

  int commits() {
    return commits;
  }

  int undone() {
    return undone;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
