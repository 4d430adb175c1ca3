package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PostgresServerTest {
  private static final PostgresServer SERVER = PostgresServer.start();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void is_ready_for_logical_decoding_and_waits_for_the_log_at_commit() throws SQLException {
    assertThat(setting("wal_level")).isEqualTo("logical");
    assertThat(setting("synchronous_commit")).isEqualTo("on");
    assertThat(setting("max_replication_slots")).isEqualTo("20");
    assertThat(setting("max_wal_senders")).isEqualTo("20");
    assertThat(setting("fsync")).isEqualTo("off");
  }

  @Test
  void creates_a_database_when_it_is_asked_for_it_first_and_finds_it_the_second_time()
      throws SQLException {
    SERVER
        .database("Mixed \"case\"")
        .execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)");

    assertThat(number(SERVER.database("Mixed \"case\""), "SELECT id FROM t")).isEqualTo(7);
  }

  @Test
  void keeps_port_and_data_when_it_is_stopped_and_started_again() throws SQLException {
    PostgresDatabase database = SERVER.database("kept");
    database.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (42)");

    SERVER.stop();
    assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
    SERVER.startAgain();

    assertThat(number(database, "SELECT id FROM t")).isEqualTo(42);
    assertThat(setting("wal_level")).isEqualTo("logical");
  }

  @Test
  void stops_while_clients_are_in_the_middle_of_a_transaction() throws SQLException {
    PostgresDatabase database = SERVER.database("busy");
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("CREATE TABLE t (id int)");

      SERVER.restart();

      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    assertThat(number(database, "SELECT count(*) FROM pg_class WHERE relname = 't'")).isZero();
  }

  @Test
  void restarts_though_a_client_streams_the_log_and_confirms_nothing() throws SQLException {
    PostgresDatabase database = SERVER.database("streamed");
    database.execute(
        "CREATE TABLE t (id int)",
        "SELECT pg_create_logical_replication_slot('kept', 'test_decoding')");
    Properties replication = new Properties();
    replication.put("user", database.user());
    replication.put("password", database.password());
    replication.put("replication", "database");
    replication.put("preferQueryMode", "simple");
    replication.put("assumeMinServerVersion", "18");
    try (var connection = DriverManager.getConnection(database.jdbcUrl(), replication)) {
      connection
          .unwrap(PGConnection.class)
          .getReplicationAPI()
          .replicationStream()
          .logical()
          .withSlotName("kept")
          .start();
      database.execute("INSERT INTO t SELECT generate_series(1, 10000)");

      SERVER.restart();
    }
    assertThat(number(database, "SELECT count(*) FROM t")).isEqualTo(10_000);
    assertThat(
            number(database, "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'kept'"))
        .isOne();
    database.execute("SELECT pg_drop_replication_slot('kept')");
  }

  @Test
  void a_start_that_fails_shows_the_servers_log() {
    PostgresOptions wrong = PostgresOptions.fast().with("wal_level", "sideways");

    assertThatThrownBy(() -> new EmbeddedPostgresServer(wrong, Duration.ofSeconds(2)))
        .hasStackTraceContaining("invalid value for parameter \"wal_level\"");
  }

  private static String setting(String name) throws SQLException {
    try (var connection = SERVER.connect();
        var rows = connection.createStatement().executeQuery("SHOW " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static long number(PostgresDatabase database, String query) throws SQLException {
    try (var connection = database.connect();
        var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
