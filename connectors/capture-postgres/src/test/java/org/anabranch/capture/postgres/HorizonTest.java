package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.anabranch.testkit.servers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which marks of rows lie below a horizon, as Postgres itself reckons. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HorizonTest {

  private static PostgresServer server;
  private static CapturedDatabase database;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    database = new CapturedDatabase(server, "horizon");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /**
   * Numbers of transactions: 32 bits in a row, 64 with the epoch. What follows 4294967295 is 3 in
   * the next epoch (PostgreSQL's manual, 24.1.5, "Preventing Transaction ID Wraparound Failures").
   */
  @ParameterizedTest(name = "{0} below {1} where {2} is next: {3}")
  @CsvSource({
    "99, 100, 200, true",
    "100, 100, 200, false",
    "199, 100, 200, false",
    // bootstrap's and the frozen mark of old versions, also where the epoch has just begun
    "1, 100, 200, true",
    "2, 4294967300, 4294967400, true",
    // the horizon lies before the end of an epoch, the next number after it
    "4294967289, 4294967290, 4294967400, true",
    "4294967290, 4294967290, 4294967400, false",
    "4294967295, 4294967290, 4294967400, false",
    "3, 4294967290, 4294967400, false",
    "103, 4294967290, 4294967400, false",
    // both lie after it
    "4294967295, 4294967300, 4294967400, true",
    "3, 4294967300, 4294967400, true",
    "4, 4294967300, 4294967400, false",
    "103, 4294967300, 4294967400, false",
    // frozen long ago: its number was given again, and then it is not
    "150, 4294967300, 4294967400, true",
    "50, 4294967300, 4294967400, false",
    // much was written since the horizon
    "2147483748, 100, 4294967200, false",
    "100, 100, 4294967395, false",
  })
  void a_row_was_written_since_unless_its_mark_lies_below(
      long mark, long horizon, long next, boolean told) {
    String covers = new Horizon("1", horizon).covers("'" + mark + "'::xid", String.valueOf(next));
    assertThat(database.number("SELECT (" + covers + ")::int")).isEqualTo(told ? 1 : 0);
  }

  @Test
  void it_is_known_again_in_its_own_cluster_only_and_not_before_its_time() throws SQLException {
    try (Connection connection = database.connect()) {
      String cluster = Horizon.cluster(connection);
      Horizon horizon = new Horizon(cluster, 700);
      assertThat(Horizon.known(connection, horizon.text())).isEqualTo(horizon);
      assertThat(Horizon.known(connection, new Horizon(cluster + "0", 700).text())).isNull();
      assertThat(Horizon.known(connection, new Horizon(cluster, 1L << 40).text())).isNull();
      assertThat(Horizon.known(connection, "of a later version")).isNull();
      assertThat(Horizon.known(connection, null)).isNull();
    }
  }

  @Test
  void a_role_that_may_do_little_can_draw_one() {
    database.execute("CREATE ROLE humble LOGIN");
    assertThat(
            database.number(
                "SELECT bool_and(has_function_privilege('humble', f, 'EXECUTE'))::int FROM"
                    + " unnest(ARRAY['pg_control_system()', 'pg_current_wal_insert_lsn()',"
                    + " 'pg_current_snapshot()']) f"))
        .isEqualTo(1);
  }
}
