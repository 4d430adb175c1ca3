package org.anabranch.kinds;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.anabranch.convergence.RandomWriter;
import org.anabranch.regions.Region;
import org.bson.types.ObjectId;

/**
 * An application that writes few rows at random, so that the writers of the other region want the
 * same. The same seed tries the same writes.
 */
final class TableWriter extends RandomWriter {

  static final int KEYS = 6;

  /** Of other writers: deadlocks, serialization, and a session that is gone meanwhile. */
  private static final List<String> CONFLICTS = List.of("40P01", "40001", "23503");

  /** Classes of states: no connection, and a server that was stopped or is starting. */
  private static final List<String> OUTAGES = List.of("08", "57");

  private final Region region;
  private int written;

  /**
   * A writer.
   *
   * @param goOn asked before each transaction
   * @param committed told of each that was committed
   */
  TableWriter(Region region, long seed, BooleanSupplier goOn, Runnable committed) {
    super(seed, goOn, committed);
    this.region = region;
  }

  static UUID key(int number) {
    return new UUID(0x5e5510L, number);
  }

  /** What other writers, or an outage, are in the way of is left. */
  @Override
  protected boolean write() throws SQLException {
    try (Connection connection = region.database().connect()) {
      connection.setAutoCommit(random.nextInt(3) > 0);
      return transaction(connection);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!CONFLICTS.contains(state) && OUTAGES.stream().noneMatch(state::startsWith)) {
        throw e;
      }
      return false;
    }
  }

  private boolean transaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql(++written));
      if (connection.getAutoCommit()) {
        return true;
      }
      statement.execute(sql(++written));
      if (random.nextInt(5) == 0) {
        connection.rollback();
        return false;
      }
      connection.commit();
      return true;
    }
  }

  private String sql(int n) {
    UUID key = key(random.nextInt(KEYS));
    int number = random.nextInt(KEYS);
    return switch (random.nextInt(8)) {
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
      case 6 -> note(NoteTable.key(number), n);
      default -> profile(number, n);
    };
  }

  private String note(ObjectId id, int n) {
    return random.nextInt(4) == 0
        ? "DELETE FROM assistant.note WHERE id = '%s'".formatted(id)
        : """
        INSERT INTO assistant.note VALUES ('%s', %s, 'tables %d')
          ON CONFLICT (id) DO UPDATE SET author = EXCLUDED.author, body = EXCLUDED.body
        """
            .formatted(id, any("'" + NoteTable.key(n % KEYS) + "'", "NULL"), n);
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
