package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RecordRefusals;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ContextStore} promises. A store's own test extends this and gives each test an
 * empty database that holds the table {@link NoteChange#TABLE}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class ContextStoreContract {

  private static final WatermarkKey STREAM = new WatermarkKey(A, NoteChange.TABLE, 1);
  private static final WatermarkKey OTHER_STREAM = new WatermarkKey(B, NoteChange.TABLE, 1);
  private static final long BLOCKED_MILLIS = 300;

  private final List<ContextStore> opened = new ArrayList<>();
  private final ExecutorService others = Executors.newCachedThreadPool();
  private ContextStore store = new InMemoryStore(new InMemoryDatabase());

  /** Opens a store as another task would, over the database of the running test. */
  protected abstract ContextStore open();

  /** The row as an application sees it. */
  protected abstract @Nullable Note find(long id);

  /** Writes a row as an application does. */
  protected abstract void save(Note note);

  /** How many rows the table of conflicts has. */
  protected abstract long conflictsRecorded();

  @BeforeEach
  void open_a_store() {
    store = another();
  }

  @AfterEach
  void close_the_stores() throws InterruptedException {
    opened.forEach(ContextStore::close);
    others.shutdownNow();
    assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private ContextStore another() {
    ContextStore another = open();
    opened.add(another);
    another.prepare(Set.of(NoteChange.TABLE));
    return another;
  }

  // Watermarks

  @Test
  void a_stream_that_was_never_merged_has_no_watermark() {
    assertThat(store.watermarks(Set.of(STREAM))).isEmpty();
  }

  @Test
  void a_watermark_moves_from_nothing_and_on() {
    Watermark first = watermark(5, Map.of(A, 5L));
    Watermark second = watermark(9, Map.of(A, 9L, B, 4L));

    assertThat(advance(store, Watermark.NONE, first)).isTrue();
    assertThat(store.watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, first));
    assertThat(advance(store, first, second)).isTrue();
    assertThat(store.watermarks(Set.of(STREAM, OTHER_STREAM)))
        .containsExactly(Map.entry(STREAM, second));
  }

  @Test
  void a_watermark_does_not_move_from_where_it_does_not_stand() {
    Watermark first = watermark(5, Map.of(A, 5L));
    advance(store, Watermark.NONE, first);

    assertThat(advance(store, Watermark.NONE, watermark(7, Map.of(A, 7L)))).isFalse();
    assertThat(advance(store, watermark(4, Map.of(A, 4L)), watermark(7, Map.of(A, 7L)))).isFalse();
    assertThat(store.watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, first));
  }

  @Test
  void a_watermark_that_is_absent_does_not_move_from_somewhere() {
    assertThat(advance(store, watermark(4, Map.of(A, 4L)), watermark(7, Map.of(A, 7L)))).isFalse();
    assertThat(store.watermarks(Set.of(STREAM))).isEmpty();
  }

  @Test
  void one_watermark_that_does_not_stand_fails_them_all() {
    Watermark to = watermark(5, Map.of(A, 5L));
    List<WatermarkMove> moves =
        List.of(
            new WatermarkMove(STREAM, Watermark.NONE, to),
            new WatermarkMove(OTHER_STREAM, watermark(3, Map.of(B, 3L)), to));

    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new AdvanceWatermarks(moves))).isFalse();
    }
    assertThat(store.watermarks(Set.of(STREAM, OTHER_STREAM))).isEmpty();
  }

  @Test
  void of_two_tasks_that_move_a_watermark_the_second_learns_that_it_lost() throws Exception {
    Watermark to = watermark(5, Map.of(A, 5L));
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      WatermarkMove move = new WatermarkMove(STREAM, Watermark.NONE, to);
      assertThat(first.execute(new AdvanceWatermarks(List.of(move)))).isTrue();
      CompletableFuture<Boolean> race =
          CompletableFuture.supplyAsync(() -> wins(second, to), others);
      assertBlocked(race);
      first.commit();
      assertThat(race.get(30, TimeUnit.SECONDS)).isFalse();
    }
  }

  private static boolean wins(ContextStore second, Watermark to) {
    try {
      return advance(second, Watermark.NONE, to);
    } catch (StoreException.Contended e) {
      return false;
    }
  }

  // Version rows

  @Test
  void a_claimed_version_is_locked_and_empty() {
    VersionKey key = keyOf(1);
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new ClaimVersions(List.of(key)))).isEqualTo(1);
      assertThat(transaction.execute(new LockVersions(List.of(key))))
          .containsExactly(Map.entry(key, empty(key)));
      transaction.commit();
    }
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new ClaimVersions(List.of(key)))).isZero();
    }
  }

  @Test
  void a_version_that_nobody_claimed_is_not_found() {
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new LockVersions(List.of(keyOf(1))))).isEmpty();
    }
  }

  @Test
  void version_rows_come_back_as_they_were_written() {
    KeyVersion won =
        new KeyVersion(
            vector(Map.of(A, 7L, B, 3L)), by(A, 7).deletes(1).change().id(), new Stamp(7), true);
    KeyVersion snapshot =
        new KeyVersion(
            VersionVector.EMPTY,
            by(B, 4).writes(2, "x").asSnapshot().change().id(),
            new Stamp(4),
            false);
    KeyVersion onlyRefused = new KeyVersion(vector(Map.of(B, 3L)), null, Stamp.ZERO, false);
    List<VersionRow> rows =
        List.of(
            new VersionRow(keyOf(1), won, new SinkWrite(Long.MAX_VALUE - 1, 77, true)),
            new VersionRow(keyOf(2), snapshot, new SinkWrite(12, 4_000_000_000L, false)),
            new VersionRow(keyOf(3), onlyRefused, null));

    write(rows);

    assertThat(read(1, 2, 3).values()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void a_version_row_is_written_over() {
    VersionRow first = version(1, 5, new SinkWrite(1, 2, false));
    VersionRow second = version(1, 9, null);
    write(List.of(first));

    write(List.of(second));

    assertThat(read(1)).containsExactly(Map.entry(keyOf(1), second));
  }

  @Test
  void a_transaction_waits_for_a_version_row_and_then_reads_what_the_other_wrote()
      throws Exception {
    write(List.of(version(1, 5, null)));
    VersionRow newer = version(1, 9, null);
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      first.execute(new ClaimVersions(List.of(keyOf(1))));
      first.execute(new LockVersions(List.of(keyOf(1))));
      CompletableFuture<Map<VersionKey, VersionRow>> waiting =
          CompletableFuture.supplyAsync(() -> lock(second, keyOf(1)), others);
      assertBlocked(waiting);
      first.execute(new WriteVersions(List.of(newer)));
      first.commit();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).containsExactly(Map.entry(keyOf(1), newer));
    }
  }

  @Test
  void a_transaction_waits_for_a_version_row_that_is_only_just_claimed() throws Exception {
    VersionRow written = version(1, 9, null);
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      first.execute(new ClaimVersions(List.of(keyOf(1))));
      first.execute(new LockVersions(List.of(keyOf(1))));
      CompletableFuture<Map<VersionKey, VersionRow>> waiting =
          CompletableFuture.supplyAsync(() -> lock(second, keyOf(1)), others);
      assertBlocked(waiting);
      first.execute(new WriteVersions(List.of(written)));
      first.commit();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).containsExactly(Map.entry(keyOf(1), written));
    }
  }

  // Rows

  @Test
  void an_upsert_inserts_and_updates() {
    save(new Note(1, "before", "kept?"));

    upsert(
        by(A, 1).writes(new Note(1, "after", null)).arrival(),
        by(A, 2).writes(new Note(2, "new", "x")).arrival());

    assertThat(find(1)).isEqualTo(new Note(1, "after", null));
    assertThat(find(2)).isEqualTo(new Note(2, "new", "x"));
  }

  @Test
  void columns_that_a_change_does_not_carry_keep_their_values() {
    save(new Note(1, "before", "kept"));
    save(new Note(2, "before", "kept"));
    save(new Note(3, "before", "kept"));
    ColumnMarks unchanged = new ColumnMarks(Set.of(), Set.of("extra"), Set.of());
    ColumnMarks withheld = new ColumnMarks(Set.of("extra"), Set.of(), Set.of());

    upsert(
        by(A, 1).writesWithoutExtra(1, "after").arrival(),
        by(A, 2).writes(new Note(2, "after", "placeholder")).marked(unchanged).arrival(),
        by(A, 3).writes(new Note(3, "after", null)).marked(withheld).arrival(),
        by(A, 4).writesWithoutExtra(4, "new").arrival());

    assertThat(find(1)).isEqualTo(new Note(1, "after", "kept"));
    assertThat(find(2)).isEqualTo(new Note(2, "after", "kept"));
    assertThat(find(3)).isEqualTo(new Note(3, "after", "kept"));
    assertThat(find(4)).isEqualTo(new Note(4, "new", null));
  }

  @Test
  void a_delete_removes_the_row_and_passes_over_a_missing_one() {
    save(new Note(1, "x", null));
    save(new Note(3, "stays", null));

    run(
        store,
        transaction ->
            transaction.execute(
                new DeleteRows(
                    NoteChange.TABLE,
                    List.of(
                        target(by(A, 1).deletes(1).arrival()),
                        target(by(A, 2).deletes(2).arrival())))));

    assertThat(find(1)).isNull();
    assertThat(find(2)).isNull();
    assertThat(find(3)).isNotNull();
  }

  @Test
  void a_row_that_the_table_refuses_is_named_as_such_and_nothing_is_written() {
    Arrival good = by(A, 1).writes(1, "fits").arrival();
    Arrival bad = by(A, 2).writes(2, "x".repeat(Note.BODY_LENGTH_MAX + 1)).arrival();

    assertThatThrownBy(() -> upsert(good, bad))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageNotContaining("xxx");

    assertThat(find(1)).isNull();
    assertThat(find(2)).isNull();
    assertThat(read(1)).as("the store is usable again").isEmpty();
  }

  @Test
  void a_locked_row_tells_who_wrote_it_last() {
    Arrival arrival = by(A, 1).writes(new Note(1, "body", "extra")).arrival();
    long writer = upsert(arrival);

    RowState row = look(arrival);
    assertThat(row.exists()).isTrue();
    assertThat(row.writer()).isEqualTo(writer);
    assertThat(row.content()).contains("body").contains("extra");
    assertThat(row.sameAsArrival()).isTrue();

    save(new Note(1, "local", "extra"));
    RowState local = look(arrival);
    assertThat(local.writer()).isNotEqualTo(writer);
    assertThat(local.content()).contains("local");
    assertThat(local.sameAsArrival()).isFalse();
  }

  @Test
  void only_the_columns_that_an_arrival_carries_are_compared() {
    save(new Note(1, "same", "other"));

    assertThat(look(by(A, 1).writesWithoutExtra(1, "same").arrival()).sameAsArrival()).isTrue();
    assertThat(look(by(A, 1).writes(new Note(1, "same", null)).arrival()).sameAsArrival())
        .isFalse();
  }

  @Test
  void nulls_are_the_same_as_nulls() {
    save(new Note(1, null, null));

    assertThat(look(by(A, 1).writes(new Note(1, null, null)).arrival()).sameAsArrival()).isTrue();
  }

  @Test
  void a_missing_row_is_told_as_missing() {
    assertThat(look(by(A, 1).writes(1, "x").arrival())).isEqualTo(RowState.MISSING);
  }

  @Test
  void a_row_found_for_a_delete_is_told_too() {
    save(new Note(1, "here", null));

    RowState row = look(by(A, 1).deletes(1).arrival());

    assertThat(row.exists()).isTrue();
    assertThat(row.content()).contains("here");
    assertThat(row.sameAsArrival()).isFalse();
  }

  @Test
  void the_log_position_read_after_a_write_lies_above_those_of_earlier_writes() {
    long before = run(store, transaction -> transaction.execute(new ReadPosition()));
    save(new Note(1, "x", null));
    long after = run(store, transaction -> transaction.execute(new ReadPosition()));

    assertThat(after).isGreaterThan(before);
  }

  @Test
  void every_key_is_in_its_lane_and_hashes_as_its_changes_do() {
    for (long id = 1; id <= 20; id++) {
      save(new Note(id, "x", null));
    }
    List<VersionKey> found = new ArrayList<>();
    for (int number = 0; number < NoteChange.LANES; number++) {
      Lane lane = new Lane(number, NoteChange.LANES);
      for (RecordView key :
          run(store, transaction -> transaction.execute(new KeysOfLane(NoteChange.TABLE, lane)))) {
        long id = ((Number) Objects.requireNonNull(key.value("id"))).longValue();
        assertThat(NoteChange.laneOf(id)).isEqualTo(lane);
        assertThat(CanonicalKey.of(key))
            .isEqualTo(
                CanonicalKey.of(Objects.requireNonNull(by(A, 1).deletes(id).arrival().key())));
        found.add(keyOf(id));
      }
    }
    assertThat(found).hasSize(20).doesNotHaveDuplicates();
  }

  // Conflicts

  @Test
  void a_conflict_is_recorded_once() {
    List<Conflict> conflicts = List.of(conflict(1), conflict(2), quarantined());

    assertThat(record(conflicts)).isEqualTo(3);
    assertThat(record(conflicts)).isZero();
    assertThat(conflictsRecorded()).isEqualTo(3);
  }

  @Test
  void a_change_that_was_refused_for_its_key_is_recorded_without_key_and_row() {
    Arrival change = by(A, 8).writes(3, "x").arrival();
    Arrival refused =
        new Arrival(change.change(), null, null, change.place(), "the key hashes otherwise");

    assertThat(
            record(
                List.of(
                    new Conflict(
                        refused,
                        null,
                        new Version.Brought(refused.change().id(), refused),
                        Verdict.QUARANTINED,
                        refused.refusal()))))
        .isEqualTo(1);
    assertThat(conflictsRecorded()).isEqualTo(1);
  }

  @Test
  void a_refusal_is_recorded_once() {
    List<Refusal> refusals =
        List.of(
            new Refusal(by(A, 1).writes(1, "x").arrival().place(), "no header"),
            new Refusal(by(A, 2).writes(1, "x").arrival().place(), "no header"));

    assertThat(refuse(refusals)).isEqualTo(2);
    assertThat(refuse(refusals)).isZero();
    assertThat(conflictsRecorded()).isEqualTo(2);
  }

  // Transactions

  @Test
  void what_is_not_committed_never_happened() {
    save(new Note(2, "stays", null));
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(
          new AdvanceWatermarks(
              List.of(new WatermarkMove(STREAM, Watermark.NONE, watermark(5, Map.of(A, 5L))))));
      transaction.execute(new ClaimVersions(List.of(keyOf(1))));
      transaction.execute(
          new UpsertRows(NoteChange.TABLE, List.of(target(by(A, 5).writes(1, "never").arrival()))));
      transaction.execute(
          new DeleteRows(NoteChange.TABLE, List.of(target(by(A, 5).deletes(2).arrival()))));
      transaction.execute(new WriteVersions(List.of(version(1, 5, null))));
      transaction.execute(new RecordConflicts(List.of(conflict(1))));
    }

    assertThat(store.watermarks(Set.of(STREAM))).isEmpty();
    assertThat(find(1)).isNull();
    assertThat(find(2)).isNotNull();
    assertThat(read(1)).isEmpty();
    assertThat(conflictsRecorded()).isZero();
  }

  @Test
  void a_store_serves_one_transaction_after_another() {
    for (int i = 1; i <= 3; i++) {
      upsert(by(A, i).writes(1, "v" + i).arrival());
      assertThat(find(1)).isEqualTo(new Note(1, "v" + i, null));
    }
  }

  @Test
  void preparing_twice_changes_nothing() {
    advance(store, Watermark.NONE, watermark(5, Map.of(A, 5L)));

    store.prepare(Set.of(NoteChange.TABLE));
    another();

    assertThat(store.watermarks(Set.of(STREAM))).hasSize(1);
  }

  private static void assertBlocked(CompletableFuture<?> other) {
    assertThatThrownBy(() -> other.get(BLOCKED_MILLIS, TimeUnit.MILLISECONDS))
        .as("the other transaction waits until the first has ended")
        .isInstanceOf(TimeoutException.class);
  }

  private static <R> R run(ContextStore in, Function<StoreTransaction, R> work) {
    try (StoreTransaction transaction = in.begin()) {
      R result = work.apply(transaction);
      transaction.commit();
      return result;
    }
  }

  private static boolean advance(ContextStore in, Watermark from, Watermark to) {
    try (StoreTransaction transaction = in.begin()) {
      boolean moved =
          transaction.execute(new AdvanceWatermarks(List.of(new WatermarkMove(STREAM, from, to))));
      if (moved) {
        transaction.commit();
      }
      return moved;
    }
  }

  private static Map<VersionKey, VersionRow> lock(ContextStore in, VersionKey key) {
    return run(
        in,
        transaction -> {
          transaction.execute(new ClaimVersions(List.of(key)));
          return transaction.execute(new LockVersions(List.of(key)));
        });
  }

  private void write(List<VersionRow> rows) {
    List<VersionKey> keys = rows.stream().map(VersionRow::key).sorted().toList();
    run(
        store,
        transaction -> {
          transaction.execute(new ClaimVersions(keys));
          transaction.execute(new LockVersions(keys));
          return transaction.execute(new WriteVersions(rows));
        });
  }

  private Map<VersionKey, VersionRow> read(long... ids) {
    List<VersionKey> keys = Arrays.stream(ids).mapToObj(NoteChange::keyOf).sorted().toList();
    return run(store, transaction -> transaction.execute(new LockVersions(keys)));
  }

  private long upsert(Arrival... arrivals) {
    List<RowTarget> targets = Arrays.stream(arrivals).map(ContextStoreContract::target).toList();
    return run(
        store, transaction -> transaction.execute(new UpsertRows(NoteChange.TABLE, targets)));
  }

  private RowState look(Arrival arrival) {
    return run(
        store,
        transaction ->
            transaction
                .execute(new LockRows(List.of(target(arrival))))
                .getOrDefault(arrival.versionKey(), RowState.MISSING));
  }

  private int record(List<Conflict> conflicts) {
    return run(store, transaction -> transaction.execute(new RecordConflicts(conflicts)));
  }

  private int refuse(List<Refusal> refusals) {
    return run(store, transaction -> transaction.execute(new RecordRefusals(refusals)));
  }

  private static Conflict conflict(long id) {
    Arrival winner = by(B, 9).writes(id, "winner").arrival();
    Arrival loser = by(A, 7).writes(id, "loser").arrival();
    return new Conflict(
        winner,
        new Version.Brought(winner.change().id(), winner),
        new Version.Found(loser.change().id(), "{\"id\": " + id + "}", false),
        Verdict.SETTLED,
        null);
  }

  private static Conflict quarantined() {
    Arrival refused = by(A, 8).writes(3, "x").arrival().refused("the column body is too short");
    return new Conflict(
        refused,
        null,
        new Version.Brought(refused.change().id(), refused),
        Verdict.QUARANTINED,
        refused.refusal());
  }

  private static VersionRow version(long id, long stamp, @Nullable SinkWrite written) {
    KeyVersion version =
        new KeyVersion(
            vector(Map.of(A, stamp)),
            by(A, stamp).writes(id, "x").change().id(),
            new Stamp(stamp),
            false);
    return new VersionRow(keyOf(id), version, written);
  }

  private static VersionRow empty(VersionKey key) {
    return new VersionRow(key, KeyVersion.unknown(VersionVector.EMPTY), null);
  }

  private static RowTarget target(Arrival arrival) {
    return new RowTarget(arrival.versionKey(), arrival);
  }

  private static Watermark watermark(long sequence, Map<Origin, Long> context) {
    return new Watermark(new Stamp(sequence), vector(context));
  }
}
