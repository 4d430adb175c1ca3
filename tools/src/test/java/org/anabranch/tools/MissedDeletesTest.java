package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MissedDeletesTest {

  private static final String HASH_42 = "3c3fe45445e589c9cacff2e23309b18a";

  private PostgresDatabase source = TwoServers.left();
  private PostgresDatabase other = TwoServers.right();

  private final ScheduledExecutorService capture = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void twoRegions() throws SQLException {
    source = TwoServers.left();
    other = TwoServers.right();
    for (PostgresDatabase database : List.of(source, other)) {
      database.execute(
          VersionRows.TABLE,
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t SELECT i, 'x' FROM generate_series(1, 100) i",
          "CREATE PUBLICATION anabranch FOR TABLE t");
    }
  }

  @AfterEach
  void dropSlots() throws Exception {
    capture.shutdown();
    assertThat(capture.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    CapturedChanges.dropAll();
  }

  private CommandRun delete(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--all-tables", "--delete-missing-from=" + CommandRun.url(other)));
    CommandRun.withDefaults(arguments, more, "--settle-ms=50", "--wait-ms=60000");
    return CommandRun.resend(source, arguments.toArray(String[]::new));
  }

  /** A capture that confirms what it is told, until the test ends. */
  private void startCapture() throws SQLException {
    CapturedChanges.start(other);
    var unused = capture.scheduleWithFixedDelay(this::confirm, 0, 20, TimeUnit.MILLISECONDS);
  }

  private void confirm() {
    try {
      other.execute(
          "SELECT pg_replication_slot_advance('capture_%s', pg_current_wal_lsn())"
              .formatted(other.name()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long rows(PostgresDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT count(*) FROM t")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void rows_that_the_source_lacks_are_deleted_in_the_other_region_and_no_others() throws Exception {
    source.execute("DELETE FROM t WHERE id BETWEEN 11 AND 20", "UPDATE t SET v = 'y' WHERE id = 1");
    source.execute("INSERT INTO t VALUES (1000, 'only here')");
    startCapture();
    CommandRun dry = delete("--dry-run");
    assertThat(dry.out()).contains("would delete 10 rows");
    assertThat(rows(other)).isEqualTo(100);

    CommandRun run = delete("--chunk-rows=3");

    assertThat(run.status()).as(run.said()).isZero();
    assertThat(run.out())
        .contains("public.t: 10 rows are missing in the source")
        .contains("deleted 10 rows");
    assertThat(rows(other)).isEqualTo(90);
    assertThat(rows(source)).isEqualTo(91);
    assertThat(delete().out()).contains("deleted 0 rows");
  }

  @Test
  void they_are_ordinary_deletes_that_others_hear_of_without_triggers() throws Exception {
    other.execute(
        "CREATE TABLE audit (id serial PRIMARY KEY)",
        "CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit DEFAULT VALUES; RETURN OLD; END $$",
        "CREATE TRIGGER audited BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION audited()");
    source.execute("DELETE FROM t WHERE id <= 4");
    startCapture();
    // A second slot, which the capture does not read.
    other.execute("SELECT pg_create_logical_replication_slot('second', 'pgoutput')");
    try {
      assertThat(delete().err()).contains("has several slots").contains("--other-slot");
      assertThat(delete("--other-slot=capture_" + other.name()).out()).contains("deleted 4 rows");
      CapturedChanges changes = CapturedChanges.reading(other, "second");
      assertThat(changes.read().deletes()).isEqualTo(4);
    } finally {
      other.execute("SELECT pg_drop_replication_slot('second')");
    }
    try (Connection connection = other.connect();
        Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT count(*) FROM audit")) {
      row.next();
      assertThat(row.getLong(1)).isZero();
    }
  }

  @Test
  void a_row_that_may_be_on_its_way_to_the_source_is_left_alone() throws Exception {
    source.execute("DELETE FROM t WHERE id IN (41, 42)");
    VersionRows.put(other, "t", HASH_42, false);
    startCapture();
    CommandRun run = delete("--wait-ms=5000");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).contains("deleted 1 rows").contains("1 rows were left alone");
    assertThat(rows(other)).isEqualTo(99);
  }

  @Test
  void nothing_is_deleted_while_the_other_region_s_capture_is_behind() throws SQLException {
    source.execute("DELETE FROM t WHERE id = 42");

    assertThat(delete().err()).contains("has no replication slot");
    CapturedChanges.start(other);
    other.execute("INSERT INTO t VALUES (1000, 'nobody knows of it yet')");
    CommandRun run = delete("--wait-ms=1000");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("has not caught up").contains("Nothing was deleted");
    assertThat(rows(other)).isEqualTo(101);
  }

  @Test
  void a_source_that_lacks_too_much_is_taken_for_the_wrong_one() throws Exception {
    source.execute("TRUNCATE t");
    startCapture();
    CommandRun run = delete("--delete-rows-max=10");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("More than 10 rows would be deleted; none was");
    assertThat(rows(other)).isEqualTo(100);
  }

  @Test
  void what_makes_no_sense_together_is_refused() {
    assertThat(delete("--where=true").err()).contains("compares whole tables");
    assertThat(
            CommandRun.resend(
                    source, "--all-tables", "--delete-missing-from=" + CommandRun.url(source))
                .err())
        .contains("are the same database");
    assertThat(CommandRun.resend(source, "--all-tables", "--other-slot=x").err())
        .contains("--delete-missing-from");
  }
}
