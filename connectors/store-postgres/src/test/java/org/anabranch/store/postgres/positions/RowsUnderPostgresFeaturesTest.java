package org.anabranch.store.postgres.positions;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether a row is known to be as the sink left it (rule M4), whatever else Postgres does to it. In
 * each test a's write was not captured yet when the sink wrote b's over it; it has the higher stamp
 * and is to be restored, unless a has written again.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RowsUnderPostgresFeaturesTest {

  private final NoteRegion region = NoteRegion.plain();
  private final long own = region.writes("INSERT INTO contract.note VALUES (1, 'a9')").position();

  {
    region.merge(by(B, 5).writes(1, "b5"));
    assertThat(region.body(1)).isEqualTo("b5");
    assertThat(region.mark(1)).isEqualTo(region.writtenBy(1));
  }

  @AfterEach
  void close() {
    region.close();
  }

  private MergeReport ownArrives() {
    return region.merge(by(A, 9).at(own).writes(1, "a9"));
  }

  private void isRestored() {
    MergeReport report = ownArrives();
    assertThat(region.body(1)).isEqualTo("a9");
    assertThat(report.rewritten()).isEqualTo(1);
    assertThat(region.mark(1)).isEqualTo(region.writtenBy(1));
  }

  private void stays(String body) {
    MergeReport report = ownArrives();
    assertThat(region.body(1)).isEqualTo(body);
    assertThat(report.rewritten()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM FREEZE contract.note",
        "VACUUM (FULL, FREEZE) contract.note",
        "CLUSTER contract.note USING note_pkey"
      })
  void a_row_that_was_frozen_or_moved_bears_its_mark_still(String command) {
    String before = region.mark(1);
    region.database.execute(command);

    assertThat(region.mark(1)).isEqualTo(before);
    assertThat(
            region.database.text(
                "SELECT relfrozenxid::text::bigint > "
                    + before
                    + " FROM pg_class WHERE oid = 'contract.note'::regclass"))
        .as("frozen")
        .isEqualTo("t");
    isRestored();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"})
  void a_lock_that_others_had_on_a_row_is_no_write(String strength) throws Exception {
    try (Connection one = region.database.connect();
        Statement locking = one.createStatement()) {
      one.setAutoCommit(false);
      locking.execute("SELECT * FROM contract.note FOR " + strength);
      one.commit();
    }
    assertThat(region.database.text("SELECT xmax FROM contract.note")).isNotEqualTo("0");
    isRestored();
  }

  @Test
  void locks_that_several_had_at_once_are_no_write() throws Exception {
    try (Connection one = region.database.connect();
        Connection other = region.database.connect();
        Statement first = one.createStatement();
        Statement second = other.createStatement()) {
      one.setAutoCommit(false);
      other.setAutoCommit(false);
      first.execute("SELECT * FROM contract.note FOR SHARE");
      second.execute("SAVEPOINT s");
      second.execute("SELECT * FROM contract.note FOR KEY SHARE");
      one.commit();
      other.rollback();
    }
    isRestored();
  }

  @Test
  void a_lock_that_another_holds_is_waited_for() throws Exception {
    try (Connection one = region.database.connect();
        Statement locking = one.createStatement()) {
      one.setAutoCommit(false);
      locking.execute("SELECT * FROM contract.note FOR SHARE");
      CompletableFuture<MergeReport> merging = region.merging(by(A, 9).at(own).writes(1, "a9"));
      region.awaitWaiting();
      one.commit();
      assertThat(merging.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).rewritten())
          .isEqualTo(1);
    }
    assertThat(region.body(1)).isEqualTo("a9");
  }

  @Test
  void a_write_that_was_undone_is_no_write() throws Exception {
    try (Connection one = region.database.connect();
        Statement writing = one.createStatement()) {
      one.setAutoCommit(false);
      writing.execute("UPDATE contract.note SET body = 'undone'");
      writing.execute("DELETE FROM contract.note");
      one.rollback();
    }
    isRestored();
  }

  @Test
  void a_later_write_in_a_savepoint_is_not_written_over() {
    LoggedChange later =
        region.writes(
            "BEGIN; SAVEPOINT s; UPDATE contract.note SET body = 'a10'; RELEASE s; COMMIT");

    stays("a10");

    region.merge(by(A, 10).saw(B, 5).at(later.position()).writes(1, "a10"));
    assertThat(region.body(1)).isEqualTo("a10");
  }

  @Test
  void a_later_write_in_a_savepoint_of_a_savepoint_that_locked_the_row_is_not_written_over() {
    region.writes(
        "BEGIN; SELECT * FROM contract.note FOR UPDATE; SAVEPOINT s; UPDATE contract.note SET"
            + " extra = 'x'; SAVEPOINT t; UPDATE contract.note SET body = 'undone'; ROLLBACK TO t;"
            + " RELEASE s; COMMIT");

    stays("b5");

    assertThat(region.database.text("SELECT extra FROM contract.note")).isEqualTo("x");
  }

  @Test
  void a_later_write_in_a_savepoint_that_was_undone_is_no_write() {
    region.database.execute(
        "BEGIN; SAVEPOINT s; UPDATE contract.note SET body = 'undone'; ROLLBACK TO s;"
            + " SELECT * FROM contract.note FOR SHARE; COMMIT");
    isRestored();
  }

  @Test
  void a_later_delete_in_a_savepoint_is_not_undone() {
    region.writes("BEGIN; SAVEPOINT s; DELETE FROM contract.note; RELEASE s; COMMIT");

    ownArrives();

    assertThat(region.body(1)).isNull();
  }

  /**
   * Why the driver must not set savepoints of its own: what is written in one would not be known as
   * the sink's, and never be restored.
   */
  @Test
  void a_row_that_is_written_in_a_savepoint_bears_another_mark_so_the_sink_has_none() {
    region.database.execute(
        "BEGIN; SAVEPOINT s; UPDATE contract.note SET extra ="
            + " pg_current_xact_id()::xid::text; RELEASE s; COMMIT");
    assertThat(region.database.text("SELECT xmin::text = extra FROM contract.note")).isEqualTo("f");

    for (String url : new String[] {"?autosave=always", "?ssl=false&autosave=conservative"}) {
      Map<String, String> configuration =
          region.database.configuration(Map.of(ConnectionOptions.URL, region.database.url() + url));
      assertThatThrownBy(() -> PostgresStoreOptions.of(configuration))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("autosave");
    }
  }

  @Test
  void a_url_with_which_the_driver_cannot_read_two_answers_at_once_is_refused() {
    Map<String, String> configuration =
        region.database.configuration(
            Map.of(ConnectionOptions.URL, region.database.url() + "?prepareThreshold=-1"));
    assertThatThrownBy(() -> PostgresStoreOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("prepareThreshold");
  }

  @Test
  void a_url_with_which_a_statement_stops_before_it_has_locked_all_rows_is_refused() {
    Map<String, String> configuration =
        region.database.configuration(
            Map.of(ConnectionOptions.URL, region.database.url() + "?defaultRowFetchSize=100"));
    assertThatThrownBy(() -> PostgresStoreOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("defaultRowFetchSize");
  }

  /**
   * Postgres logs a new row before it looks for its key. An insert that has to wait for the sink's
   * delete then lies below the position that the sink reads meanwhile, though it comes after the
   * delete. It is taken for a row that the sink had written over, and left alone because it bears
   * another mark.
   */
  @Test
  void an_insert_that_was_logged_before_it_waited_for_the_sinks_delete_stays() throws Exception {
    long insert = insertWhileTheSinkDeletes();
    String mark = region.mark(1);

    region.merge(by(A, 12).saw(B, 11).at(insert).writes(1, "a12"));

    assertThat(region.body(1)).isEqualTo("a12");
    assertThat(region.mark(1)).isEqualTo(mark);
  }

  /** As docs/decisions/003 says of rows that are missing. */
  @Test
  void such_an_insert_may_be_seen_again_until_the_delete_that_followed_it_arrives()
      throws Exception {
    long insert = insertWhileTheSinkDeletes();
    long delete = region.writes("DELETE FROM contract.note").position();

    region.merge(by(A, 12).saw(B, 11).at(insert).writes(1, "a12"));
    assertThat(region.body(1)).isEqualTo("a12");

    region.merge(by(A, 13).saw(B, 11).at(delete).deletes(1));
    assertThat(region.body(1)).isNull();
  }

  /** Returns the position of the insert, which is not above the one that the sink has read. */
  private long insertWhileTheSinkDeletes() throws Exception {
    List<CompletableFuture<Void>> inserting = new ArrayList<>();
    region.logged();
    region.merge(
        statement -> {
          if (statement.equals("ReadPosition")) {
            inserting.add(region.writing("INSERT INTO contract.note VALUES (1, 'a12')"));
            region.awaitWaiting();
          }
        },
        by(B, 11).saw(A, 9).deletes(1));
    inserting.get(0).get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    LoggedChange insert =
        region.logged().stream().filter(LoggedChange::inserts).findFirst().orElseThrow();
    assertThat(insert.position())
        .isLessThanOrEqualTo(Long.parseLong(String.valueOf(region.version("written_at", 1))));
    return insert.position();
  }
}
