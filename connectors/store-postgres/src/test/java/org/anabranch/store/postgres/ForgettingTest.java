package org.anabranch.store.postgres;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.anabranch.store.postgres.Transactions.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Tasks that merge and tasks that forget, on one database. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForgettingTest {

  private static final TableLane LANE = new TableLane(NoteChange.TABLE, 1);
  private static final Duration LONG = Duration.ofDays(36_500_000);
  private static final Stamp ALL = new Stamp(Long.MAX_VALUE);

  private final TestDatabase database = TestDatabase.with();
  private final PostgresContextStore merging = database.open();
  private final PostgresContextStore forgetting = database.open();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws InterruptedException {
    merging.close();
    forgetting.close();
    others.shutdownNow();
    assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static VersionKey key(long number) {
    return new VersionKey(LANE.table(), LANE.lane(), new KeyHash(number, 0));
  }

  private static VersionRow row(VersionKey key, long stamp, boolean hidden) {
    return new VersionRow(
        key,
        new KeyVersion(
            vector(Map.of(A, stamp)), new ChangeId(A, new Stamp(stamp)), new Stamp(stamp), true),
        hidden,
        null);
  }

  private void write(VersionRow... rows) {
    List<VersionKey> keys = List.of(rows).stream().map(VersionRow::key).sorted().toList();
    try (StoreTransaction transaction = merging.begin()) {
      transaction.execute(new ClaimVersions(keys));
      transaction.execute(new LockVersions(keys));
      transaction.execute(new WriteVersions(List.of(rows)));
      transaction.commit();
    }
  }

  private static List<VersionKey> keys(List<Droppable> droppable) {
    return droppable.stream().map(found -> found.row().key()).sorted().toList();
  }

  private static LockDroppable upTo(Stamp bound, Duration retention, int rowsMax) {
    return new LockDroppable(Map.of(LANE, bound), null, retention, rowsMax);
  }

  @Test
  void rows_that_a_merge_has_locked_are_left_out_without_waiting() {
    write(row(key(1), 5, false), row(key(2), 5, false), row(key(3), 5, false));
    try (StoreTransaction merge = merging.begin()) {
      merge.execute(new ClaimVersions(List.of(key(2), key(4))));
      merge.execute(new LockVersions(List.of(key(2), key(4))));

      assertThat(keys(run(forgetting, upTo(ALL, LONG, 100)).found()))
          .containsExactly(key(1), key(3));
    }
    assertThat(keys(run(forgetting, upTo(ALL, LONG, 100)).found()))
        .containsExactly(key(1), key(2), key(3));
  }

  @Test
  void what_is_found_is_what_it_is_once_it_is_locked() {
    VersionRow stable = row(key(1), 5, false);
    write(stable, row(key(2), 6, false), row(key(3), 5, true));

    assertThat(run(forgetting, upTo(new Stamp(5), LONG, 100)).found())
        .containsExactly(new Droppable(stable, false));
    assertThat(run(forgetting, upTo(ALL, LONG, 1)).found()).hasSize(1);
    assertThat(run(forgetting, upTo(Stamp.ZERO, Duration.ofHours(1), 100)).found()).isEmpty();

    database.execute("UPDATE anabranch.version SET merged_at = now() - interval '61 minutes'");
    assertThat(run(forgetting, upTo(Stamp.ZERO, Duration.ofHours(1), 100)).found())
        .containsExactlyInAnyOrder(
            new Droppable(stable, true), new Droppable(row(key(2), 6, false), true));
    write(row(key(2), 7, false));
    assertThat(keys(run(forgetting, upTo(Stamp.ZERO, Duration.ofHours(1), 100)).found()))
        .as("a row that was written again is young again")
        .containsExactly(key(1));
  }

  @Test
  void a_merge_that_meets_a_drop_waits_and_then_knows_the_floor() throws Exception {
    WatermarkKey own = new WatermarkKey(A, LANE.table(), LANE.lane());
    Watermark watermark =
        new Watermark(new Stamp(9), vector(Map.of(A, 9L)), 0, SnapshotProgress.NONE, 1);
    run(merging, new AdvanceWatermarks(List.of(new WatermarkMove(own, Watermark.NONE, watermark))));
    write(row(key(1), 5, false));
    CompletableFuture<Map<TableLane, ?>> floors;
    try (StoreTransaction drop = forgetting.begin()) {
      assertThat(drop.execute(new LockFloors(A, Set.of(LANE)))).isEmpty();
      drop.execute(upTo(ALL, LONG, 100));
      drop.execute(new RaiseFloors(A, Map.of(LANE, vector(Map.of(A, 5L)))));
      assertThat(drop.execute(new DropVersions(List.of(key(1), key(2))))).isEqualTo(1);
      floors = CompletableFuture.supplyAsync(this::claimAndReadFloors, others);
      awaitWaiting();
      drop.commit();
    }

    assertThat(floors.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(Map.of(LANE, vector(Map.of(A, 5L))));
    assertThat(merging.watermarks(Set.of(own))).containsEntry(own, watermark);
  }

  private Map<TableLane, ?> claimAndReadFloors() {
    try (StoreTransaction merge = merging.begin()) {
      assertThat(merge.execute(new ClaimVersions(List.of(key(1))))).isEqualTo(1);
      assertThat(merge.execute(new LockVersions(List.of(key(1)))))
          .isEqualTo(Map.of(key(1), VersionRow.empty(key(1))));
      return merge.execute(new ReadFloors(A, Set.of(LANE, new TableLane(LANE.table(), 2))));
    }
  }

  @Test
  void a_lane_without_a_floor_is_kept_from_others_as_well() throws Exception {
    run(
        merging,
        new AdvanceWatermarks(
            List.of(
                new WatermarkMove(
                    new WatermarkKey(A, LANE.table(), LANE.lane()),
                    Watermark.NONE,
                    new Watermark(
                        new Stamp(9), vector(Map.of(A, 9L)), 0, SnapshotProgress.NONE, 1)))));
    CompletableFuture<Map<TableLane, ?>> second;
    try (StoreTransaction drop = forgetting.begin()) {
      assertThat(drop.execute(new LockFloors(A, Set.of(LANE)))).isEmpty();
      second =
          CompletableFuture.supplyAsync(
              () -> Map.copyOf(run(merging, new LockFloors(A, Set.of(LANE)))), others);
      awaitWaiting();
      drop.execute(new RaiseFloors(A, Map.of(LANE, vector(Map.of(A, 7L)))));
      drop.commit();
    }

    assertThat(second.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(Map.of(LANE, vector(Map.of(A, 7L))));
  }

  @Test
  void forgetting_looks_at_its_lanes_alone_however_large_the_table_is() {
    forgetting.begin().close();
    database.execute(fill(100_000), "VACUUM ANALYZE anabranch.version");
    forgetting.close();
    awaitNoSinks();
    long before = number("seq_scan");

    List<Droppable> found = run(forgetting, upTo(new Stamp(2000), LONG, 1000)).found();
    assertThat(run(forgetting, new DropVersions(keys(found)))).isEqualTo(63);

    forgetting.close();
    awaitNoSinks();
    assertThat(number("seq_scan")).as("scans of the whole table").isEqualTo(before);
  }

  @Test
  void a_merge_looks_up_its_keys_alone_even_with_plans_made_while_the_table_was_empty() {
    merging.begin().close();
    merging.close();
    awaitNoSinks();
    database.execute("VACUUM ANALYZE anabranch.version");
    long before = number("seq_scan");
    for (int i = 0; i < 20; i++) {
      write(row(key(1), i + 1, false));
    }
    database.execute(fill(100_000));
    write(
        LongStream.range(0, 2000).mapToObj(n -> row(key(n), 5, false)).toArray(VersionRow[]::new));

    merging.close();
    awaitNoSinks();
    assertThat(number("seq_scan")).as("scans of the whole table").isEqualTo(before);
  }

  private static String fill(int rows) {
    return "INSERT INTO anabranch.version (table_schema, table_name, lane, key_hash, vector, newest)"
        + " SELECT 'contract', 'note', n % 16, decode(md5(n::text), 'hex'), '\\x01', 1000 + n"
        + " FROM generate_series(1, "
        + rows
        + ") n";
  }

  /** A session tells the statistics of what it did when it ends. */
  private void awaitNoSinks() {
    Await.until(
        "sessions have ended",
        Await.DEADLINE,
        () ->
            "0"
                .equals(
                    database.text(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND application_name = 'anabranch sink'")));
  }

  @Test
  void leftovers_are_rows_of_an_origins_first_snapshot_from_before_and_none_else() {
    write(
        snapshotRow(1, A, 4, false),
        snapshotRow(2, A, 5, false),
        snapshotRow(3, NoteChange.B, 4, false),
        snapshotRow(4, A, 4, true),
        row(key(5), 4, false));

    assertThat(
            run(
                forgetting,
                new SnapshotLeftovers(LANE, A, new SnapshotProgress(new Stamp(1), new Stamp(5)))))
        .containsExactly(key(1));
    TableLane other = new TableLane(LANE.table(), 2);
    assertThat(
            run(
                forgetting,
                new SnapshotLeftovers(other, A, new SnapshotProgress(new Stamp(1), new Stamp(5)))))
        .isEmpty();
  }

  private static VersionRow snapshotRow(
      long number, Origin origin, long sequence, boolean deleted) {
    ChangeId winner = new ChangeId(origin, Stamp.ZERO);
    KeyVersion version = new KeyVersion(VersionVector.EMPTY, winner, new Stamp(sequence), deleted);
    return new VersionRow(key(number), version, false, null);
  }

  @Test
  void the_lanes_in_flight_are_those_that_have_version_rows() {
    forgetting.begin().close();
    database.execute(
        "INSERT INTO anabranch.version (table_schema, table_name, lane, key_hash, vector)"
            + " SELECT 's' || n % 2, 'T', n % 3, decode(md5(n::text), 'hex'), '\\x01'"
            + " FROM generate_series(1, 1000) n");

    assertThat(forgetting.lanesInFlight().stream().map(TableLane::toString))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, 6)
                .mapToObj(n -> new TableLane(tableNamed("s" + n % 2), (int) n % 3).toString())
                .toList());
  }

  private static TableName tableNamed(String schema) {
    return new TableName(schema, "T");
  }

  private long number(String statistic) {
    Long value =
        database.query(
            "SELECT %s FROM pg_stat_user_tables WHERE schemaname = 'anabranch' AND relname = 'version'"
                .formatted(statistic),
            TestDatabase::number);
    return value == null ? -1 : value;
  }

  private void awaitWaiting() {
    Await.until(
        "somebody waits for a lock",
        Await.DEADLINE,
        () ->
            !"0"
                .equals(
                    database.text(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND datname = current_database()")));
  }
}
