package org.anabranch.store.postgres;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.anabranch.store.postgres.Transactions.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WatermarksTest {

  private static final TableLane LANE = new TableLane(NoteChange.TABLE, 1);
  private static final WatermarkKey OWN = new WatermarkKey(A, LANE.table(), LANE.lane());
  private static final Watermark FIRST = watermark(5, 4, 7);

  private final TestDatabase database = TestDatabase.with();
  private final PostgresContextStore store = database.open();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws InterruptedException {
    others.shutdownNow();
    assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    store.close();
  }

  private static Watermark watermark(long sequence, long snapshotFrom, long members) {
    return new Watermark(
        new Stamp(sequence),
        vector(Map.of(A, sequence)),
        100 + sequence,
        snapshotFrom == 0
            ? SnapshotProgress.NONE
            : new SnapshotProgress(new Stamp(snapshotFrom - 1), new Stamp(snapshotFrom)),
        members);
  }

  private static AdvanceWatermarks move(Watermark from, Watermark to) {
    return new AdvanceWatermarks(List.of(new WatermarkMove(OWN, from, to)));
  }

  @Test
  void all_of_a_watermark_is_kept_and_compared() {
    assertThat(run(store, move(Watermark.NONE, FIRST))).isTrue();
    assertThat(store.watermarks(Set.of(OWN))).containsExactly(Map.entry(OWN, FIRST));

    Watermark next = watermark(6, 0, -1);
    assertThat(run(store, move(watermark(5, 3, 7), next))).isFalse();
    assertThat(run(store, move(watermark(5, 4, 8), next))).isFalse();
    assertThat(run(store, move(FIRST, next))).isTrue();
    assertThat(store.watermarks(Set.of(OWN))).containsExactly(Map.entry(OWN, next));
  }

  @Test
  void a_floor_that_is_raised_while_the_watermark_waits_to_move_is_not_lost() throws Exception {
    run(store, move(Watermark.NONE, FIRST));
    Watermark next = watermark(6, 0, 7);
    CompletableFuture<Boolean> moving;
    try (PostgresContextStore forgetting = database.open();
        StoreTransaction drop = forgetting.begin()) {
      drop.execute(new LockFloors(A, Set.of(LANE)));
      assertThat(drop.execute(new RaiseFloors(A, Map.of(LANE, vector(Map.of(A, 3L))))))
          .isEqualTo(1);
      moving = CompletableFuture.supplyAsync(() -> run(store, move(FIRST, next)), others);
      Await.until(
          "the merge waits for the watermark",
          Await.DEADLINE,
          () ->
              !"0"
                  .equals(
                      database.text(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")));
      drop.commit();
    }

    assertThat(moving.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(store.watermarks(Set.of(OWN))).containsExactly(Map.entry(OWN, next));
    assertThat(run(store, new ReadFloors(A, Set.of(LANE))))
        .isEqualTo(Map.of(LANE, vector(Map.of(A, 3L))));
  }

  @Test
  void a_floor_that_is_raised_before_more_keys_are_locked_is_read() {
    run(store, move(Watermark.NONE, FIRST));
    WatermarkKey stream = new WatermarkKey(B, LANE.table(), LANE.lane());
    VersionKey next = NoteChange.keyOf(1);
    List<VersionKey> more = List.of(NoteChange.keyOf(2));
    try (StoreTransaction merge = store.begin();
        PostgresContextStore forgetting = database.open()) {
      merge.execute(
          new AdvanceWatermarks(
              List.of(new WatermarkMove(stream, Watermark.NONE, watermark(5, 4, 7))),
              List.of(next)));
      assertThat(merge.execute(new ReadFloors(A, Set.of(LANE)))).isEmpty();
      run(forgetting, new RaiseFloors(A, Map.of(LANE, vector(Map.of(A, 3L)))));

      merge.execute(new LockVersions(more));

      assertThat(merge.execute(new ReadFloors(A, Set.of(LANE))))
          .isEqualTo(Map.of(LANE, vector(Map.of(A, 3L))));
    }
  }

  @Test
  void a_lane_without_a_watermark_of_the_own_origin_cannot_bear_a_floor() {
    assertThat(run(store, new RaiseFloors(A, Map.of(LANE, vector(Map.of(A, 3L)))))).isZero();
    assertThat(run(store, new ReadFloors(A, Set.of(LANE)))).isEmpty();
  }
}
