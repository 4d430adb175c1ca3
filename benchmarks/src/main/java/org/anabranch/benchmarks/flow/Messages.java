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

  private static final int WARM_UP_PARTS = 10;

  private Messages() {}

  static void create(PostgresDatabase database) throws SQLException {
    database.execute(DEFINITION);
  }

  /** Waits until so many messages have arrived. */
  interface Arrival {
    void await(long messages) throws Exception;
  }

  /**
   * Writes the first messages in several transactions, and each once the one before has arrived:
   * what a JVM compiles while it knows but one transaction is compiled again when it ends.
   */
  static void warmUp(PostgresDatabase database, long messages, Arrival arrival) throws Exception {
    for (long part = 0; part < WARM_UP_PARTS; part++) {
      long last = messages * (part + 1) / WARM_UP_PARTS;
      insert(database, messages * part / WARM_UP_PARTS + 1, last);
      arrival.await(last);
    }
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
