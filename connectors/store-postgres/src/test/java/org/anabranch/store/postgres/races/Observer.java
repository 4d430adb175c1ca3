package org.anabranch.store.postgres.races;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.store.postgres.TestDatabase;
import org.anabranch.store.postgres.TestDatabase.RowReader;
import org.jspecify.annotations.Nullable;

/** A connection that takes part in no race: each of its statements is a transaction. */
final class Observer implements AutoCloseable {

  private final Connection connection;

  Observer(TestDatabase database) throws SQLException {
    this.connection = database.connect();
  }

  <R> @Nullable R query(String sql, RowReader<R> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return reader.read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The only value of a query. */
  @Nullable String text(String sql) {
    return query(sql, rows -> rows.next() ? rows.getString(1) : null);
  }

  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
