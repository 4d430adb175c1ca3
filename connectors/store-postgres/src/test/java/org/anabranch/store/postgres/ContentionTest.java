package org.anabranch.store.postgres;

import static org.anabranch.store.postgres.Transactions.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContentionTest {

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.t (id int PRIMARY KEY, v text)",
          "INSERT INTO app.t VALUES (1, 'one'), (2, 'two')");
  private final List<PostgresContextStore> stores = new ArrayList<>();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws InterruptedException {
    stores.forEach(PostgresContextStore::close);
    others.shutdownNow();
    assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private PostgresContextStore open() {
    PostgresContextStore store = database.open();
    stores.add(store);
    return store;
  }

  private static RowChange row(int id, String v) {
    return RowChange.of("app", "t").key("id", id).column("v", v);
  }

  @Test
  void tasks_that_meet_on_many_keys_lock_them_in_one_order_and_never_deadlock() throws Exception {
    List<VersionKey> keys = LongStream.range(0, 300).mapToObj(NoteChange::keyOf).sorted().toList();
    List<CompletableFuture<Integer>> tasks = new ArrayList<>();
    open().begin().close();
    for (int task = 0; task < 4; task++) {
      // Different parts of the same keys, so that no task is simply behind another.
      List<VersionKey> part = keys.subList(task * 30, 200 + task * 30);
      tasks.add(CompletableFuture.supplyAsync(() -> lockAgainAndAgain(part), others));
    }
    for (CompletableFuture<Integer> task : tasks) {
      assertThat(task.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(20);
    }
  }

  private int lockAgainAndAgain(List<VersionKey> keys) {
    PostgresContextStore store = database.open();
    int rounds = 0;
    try (store) {
      for (; rounds < 20; rounds++) {
        try (StoreTransaction transaction = store.begin()) {
          transaction.execute(new ClaimVersions(keys));
          assertThat(transaction.execute(new LockVersions(keys))).hasSize(keys.size());
          if (rounds % 2 == 0) {
            transaction.commit();
          }
        }
      }
    }
    return rounds;
  }

  @Test
  void a_claim_that_a_task_of_an_earlier_release_was_quicker_with_is_contended() {
    VersionKey key = NoteChange.keyOf(1);
    VersionRow row =
        new VersionRow(key, KeyVersion.unknown(VersionVector.EMPTY), true, null, RowColumns.NONE);
    try (StoreTransaction transaction = open().begin()) {
      assertThat(transaction.execute(new ClaimVersions(List.of(key)))).isEqualTo(1);
      database.execute(
          """
          INSERT INTO anabranch.version (table_schema, table_name, lane, key_hash, vector)
          VALUES ('%s', '%s', %d, '\\x%s', '\\x01')
          """
              .formatted(key.table().schema(), key.table().table(), key.lane(), key.hash()));

      assertThatThrownBy(() -> transaction.execute(new WriteVersions(List.of(row))))
          .isInstanceOf(StoreException.Contended.class);
    }
  }

  @Test
  void a_row_that_was_written_while_it_was_waited_for_is_read_as_it_is_then() throws Exception {
    PostgresContextStore store = open();
    upsert(store, row(1, "by the sink"));
    RowTarget target = row(1, "local").target();
    try (Connection application = database.connect()) {
      application.setAutoCommit(false);
      long writer = update(application, "local");
      CompletableFuture<Map<VersionKey, RowState>> waiting =
          CompletableFuture.supplyAsync(
              () -> Transactions.run(store, new LockRows(List.of(target))), others);
      awaitWaiting();
      application.commit();

      RowState found =
          waiting
              .get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)
              .getOrDefault(target.key(), RowState.MISSING);

      assertThat(found.writer()).isEqualTo(writer);
      assertThat(found.content()).contains("local");
      assertThat(found.sameAsArrival()).isTrue();
    }
  }

  private static long update(Connection application, String v) throws SQLException {
    try (var update = application.createStatement();
        var rows =
            update.executeQuery(
                "UPDATE app.t SET v = '" + v + "' WHERE id = 1 RETURNING xmin::text::bigint")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void a_row_whose_insert_was_waited_for_is_updated() throws Exception {
    PostgresContextStore store = open();
    store.begin().close();
    try (Connection application = database.connect();
        var statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("INSERT INTO app.t VALUES (3, 'local')");
      CompletableFuture<Long> waiting =
          CompletableFuture.supplyAsync(() -> upsert(store, row(3, "by the sink")), others);
      awaitWaiting();
      application.commit();
      assertThat(waiting.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isPositive();
    }
    assertThat(database.text("SELECT v FROM app.t WHERE id = 3")).isEqualTo("by the sink");
  }

  @Test
  void a_deadlock_with_the_application_is_contention() throws Exception {
    PostgresContextStore store = open();
    store.begin().close();
    database.execute("ALTER DATABASE " + database.name() + " SET deadlock_timeout = '50ms'");
    PostgresContextStore impatient = open();
    try (Connection application = database.connect();
        StoreTransaction transaction = impatient.begin();
        var statement = application.createStatement()) {
      application.setAutoCommit(false);
      // The application waits longer before it looks for a deadlock, so the sink is the victim.
      statement.execute("SET deadlock_timeout = '20s'");
      statement.execute("UPDATE app.t SET v = 'a' WHERE id = 2");
      transaction.execute(new LockRows(List.of(row(1, "x").target())));
      CompletableFuture<Boolean> blocked =
          CompletableFuture.supplyAsync(() -> executes(statement), others);
      awaitWaiting();
      assertThatThrownBy(() -> transaction.execute(new LockRows(List.of(row(2, "x").target()))))
          .isInstanceOf(StoreException.Contended.class);
      assertThat(blocked.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean executes(Statement statement) {
    try {
      statement.execute("UPDATE app.t SET v = 'a' WHERE id = 1");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void a_connection_that_was_cut_is_opened_again() {
    PostgresContextStore store = open();
    upsert(store, row(1, "before"));
    database.text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE application_name = 'anabranch sink' AND datname = current_database()");

    assertThatThrownBy(() -> upsert(store, row(1, "meanwhile")))
        .isInstanceOf(StoreException.Unreachable.class);
    upsert(store, row(1, "after"));

    assertThat(database.text("SELECT v FROM app.t WHERE id = 1")).isEqualTo("after");
  }

  @Test
  void tasks_that_miss_a_table_at_once_make_it_once() throws Exception {
    Map<String, String> making = Map.of("auto.create", "true");
    List<CompletableFuture<Long>> tasks = new ArrayList<>();
    for (int task = 0; task < 4; task++) {
      PostgresContextStore store = database.open(making);
      stores.add(store);
      store.begin().close();
      RowChange change = RowChange.of("app", "made").key("id", task).column("v", "x");
      tasks.add(CompletableFuture.supplyAsync(() -> upsert(store, change), others));
    }
    for (CompletableFuture<Long> task : tasks) {
      assertThat(task.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isPositive();
    }
    assertThat(database.text("SELECT count(*) FROM app.made")).isEqualTo("4");
  }

  private void awaitWaiting() {
    String waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND datname = current_database()";
    Await.until(
        "somebody waits for a lock", Await.DEADLINE, () -> !"0".equals(database.text(waiting)));
  }
}
