package org.anabranch.kinds;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.anabranch.regions.Region;

/**
 * An application that writes few rows at random, so that the writers of the other region want the
 * same. The same seed tries the same writes.
 */
final class TableWriter implements Runnable {

  static final int KEYS = 6;

  /** Of other writers: deadlocks, serialization, and a session that is gone meanwhile. */
  private static final List<String> CONFLICTS = List.of("40P01", "40001", "23503");

  private final Region region;
  private final Random random;
  private final int times;

  TableWriter(Region region, long seed, int times) {
    this.region = region;
    this.random = new Random(seed);
    this.times = times;
  }

  static UUID key(int number) {
    return new UUID(0x5e5510L, number);
  }

  @Override
  public void run() {
    try (Connection connection = region.database().connect()) {
      for (int n = 0; n < times; n++) {
        write(connection, n);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Connection connection, int n) throws SQLException {
    connection.setAutoCommit(random.nextInt(3) > 0);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql(n));
      if (!connection.getAutoCommit()) {
        statement.execute(sql(n));
        if (random.nextInt(5) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } catch (SQLException e) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      if (!CONFLICTS.contains(e.getSQLState())) {
        throw e;
      }
    }
  }

  private String sql(int n) {
    UUID key = key(random.nextInt(KEYS));
    int number = random.nextInt(KEYS);
    return switch (random.nextInt(7)) {
      case 0, 1 ->
          """
          INSERT INTO assistant.session (id, user_id, title, started_at)
            VALUES ('%s', 'user-%d', 'tables %d', clock_timestamp())
            ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title,
              started_at = EXCLUDED.started_at
          """
              .formatted(key, number, n);
      case 2 ->
          """
          INSERT INTO assistant.message (id, session_id, role, content, tokens)
            SELECT '%s', id, 'user', 'tables %d', %s FROM assistant.session WHERE id = '%s'
            ON CONFLICT (id) DO UPDATE SET content = EXCLUDED.content, tokens = EXCLUDED.tokens
          """
              .formatted(key(number), n, random.nextBoolean() ? "NULL" : n, key);
      case 3 -> "DELETE FROM assistant.session WHERE id = '%s'".formatted(key);
      case 4 -> "DELETE FROM assistant.profile WHERE id = " + number;
      case 5 ->
          """
          UPDATE assistant.profile SET settings = coalesce(nullif(settings, 'null'), '{}')
            || '{"n": %d}', ratio = %d / 7.0 WHERE id = %d AND jsonb_typeof(settings) = 'object'
          """
              .formatted(n, n, number);
      default -> profile(number, n);
    };
  }

  private String profile(int id, int n) {
    return """
    INSERT INTO assistant.profile VALUES
      (%d, 'tables %d', %s, %s, %s, %s, %s, %s, %s)
      ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, score = EXCLUDED.score,
        ratio = EXCLUDED.ratio, born = EXCLUDED.born, active = EXCLUDED.active,
        tags = EXCLUDED.tags, settings = EXCLUDED.settings, extra = EXCLUDED.extra
    """
        .formatted(
            id,
            n,
            any("12.50", "-0.001", "NULL"),
            any("0.1", "1e100", "NULL"),
            any("'2026-01-02'", "'1969-12-31'", "NULL"),
            any("true", "false", "NULL"),
            any("'{a,\"b c\",NULL}'", "'{}'", "NULL"),
            any("'{\"b\":[1,2.50],\"aa\":null}'", "'null'", "NULL"),
            any("'{\"stats\":{\"seen\":1},\"more\":[true]}'", "'{}'", "NULL"));
  }

  private String any(String... values) {
    return values[random.nextInt(values.length)];
  }
}
