package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.change.TableName;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.FindChildren;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.FindOrphans;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What refers to what is not there is found (docs/decisions/021). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForeignKeysTest {

  private static final TableName PARENT = new TableName("app", "parent");
  private static final TableName CHILD = new TableName("app", "child");

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.parent (id int PRIMARY KEY, code text)",
          "CREATE TABLE app.child (id int PRIMARY KEY,"
              + " parent bigint CONSTRAINT child_of_parent REFERENCES app.parent ON DELETE CASCADE)");
  private final PostgresContextStore store = database.open();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @BeforeEach
  void check_all_tables() {
    store.prepare(Set.of(PARENT, CHILD));
    assertThat(store.references(table -> true).parents()).isEqualTo(Map.of(CHILD, Set.of(PARENT)));
  }

  @AfterEach
  void close() throws InterruptedException {
    store.close();
    others.shutdownNow();
    assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static RowChange parent(int id) {
    return RowChange.of("app", "parent").key("id", id);
  }

  private static RowChange child(int id, @Nullable Integer parent) {
    return RowChange.of("app", "child")
        .key("id", id)
        .column("parent", Schema.OPTIONAL_INT32_SCHEMA, parent);
  }

  private static Map<?, String> orphans(StoreTransaction transaction, RowChange... written) {
    transaction.execute(new UpsertRows(CHILD, RowChange.targets(written)));
    return transaction.execute(new FindOrphans(CHILD, RowChange.targets(written)));
  }

  private static List<Child> childrenOfDeleted(StoreTransaction transaction, RowChange... parents) {
    transaction.execute(new DeleteRows(PARENT, RowChange.targets(parents)));
    return transaction.execute(new FindChildren(PARENT, RowChange.targets(parents), 10));
  }

  @Test
  void of_rows_that_were_written_those_are_found_whose_parents_are_missing() {
    database.execute("INSERT INTO app.parent VALUES (1)");
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new UpsertRows(PARENT, RowChange.targets(parent(2))));

      assertThat(orphans(transaction, child(1, 1), child(2, 2), child(3, 3), child(4, null)))
          .isEqualTo(Map.of(child(3, 3).versionKey(), "child_of_parent"));
    }
  }

  @Test
  void rows_are_found_that_refer_to_rows_that_were_deleted() {
    database.execute(
        "INSERT INTO app.parent SELECT generate_series(1, 3)",
        "INSERT INTO app.child VALUES (1, 1), (2, 2), (3, 2), (4, 3), (5, NULL)");
    try (StoreTransaction transaction = store.begin()) {
      List<Child> children = childrenOfDeleted(transaction, parent(1), parent(2), parent(7));

      assertThat(children).extracting(child -> child.name().value("id")).containsOnly(1L, 2L, 3L);
      assertThat(children).extracting(Child::table).containsOnly(CHILD);
      assertThat(children).extracting(Child::foreignKey).containsOnly("child_of_parent");
      assertThat(
              transaction.execute(
                  new FindChildren(PARENT, RowChange.targets(parent(1), parent(2)), 2)))
          .as("no more than are asked for")
          .hasSize(2);
      assertThat(transaction.execute(new FindChildren(PARENT, RowChange.targets(parent(3)), 10)))
          .as("a row that is there")
          .isEmpty();
    }
  }

  @Test
  void orphans_of_merged_tables_are_counted_by_foreign_key() {
    database.execute(
        "INSERT INTO app.parent VALUES (1)",
        "ALTER TABLE app.child DROP CONSTRAINT child_of_parent",
        "INSERT INTO app.child VALUES (1, 1), (2, 2), (3, 3), (4, NULL)",
        "ALTER TABLE app.child ADD CONSTRAINT child_of_parent"
            + " FOREIGN KEY (parent) REFERENCES app.parent NOT VALID");
    assertThat(store.countOrphans()).as("nothing was merged of it yet").isEmpty();

    WatermarkKey stream = new WatermarkKey(NoteChange.B, CHILD, 0);
    Watermark to = new Watermark(new Stamp(5), VersionVector.EMPTY, 0, SnapshotProgress.NONE, 1);
    Transactions.run(
        store, new AdvanceWatermarks(List.of(new WatermarkMove(stream, Watermark.NONE, to))));

    assertThat(store.countOrphans()).isEqualTo(Map.of("child_of_parent of app.child", 2L));
  }

  @Test
  void what_a_parked_row_misses_is_in_its_way() {
    database.execute("INSERT INTO app.parent VALUES (1)");
    List<Obstacles> found =
        Transactions.run(
            store,
            new FindObstacles(CHILD, List.of(parked(1, "1"), parked(2, "2"), parked(3, null))));

    assertThat(found).extracting(Obstacles::missing).containsExactly(null, "child_of_parent", null);
  }

  private static ParkedRow parked(int id, @Nullable String parent) {
    ChangeId winner = new ChangeId(NoteChange.A, new Stamp(1));
    return ParkedRow.of(
        child(id, 1).arrival(),
        new KeyVersion(VersionVector.EMPTY.with(winner), winner, winner.stamp(), false),
        new ColumnTexts.Builder().with("parent", parent).build(),
        "child_of_parent");
  }

  @Test
  void keys_of_several_columns_are_checked_as_the_database_does() {
    database.execute(
        "CREATE TABLE app.place (country text, town text, PRIMARY KEY (country, town))",
        "CREATE TABLE app.visit (id int PRIMARY KEY, town text, country text,"
            + " FOREIGN KEY (country, town) REFERENCES app.place MATCH FULL)",
        "INSERT INTO app.place VALUES ('at', 'graz')");
    TableName visits = new TableName("app", "visit");
    TableName places = new TableName("app", "place");
    store.prepare(Set.of(visits, places));
    assertThat(store.references(visits::equals).parents())
        .isEqualTo(Map.of(visits, Set.of(places)));
    RowChange[] written = {visit(1, "at", "graz"), visit(2, "at", null), visit(3, null, null)};

    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new UpsertRows(visits, RowChange.targets(written)));
      assertThat(transaction.execute(new FindOrphans(visits, RowChange.targets(written))))
          .containsOnlyKeys(visit(2, "at", null).versionKey());

      RowChange graz =
          RowChange.of("app", "place")
              .key("country", Schema.STRING_SCHEMA, "at")
              .key("town", Schema.STRING_SCHEMA, "graz");
      transaction.execute(new DeleteRows(places, RowChange.targets(graz)));
      assertThat(transaction.execute(new FindChildren(places, RowChange.targets(graz), 10)))
          .singleElement()
          .satisfies(child -> assertThat(child.name().value("id")).isEqualTo(1L));
    }
  }

  private static RowChange visit(int id, @Nullable String country, @Nullable String town) {
    return RowChange.of("app", "visit")
        .key("id", id)
        .column("country", country)
        .column("town", town);
  }

  @Test
  void what_cannot_be_checked_is_trusted() {
    database.execute(
        "CREATE TABLE app.coded (id int PRIMARY KEY, code text UNIQUE)",
        "CREATE TABLE app.by_code (id int PRIMARY KEY, code text REFERENCES app.coded (code))",
        "CREATE TABLE app.tree (id int PRIMARY KEY, over int REFERENCES app.tree)",
        "CREATE TABLE app.named_tree (id int PRIMARY KEY, name text UNIQUE,"
            + " over int REFERENCES app.named_tree)",
        "CREATE TABLE app.priced (price numeric PRIMARY KEY, parent int REFERENCES app.parent)",
        "CREATE TABLE app.hen (id int PRIMARY KEY, egg int)",
        "CREATE TABLE app.egg (id int PRIMARY KEY, hen int REFERENCES app.hen)",
        "ALTER TABLE app.hen ADD FOREIGN KEY (egg) REFERENCES app.egg",
        "CREATE TABLE app.local (id int PRIMARY KEY)",
        "CREATE TABLE app.of_local (id int PRIMARY KEY, local int REFERENCES app.local)");
    TableName tree = new TableName("app", "tree");
    TableName ofLocal = new TableName("app", "of_local");
    store.prepare(
        Set.of(
            new TableName("app", "coded"),
            new TableName("app", "by_code"),
            tree,
            new TableName("app", "named_tree"),
            new TableName("app", "priced"),
            new TableName("app", "hen"),
            new TableName("app", "egg"),
            ofLocal));

    assertThat(store.references(table -> true).parents())
        .isEqualTo(Map.of(CHILD, Set.of(PARENT), tree, Set.of(tree), ofLocal, Set.of()));
  }

  @Test
  void a_child_that_an_application_is_about_to_insert_is_found_behind_the_delete()
      throws Exception {
    database.execute("INSERT INTO app.parent VALUES (1)");
    try (Connection application = database.connect();
        StoreTransaction transaction = store.begin()) {
      application.setAutoCommit(false);
      execute(application, "INSERT INTO app.child VALUES (1, 1)");
      CompletableFuture<List<Child>> deleting =
          CompletableFuture.supplyAsync(() -> childrenOfDeleted(transaction, parent(1)), others);
      awaitWaiting();
      application.commit();

      assertThat(deleting.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void a_parent_that_a_child_was_written_for_cannot_be_deleted_by_an_application()
      throws Exception {
    database.execute(
        "INSERT INTO app.parent VALUES (1)",
        "ALTER TABLE app.child DROP CONSTRAINT child_of_parent",
        "ALTER TABLE app.child ADD CONSTRAINT child_of_parent FOREIGN KEY (parent) REFERENCES app.parent");
    try (Connection application = database.connect();
        StoreTransaction transaction = store.begin()) {
      assertThat(orphans(transaction, child(1, 1))).isEmpty();
      CompletableFuture<Void> deleting =
          CompletableFuture.runAsync(() -> execute(application, "DELETE FROM app.parent"), others);
      awaitWaiting();
      transaction.commit();

      assertThatThrownBy(() -> deleting.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("child_of_parent");
    }
  }

  private static void execute(Connection connection, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private void awaitWaiting() {
    Await.until(
        "somebody waits for a lock",
        Await.DEADLINE,
        () ->
            database.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND wait_event_type = 'Lock'"),
        "1"::equals);
  }
}
