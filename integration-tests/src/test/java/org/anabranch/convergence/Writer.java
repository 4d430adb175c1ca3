package org.anabranch.convergence;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.anabranch.regions.Region;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * An application of one region that writes the tables of the quickstart at random, on few keys, so
 * that the other region's writers want the same rows: inserts, updates, deletes, changed keys,
 * values that are moved out of line (TOAST), transactions of many rows, COPY, and some roll-backs.
 *
 * <p>Seeded: the same seed tries the same statements. What Postgres refuses (a unique key, a
 * missing parent, a deadlock) is rolled back, as an application would.
 */
final class Writer implements Callable<@Nullable Void> {

  private static final int KEYS = 12;
  private static final int SESSIONS = 8;
  private static final int OUT_OF_LINE_CHARACTERS = 6_000;
  private static final List<String> CONFLICTS_WITH_OTHERS =
      List.of("23503", "23505", "40P01", "40001");

  private final Region region;
  private final Random random;
  private final long pauseNanosMax;
  private final BooleanSupplier goOn;
  private final Runnable committed;
  private int written;

  /**
   * A writer.
   *
   * @param pauseMax between transactions; half as long on average
   * @param goOn asked before each transaction
   * @param committed told of each transaction that was committed
   */
  Writer(Region region, long seed, Duration pauseMax, BooleanSupplier goOn, Runnable committed) {
    this.region = region;
    this.random = new Random(seed);
    this.pauseNanosMax = pauseMax.toNanos();
    this.goOn = goOn;
    this.committed = committed;
  }

  @Override
  public @Nullable Void call() throws SQLException, IOException {
    try (Connection connection = region.database().connect()) {
      connection.setAutoCommit(false);
      while (goOn.getAsBoolean()) {
        if (transaction(connection)) {
          committed.run();
        }
        LockSupport.parkNanos(random.nextLong(pauseNanosMax));
      }
    }
    return null;
  }

  private boolean transaction(Connection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      if (random.nextInt(20) == 0) {
        copy(connection);
      } else {
        for (int n = random.nextInt(3); n >= 0; n--) {
          statement.execute(sql());
        }
      }
      if (random.nextInt(15) == 0) {
        connection.rollback();
        return false;
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (!CONFLICTS_WITH_OTHERS.contains(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private String sql() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 ->
          "INSERT INTO assistant.preference VALUES (%s, %s, %s) ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value"
              .formatted(user(), name(), value());
      case 3 ->
          "DELETE FROM assistant.preference WHERE user_id = %s AND name = %s"
              .formatted(user(), name());
      case 4 ->
          "UPDATE assistant.preference SET name = %s WHERE user_id = %s AND name = %s"
              .formatted(name(), user(), name());
      case 5 ->
          "INSERT INTO assistant.session (id, user_id, title) VALUES (%s, %s, 'again') ON CONFLICT (id) DO UPDATE SET title = %s"
              .formatted(session(), user(), value());
      case 6 -> "DELETE FROM assistant.session WHERE id = " + session();
      case 7 ->
          "INSERT INTO assistant.message (id, session_id, role, content) VALUES (%s, %s, 'user', %s) ON CONFLICT (id) DO UPDATE SET content = excluded.content"
              .formatted(message(), session(), outOfLine());
      // Leaves a value that is out of line unchanged, so the log does not hold it.
      case 8, 9 ->
          "UPDATE assistant.message SET tokens = %d WHERE id = %s"
              .formatted(random.nextInt(1000), message());
      case 10 ->
          "UPDATE assistant.preference SET value = %s WHERE user_id <> 'user-copy'"
              .formatted(value());
      default ->
          "INSERT INTO assistant.session (user_id, title) SELECT %s, 'bulk' FROM generate_series(1, %d)"
              .formatted(user(), 1 + random.nextInt(60));
    };
  }

  private void copy(Connection connection) throws SQLException, IOException {
    StringBuilder rows = new StringBuilder();
    for (int n = 5 + random.nextInt(40); n > 0; n--) {
      rows.append("user-copy\t").append(region).append(random.nextLong()).append("\t\"copied\"\n");
    }
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY assistant.preference (user_id, name, value) FROM STDIN",
            new StringReader(rows.toString()));
  }

  private String user() {
    return "'user-" + random.nextInt(3) + "'";
  }

  private String name() {
    return "'name-" + random.nextInt(KEYS / 3) + "'";
  }

  private String value() {
    return "'\"" + region + " " + ++written + "\"'";
  }

  private String session() {
    return "'00000000-0000-0000-0000-0000000000" + (10 + random.nextInt(SESSIONS)) + "'";
  }

  private String message() {
    return "'00000000-0000-0000-0000-0000000001" + (10 + random.nextInt(KEYS)) + "'";
  }

  /** Random characters, so that Postgres cannot compress them back into the row. */
  private String outOfLine() {
    StringBuilder text = new StringBuilder("'").append(region).append(' ').append(++written);
    while (text.length() < OUT_OF_LINE_CHARACTERS) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.append('\'').toString();
  }
}
