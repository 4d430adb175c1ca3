package org.anabranch.benchmarks.flow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.testkit.servers.PostgresDatabase;

/** The table that all benchmarks write: messages of conversations, some 200 bytes each. */
final class Messages {

  static final String SCHEMA = "app";
  static final String TABLE = SCHEMA + ".message";

  private static final String[] DEFINITION = {
    "CREATE SCHEMA " + SCHEMA,
    "CREATE TABLE "
        + TABLE
        + " (id bigint PRIMARY KEY, session text NOT NULL, role text NOT NULL,"
        + " content text NOT NULL, tokens int NOT NULL,"
        + " written_at timestamptz NOT NULL)",
  };

  private static final String INSERT =
      """
      INSERT INTO app.message
      SELECT id, 'session-' || id / 10, CASE id %% 2 WHEN 0 THEN 'user' ELSE 'assistant' END,
        md5(id::text) || md5((id + 1)::text) || md5((id + 2)::text), (id %% 500)::int,
        timestamptz '2026-01-01 00:00:00.000001+00' + id * interval '1 second'
      FROM (SELECT %s AS id FROM generate_series(%d::bigint, %d::bigint) n) numbered
      """;

  private Messages() {}

  static void create(PostgresDatabase database) throws SQLException {
    database.execute(DEFINITION);
  }

  /** Writes messages of these numbers in one transaction. */
  static void insert(PostgresDatabase database, long first, long last) throws SQLException {
    insert(database, "n", first, last);
  }

  /**
   * The same with other ids.
   *
   * @param id an expression of {@code n}
   */
  static void insert(PostgresDatabase database, String id, long first, long last)
      throws SQLException {
    database.execute(INSERT.formatted(id, first, last));
  }

  static long count(PostgresDatabase database) throws SQLException {
    return number(database, "SELECT count(*) FROM " + TABLE);
  }

  static long number(PostgresDatabase database, String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
