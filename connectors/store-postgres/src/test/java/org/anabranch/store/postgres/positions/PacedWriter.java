package org.anabranch.store.postgres.positions;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.store.postgres.TestDatabase;

/** Writes every row and commits, when it is told to. */
final class PacedWriter implements AutoCloseable {

  private static final String WRITE =
      """
      INSERT INTO app.t SELECT id, 'paced.%d.' || id FROM generate_series(1, %d) AS id
      ON CONFLICT (id) DO UPDATE SET v = excluded.v
      """;

  private final Connection connection;
  private int writes;

  PacedWriter(TestDatabase database) throws SQLException {
    this.connection = database.connect();
  }

  void write() {
    writes++;
    try (Statement statement = connection.createStatement()) {
      statement.execute(WRITE.formatted(writes, LocalWriter.IDS));
    } catch (SQLException e) {
      if (!"40P01".equals(e.getSQLState())) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
