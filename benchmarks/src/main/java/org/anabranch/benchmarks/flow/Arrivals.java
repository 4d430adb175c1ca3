package org.anabranch.benchmarks.flow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * When the rows of {@link Messages} were committed, as the server itself wrote down: nothing has to
 * ask it meanwhile, and nothing is lost to the pauses between questions.
 *
 * @param rows how many were committed up to a moment, in microseconds since the epoch
 */
record Arrivals(TreeMap<Long, Long> rows) {

  private static final String TIMES =
      """
      SELECT (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint, count(*)
      FROM app.message WHERE %s GROUP BY 1 ORDER BY 1
      """;

  /** Now, as the server would write it down. */
  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Of all rows. */
  static Arrivals in(PostgresDatabase database) throws SQLException {
    return in(database, "true");
  }

  /** Of those that a condition holds for. */
  static Arrivals in(PostgresDatabase database, String condition) throws SQLException {
    TreeMap<Long, Long> rows = new TreeMap<>();
    long sum = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(TIMES.formatted(condition))) {
      while (found.next()) {
        sum += found.getLong(2);
        rows.put(found.getLong(1), sum);
      }
    }
    return new Arrivals(rows);
  }

  /** From the first moment at which so many rows were there until the last row. */
  double rowsPerSecondAfter(long warmUpRows) {
    for (Map.Entry<Long, Long> moment : rows.entrySet()) {
      if (moment.getValue() >= warmUpRows && moment.getValue() < all()) {
        return (all() - moment.getValue()) * 1e6 / (lastMicros() - moment.getKey());
      }
    }
    throw new IllegalStateException("All rows came at once: nothing can be said about their rate");
  }

  long lastMicros() {
    return rows.lastKey();
  }

  private long all() {
    return rows.lastEntry().getValue();
  }
}
