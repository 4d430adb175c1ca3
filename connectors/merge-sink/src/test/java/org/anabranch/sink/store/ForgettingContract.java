package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.HiddenOfLane;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store promises of floors, and of version rows that are looked for lane by lane. */
abstract class ForgettingContract extends RowContract {

  private static final TableLane FIRST = new TableLane(TABLE, 1);
  private static final TableLane SECOND = new TableLane(TABLE, 2);
  private static final Duration RETENTION = Duration.ofHours(1);
  private static final Stamp NEVER = Stamp.ZERO;
  private static final int MANY = 1_000;

  // Floors

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

  // Version rows that can perhaps be dropped

  @Test
  void what_is_at_most_as_new_as_asked_for_in_its_lane_can_perhaps_be_dropped() {
    VersionRow young = row(FIRST, 1, 5);
    VersionRow newer = row(FIRST, 2, 6);
    VersionRow elsewhere = row(SECOND, 3, 6);
    write(List.of(young, newer, elsewhere, row(new TableLane(TABLE, 3), 4, 1)));

    assertThat(droppable(Map.of(FIRST, new Stamp(5), SECOND, new Stamp(6))))
        .containsExactly(new Droppable(young, false), new Droppable(elsewhere, false));
    assertThat(droppable(Map.of(FIRST, NEVER))).isEmpty();
    assertThat(droppable(Map.of())).isEmpty();
  }

  @Test
  void what_is_newest_in_a_version_row_counts_wherever_it_stands() {
    VersionRow seen =
        row(FIRST, 1, new KeyVersion(vector(Map.of(A, 5L, B, 9L)), id(A, 5), new Stamp(5), false));
    VersionRow snapshot =
        row(FIRST, 2, new KeyVersion(VersionVector.EMPTY, id(B, 0), new Stamp(9), false));
    write(List.of(seen, snapshot));

    assertThat(droppable(Map.of(FIRST, new Stamp(8)))).isEmpty();
    assertThat(droppable(Map.of(FIRST, new Stamp(9))))
        .containsExactly(new Droppable(seen, false), new Droppable(snapshot, false));
  }

  @Test
  void a_version_row_that_was_claimed_and_never_written_can_be_dropped() {
    VersionKey key = key(FIRST, 1);
    execute(new ClaimVersions(List.of(key)));

    assertThat(droppable(Map.of(FIRST, NEVER)))
        .containsExactly(new Droppable(VersionRow.empty(key), false));
  }

  @Test
  void what_was_written_longer_ago_than_the_retention_is_found_however_new_it_is() {
    VersionRow kept = row(FIRST, 1, 9);
    VersionRow again = row(FIRST, 2, 9);
    write(List.of(kept, again, row(SECOND, 3, 9)));
    age(RETENTION.plusMinutes(1));
    write(List.of(again));

    assertThat(droppable(Map.of(FIRST, NEVER)))
        .as("of the lane asked for, and a row that was written again is young again")
        .containsExactly(new Droppable(kept, true));
    assertThat(droppable(Map.of(FIRST, new Stamp(9))))
        .containsExactly(new Droppable(kept, true), new Droppable(again, false));
  }

  @Test
  void a_row_that_was_dropped_and_claimed_anew_is_young() {
    VersionKey key = key(FIRST, 1);
    write(List.of(row(FIRST, 1, 9)));
    age(RETENTION.plusMinutes(1));
    execute(new DropVersions(List.of(key)));

    write(List.of(row(FIRST, 1, 9)));

    assertThat(droppable(Map.of(FIRST, NEVER))).isEmpty();
  }

  @Test
  void a_hidden_winner_is_never_found() {
    VersionRow shown = row(FIRST, 1, 5);
    write(List.of(new VersionRow(key(FIRST, 2), shown.version(), true, null), shown));
    age(RETENTION.plusMinutes(1));

    assertThat(droppable(Map.of(FIRST, new Stamp(9)))).containsExactly(new Droppable(shown, true));
  }

  @Test
  void rows_are_found_in_the_order_of_their_keys_so_that_one_look_goes_on_after_another() {
    List<VersionRow> rows =
        LongStream.of(-1, 7, Long.MIN_VALUE, 1, Long.MAX_VALUE)
            .boxed()
            .flatMap(hash -> LongStream.of(1, 2).mapToObj(lane -> row(lane(lane), hash, 5)))
            .toList();
    write(rows);
    List<VersionKey> ordered = rows.stream().map(VersionRow::key).sorted().toList();
    Map<TableLane, Stamp> all = Map.of(FIRST, new Stamp(9), SECOND, new Stamp(9));

    @Nullable VersionKey after = null;
    for (int from = 0; from < ordered.size(); from += 3) {
      List<Droppable> found = execute(new LockDroppable(all, after, RETENTION, 3));
      assertThat(found)
          .extracting(droppable -> droppable.row().key())
          .isEqualTo(ordered.subList(from, Math.min(from + 3, ordered.size())));
      after = found.get(found.size() - 1).row().key();
    }
    assertThat(execute(new LockDroppable(all, after, RETENTION, 3))).isEmpty();
  }

  private List<Droppable> droppable(Map<TableLane, Stamp> upTo) {
    return execute(new LockDroppable(upTo, RETENTION, MANY));
  }

  // Dropping

  @Test
  void a_version_row_that_is_dropped_is_unknown() {
    write(List.of(row(FIRST, 1, 5), row(FIRST, 2, 5), row(SECOND, 1, 5)));

    assertThat(execute(new DropVersions(List.of(key(FIRST, 1), key(FIRST, 3))))).isEqualTo(1);
    assertThat(execute(new DropVersions(List.of(key(FIRST, 1))))).isZero();

    assertThat(lock(store, key(FIRST, 1)).values())
        .containsExactly(VersionRow.empty(key(FIRST, 1)));
    assertThat(lock(store, key(FIRST, 2)).values()).containsExactly(row(FIRST, 2, 5));
    assertThat(lock(store, key(SECOND, 1)).values()).containsExactly(row(SECOND, 1, 5));
  }

  @Test
  void a_lane_is_in_flight_as_long_as_it_has_version_rows() {
    assertThat(store.lanesInFlight()).isEmpty();
    write(List.of(row(FIRST, 1, 5), row(FIRST, 2, 5)));
    execute(new ClaimVersions(List.of(key(SECOND, 1))));
    assertThat(store.lanesInFlight()).containsExactlyInAnyOrder(FIRST, SECOND);

    execute(new DropVersions(List.of(key(FIRST, 1), key(SECOND, 1))));
    assertThat(store.lanesInFlight()).containsExactly(FIRST);
    execute(new DropVersions(List.of(key(FIRST, 2))));
    assertThat(store.lanesInFlight()).isEmpty();
  }

  // What snapshots and refused changes leave

  @Test
  void leftovers_are_rows_that_an_interrupted_snapshot_of_the_origin_sent() {
    write(
        List.of(
            row(FIRST, 1, snapshot(B, 2, false)),
            row(FIRST, 2, snapshot(B, 3, false)),
            row(FIRST, 3, snapshot(B, 4, false)),
            row(FIRST, 4, snapshot(B, 5, false)),
            row(FIRST, 5, snapshot(A, 4, false)),
            row(FIRST, 6, snapshot(B, 4, true)),
            row(SECOND, 7, snapshot(B, 4, false)),
            row(FIRST, 8, new KeyVersion(vector(Map.of(B, 4L)), id(B, 4), new Stamp(4), false))));
    SnapshotProgress attempts = new SnapshotProgress(new Stamp(3), new Stamp(5));

    assertThat(execute(new SnapshotLeftovers(FIRST, B, attempts)))
        .containsExactlyInAnyOrder(key(FIRST, 2), key(FIRST, 3));
    assertThat(
            execute(
                new SnapshotLeftovers(FIRST, B, new SnapshotProgress(new Stamp(3), new Stamp(3)))))
        .as("of an only attempt")
        .isEmpty();
  }

  @Test
  void the_hidden_keys_of_a_lane_are_told() {
    write(
        List.of(
            new VersionRow(key(FIRST, 1), row(FIRST, 1, 5).version(), true, null),
            new VersionRow(
                key(FIRST, 2), row(FIRST, 2, 5).version(), false, new SinkWrite(1, 2, false)),
            new VersionRow(key(SECOND, 3), row(SECOND, 3, 5).version(), true, null)));

    assertThat(execute(new HiddenOfLane(FIRST))).containsExactly(key(FIRST, 1));
  }

  private static KeyVersion snapshot(Origin origin, long sequence, boolean deleted) {
    return new KeyVersion(VersionVector.EMPTY, id(origin, 0), new Stamp(sequence), deleted);
  }

  private static TableLane lane(long number) {
    return new TableLane(TABLE, (int) number);
  }

  private static VersionRow row(TableLane lane, long hash, long stamp) {
    return row(
        lane, hash, new KeyVersion(vector(Map.of(A, stamp)), id(A, stamp), new Stamp(stamp), true));
  }

  private static VersionRow row(TableLane lane, long hash, KeyVersion version) {
    return new VersionRow(key(lane, hash), version, false, null);
  }

  private static VersionKey key(TableLane lane, long hash) {
    return new VersionKey(lane.table(), lane.lane(), new KeyHash(hash, 0));
  }

  private static ChangeId id(Origin origin, long stamp) {
    return new ChangeId(origin, new Stamp(stamp));
  }
}
