package org.anabranch.store.postgres;

import static org.anabranch.store.postgres.Transactions.lock;
import static org.anabranch.store.postgres.Transactions.restore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.StoreException;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rows that are restored are inserted and never written over (docs/decisions/003). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RestoredRowsTest {

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.t (id int PRIMARY KEY, v text, u text UNIQUE, d text DEFAULT 'default')");
  private final PostgresContextStore store = database.open();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws InterruptedException {
    store.close();
    others.shutdownNow();
    assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static RowChange row(int id, String v) {
    return change("t").key("id", id).column("v", v);
  }

  private static RowChange change(String table) {
    return RowChange.of("app", table);
  }

  @Test
  void rows_that_are_missing_are_inserted_and_those_that_are_there_stay() {
    database.execute("INSERT INTO app.t VALUES (2, 'the application''s')");
    RowChange first = row(1, "restored");
    RowChange third = row(3, "restored").column("d", null);

    Restored restored = restore(store, first, row(2, "never"), third);

    assertThat(restored.keys()).containsExactlyInAnyOrder(first.versionKey(), third.versionKey());
    assertThat(database.text("SELECT string_agg(concat(id, v, d), ',' ORDER BY id) FROM app.t"))
        .isEqualTo("1restoreddefault,2the application'sdefault,3restored");
    assertThat(lock(store, first).writer()).isEqualTo(restored.writers().shared());
    assertThat(lock(store, row(2, "x")).writer()).isNotEqualTo(restored.writers().shared());
  }

  @Test
  void an_insert_that_is_committed_while_it_is_waited_for_keeps_its_row() throws Exception {
    CompletableFuture<Restored> restoring = restoreAgainstInsert(true);

    assertThat(restoring.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).keys()).isEmpty();
    assertThat(database.text("SELECT v FROM app.t")).isEqualTo("local");
  }

  @Test
  void an_insert_that_is_undone_while_it_is_waited_for_leaves_room() throws Exception {
    CompletableFuture<Restored> restoring = restoreAgainstInsert(false);

    assertThat(restoring.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).keys())
        .containsExactly(row(1, "restored").versionKey());
    assertThat(database.text("SELECT v FROM app.t")).isEqualTo("restored");
  }

  private CompletableFuture<Restored> restoreAgainstInsert(boolean commits) throws Exception {
    store.begin().close();
    try (Connection application = database.connect();
        var statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("INSERT INTO app.t VALUES (1, 'local')");
      CompletableFuture<Restored> restoring =
          CompletableFuture.supplyAsync(() -> restore(store, row(1, "restored")), others);
      Await.until(
          "the sink waits for the insert",
          Await.DEADLINE,
          () ->
              !"0"
                  .equals(
                      database.text(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")));
      if (commits) {
        application.commit();
      } else {
        application.rollback();
      }
      return restoring;
    }
  }

  @Test
  void a_row_in_the_way_by_another_unique_key_is_an_error_and_no_row_of_somebody_elses() {
    database.execute("INSERT INTO app.t (id, u) VALUES (2, 'taken')");

    assertThatThrownBy(() -> restore(store, row(1, "x").column("u", "taken")))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageContaining("23505");
  }

  @Test
  void a_partitioned_table_is_restored_through_its_root() {
    database.execute(
        "CREATE TABLE app.parted (id int, region text, v text, PRIMARY KEY (id, region))"
            + " PARTITION BY LIST (region)",
        "CREATE TABLE app.parted_eu PARTITION OF app.parted FOR VALUES IN ('eu')",
        "CREATE TABLE app.parted_us PARTITION OF app.parted FOR VALUES IN ('us')",
        "INSERT INTO app.parted VALUES (1, 'us', 'there')");
    RowChange eu = change("parted").key("id", 1).key("region", Schema.STRING_SCHEMA, "eu");
    RowChange us = change("parted").key("id", 1).key("region", Schema.STRING_SCHEMA, "us");

    Restored restored = restore(store, eu.column("v", "x"), us.column("v", "y"));

    assertThat(restored.keys()).containsExactly(eu.versionKey());
    assertThat(lock(store, eu).writer()).isEqualTo(restored.writers().shared());
    assertThat(database.text("SELECT string_agg(v, ',' ORDER BY region) FROM app.parted"))
        .isEqualTo("x,there");
  }

  @Test
  void names_may_hold_anything() {
    database.execute(
        "CREATE SCHEMA \"My \"\"Schema\"\".1\"",
        "CREATE TABLE \"My \"\"Schema\"\".1\".\"restored\" (\"Key ?\" int, \"t\" text, \"c0\""
            + " text, \"given\" int, \"ord\" text, PRIMARY KEY (\"Key ?\", \"t\"))");
    RowChange row =
        RowChange.of("My \"Schema\".1", "restored")
            .key("Key ?", 1)
            .key("t", Schema.STRING_SCHEMA, "a")
            .column("c0", "v")
            .column("given", Schema.INT32_SCHEMA, 2)
            .column("ord", "o");

    assertThat(restore(store, row).keys()).containsExactly(row.versionKey());
    assertThat(restore(store, row).keys()).isEmpty();

    assertThat(lock(store, row).sameAsArrival()).isTrue();
  }

  @Test
  void generated_columns_are_made_here_and_identity_columns_are_written() {
    database.execute(
        "CREATE TABLE app.numbered (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " n int GENERATED BY DEFAULT AS IDENTITY, v int, twice int GENERATED ALWAYS AS (v * 2)"
            + " STORED)");

    restore(
        store,
        change("numbered")
            .key("id", 77)
            .column("n", Schema.INT32_SCHEMA, 5)
            .column("v", Schema.INT32_SCHEMA, 1)
            .column("twice", Schema.INT32_SCHEMA, 999));

    assertThat(database.text("SELECT t::text FROM app.numbered t")).isEqualTo("(77,5,1,2)");
  }
}
