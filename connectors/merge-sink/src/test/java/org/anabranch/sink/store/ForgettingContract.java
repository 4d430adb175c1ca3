package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.HiddenOfLane;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.Look;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store promises of version rows that are looked for lane by lane. */
abstract class ForgettingContract extends FloorContract {

  private static final Duration RETENTION = Duration.ofHours(1);
  private static final Stamp NEVER = Stamp.ZERO;
  private static final int MANY = 1_000;

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
  void a_version_row_that_says_nothing_can_be_dropped() {
    VersionKey key = key(FIRST, 1);
    write(List.of(VersionRow.empty(key)));

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
      List<Droppable> found = execute(new LockDroppable(all, after, RETENTION, 3)).found();
      assertThat(found)
          .extracting(droppable -> droppable.row().key())
          .isEqualTo(ordered.subList(from, Math.min(from + 3, ordered.size())));
      after = found.get(found.size() - 1).row().key();
    }
    assertThat(execute(new LockDroppable(all, after, RETENTION, 3)).found()).isEmpty();
  }

  /** Rows that wait for a member who is away may be many, and each look would read them all. */
  @Test
  void a_look_ends_after_ten_times_as_many_rows_though_it_finds_none() {
    write(
        LongStream.rangeClosed(1, 14)
            .boxed()
            .flatMap(hash -> LongStream.of(1, 2).mapToObj(lane -> row(lane(lane), hash, 5)))
            .toList());
    VersionRow last = row(SECOND, 15, 3);
    write(List.of(last));
    Map<TableLane, Stamp> few = Map.of(FIRST, new Stamp(4), SECOND, new Stamp(4));

    assertThat(execute(new LockDroppable(few, null, RETENTION, 1)))
        .isEqualTo(new Look(List.of(), key(FIRST, 10)));
    assertThat(execute(new LockDroppable(few, key(FIRST, 10), RETENTION, 1)))
        .isEqualTo(new Look(List.of(), key(SECOND, 6)));
    assertThat(execute(new LockDroppable(few, key(SECOND, 6), RETENTION, 1)))
        .as("as many as it may lock")
        .isEqualTo(new Look(List.of(new Droppable(last, false)), last.key()));
    assertThat(execute(new LockDroppable(few, key(SECOND, 6), RETENTION, 2)))
        .isEqualTo(new Look(List.of(new Droppable(last, false)), null));
    assertThat(execute(new LockDroppable(few, last.key(), RETENTION, 1)))
        .isEqualTo(new Look(List.of(), null));
  }

  private List<Droppable> droppable(Map<TableLane, Stamp> upTo) {
    return execute(new LockDroppable(upTo, null, RETENTION, MANY)).found();
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
    write(List.of(VersionRow.empty(key(SECOND, 1))));
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
            new VersionRow(key(SECOND, 3), row(SECOND, 3, 5).version(), true, null),
            new VersionRow(
                key(FIRST, 4),
                row(FIRST, 4, 5).version(),
                false,
                null,
                RowColumns.NONE,
                new Stamp(4))));

    assertThat(execute(new HiddenOfLane(FIRST)))
        .containsExactlyInAnyOrder(key(FIRST, 1), key(FIRST, 4));
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
