package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What the simulated database's commit in two steps imitates, on the real one: while a synchronous
 * standby is awaited, a transaction is in the log, its locks are held, and nobody sees it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogBeforeVisibilityTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String DECODED =
      "SELECT data FROM pg_logical_slot_peek_changes('log', NULL, NULL)";

  @Test
  void a_transaction_can_be_decoded_before_a_delete_can_find_its_row() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      PostgresDatabase database = server.database("early");
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "SELECT pg_create_logical_replication_slot('log', 'test_decoding')",
          "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
          "SELECT pg_reload_conf()");
      try (Connection sink = database.connect()) {
        sink.createStatement().execute("SET synchronous_commit = local");
        Await.until(
            "the standby to be asked for",
            DEADLINE,
            () -> !text(sink, "SHOW synchronous_standby_names").isEmpty());
        CompletableFuture<Void> application = CompletableFuture.runAsync(() -> insert(database));
        Await.until(
            "the insert to be in the log", DEADLINE, () -> decoded(sink).contains("INSERT"));
        String transaction = decoded(sink).replaceAll("(?s).*?BEGIN (\\d+).*", "$1");
        String seen =
            "SELECT pg_visible_in_snapshot('" + transaction + "'::xid8, pg_current_snapshot())";

        assertThat(text(sink, "SELECT count(*) FROM t")).isEqualTo("0");
        assertThat(sink.createStatement().executeUpdate("DELETE FROM t WHERE id = 1")).isZero();
        assertThat(text(sink, seen)).isEqualTo("f");
        assertThat(application).isNotDone();

        database.execute(
            "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()");
        application.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);

        assertThat(text(sink, "SELECT count(*) FROM t")).isEqualTo("1");
        assertThat(text(sink, seen)).isEqualTo("t");
      }
    }
  }

  private static void insert(PostgresDatabase database) {
    try {
      database.execute("INSERT INTO t VALUES (1)");
    } catch (SQLException e) {
      throw new IllegalStateException("The application could not insert", e);
    }
  }

  private static String decoded(Connection connection) throws SQLException {
    StringBuilder all = new StringBuilder();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(DECODED)) {
      while (rows.next()) {
        all.append(rows.getString(1)).append('\n');
      }
    }
    return all.toString();
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
