package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.junit.jupiter.api.Test;

/** What a store promises of floors. */
abstract class FloorContract extends ColumnContract {

  static final TableLane FIRST = new TableLane(TABLE, 1);
  static final TableLane SECOND = new TableLane(TABLE, 2);

  @Test
  void a_lane_of_which_nothing_was_forgotten_has_no_floor() {
    knowsOwnStreams(FIRST);

    assertThat(execute(new ReadFloors(A, Set.of(FIRST, SECOND)))).isEmpty();
    assertThat(execute(new LockFloors(A, Set.of(FIRST, SECOND)))).isEmpty();
  }

  @Test
  void a_floor_comes_back_as_it_was_written_last_and_only_of_its_own_lane() {
    knowsOwnStreams(FIRST, SECOND);
    VersionVector first = vector(Map.of(A, 5L, B, Long.MAX_VALUE));
    VersionVector second = vector(Map.of(B, 7L));

    assertThat(raise(Map.of(FIRST, vector(Map.of(A, 4L)), SECOND, second))).isEqualTo(2);
    assertThat(raise(Map.of(FIRST, first))).isEqualTo(1);

    assertThat(execute(new ReadFloors(A, Set.of(FIRST)))).isEqualTo(Map.of(FIRST, first));
    assertThat(execute(new ReadFloors(A, Set.of(FIRST, SECOND))))
        .isEqualTo(Map.of(FIRST, first, SECOND, second));
    assertThat(execute(new LockFloors(A, Set.of(FIRST, SECOND))))
        .isEqualTo(Map.of(FIRST, first, SECOND, second));
    assertThat(execute(new ReadFloors(A, Set.of()))).isEmpty();
  }

  @Test
  void a_floor_is_read_where_keys_of_its_lane_come_next() {
    knowsOwnStreams(FIRST, SECOND);
    VersionVector first = vector(Map.of(B, 5L));
    VersionVector second = vector(Map.of(B, 7L));
    raise(Map.of(FIRST, first, SECOND, second));

    Map<TableLane, VersionVector> both =
        run(
            store,
            transaction -> {
              transaction.execute(startingWith(List.of(NoteChange.keyOf(1))));
              assertThat(transaction.execute(new ReadFloors(A, Set.of(FIRST))))
                  .isEqualTo(Map.of(FIRST, first));
              return transaction.execute(new ReadFloors(A, Set.of(FIRST, SECOND)));
            });

    assertThat(both).isEqualTo(Map.of(FIRST, first, SECOND, second));
  }

  @Test
  void a_lane_whose_own_stream_was_never_merged_bears_no_floor() {
    knowsOwnStreams(FIRST);
    VersionVector floor = vector(Map.of(A, 5L));

    assertThat(raise(Map.of(FIRST, floor, SECOND, floor))).isEqualTo(1);

    assertThat(execute(new ReadFloors(A, Set.of(FIRST, SECOND)))).isEqualTo(Map.of(FIRST, floor));
  }

  @Test
  void a_floor_and_a_watermark_of_one_lane_leave_each_other_alone() {
    Watermark before = watermark(5, Map.of(A, 5L));
    Watermark moved = watermark(9, Map.of(A, 9L, B, 3L));
    VersionVector floor = vector(Map.of(A, 4L, B, 2L));
    advance(store, Watermark.NONE, before);

    raise(Map.of(FIRST, floor));
    assertThat(store.watermarks(Set.of(STREAM))).isEqualTo(Map.of(STREAM, before));

    assertThat(advance(store, before, moved)).isTrue();
    assertThat(execute(new ReadFloors(A, Set.of(FIRST)))).isEqualTo(Map.of(FIRST, floor));
  }

  @Test
  void a_floor_that_was_not_committed_was_never_raised() {
    knowsOwnStreams(FIRST);
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new LockFloors(A, Set.of(FIRST)));
      transaction.execute(new RaiseFloors(A, Map.of(FIRST, vector(Map.of(A, 5L)))));
    }

    assertThat(execute(new ReadFloors(A, Set.of(FIRST)))).isEmpty();
  }

  @Test
  void of_two_transactions_that_raise_a_floor_the_second_reads_what_the_first_wrote()
      throws Exception {
    knowsOwnStreams(FIRST);
    VersionVector floor = vector(Map.of(B, 5L));
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      assertThat(first.execute(new LockFloors(A, Set.of(FIRST)))).isEmpty();
      CompletableFuture<Map<TableLane, VersionVector>> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  run(
                      second,
                      transaction -> transaction.execute(new LockFloors(A, Set.of(FIRST, SECOND)))),
              others);
      assertBlocked(waiting);
      first.execute(new RaiseFloors(A, Map.of(FIRST, floor)));
      first.commit();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(Map.of(FIRST, floor));
    }
  }

  private int raise(Map<TableLane, VersionVector> floors) {
    return run(
        store,
        transaction -> {
          transaction.execute(new LockFloors(A, floors.keySet()));
          return transaction.execute(new RaiseFloors(A, floors));
        });
  }

  private void knowsOwnStreams(TableLane... lanes) {
    for (TableLane lane : lanes) {
      WatermarkMove move =
          new WatermarkMove(
              new WatermarkKey(A, lane.table(), lane.lane()),
              Watermark.NONE,
              watermark(5, Map.of(A, 5L)));
      assertThat(execute(new AdvanceWatermarks(List.of(move)))).isTrue();
    }
  }
}
