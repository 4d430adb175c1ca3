package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
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

/** A store under test, and what the chapters of its contract do with it. */
abstract class StoreFixture {

  static final WatermarkKey STREAM = new WatermarkKey(A, NoteChange.TABLE, 1);
  static final WatermarkKey OTHER_STREAM = new WatermarkKey(B, NoteChange.TABLE, 1);
  private static final long BLOCKED_MILLIS = 300;
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final long PAUSE_NANOS = 5_000_000;

  private final List<ContextStore> opened = new ArrayList<>();
  final ExecutorService others = Executors.newCachedThreadPool();
  ContextStore store = new InMemoryStore(new InMemoryDatabase());

  /** Opens a store as another task would, over the database of the running test. */
  protected abstract ContextStore open();

  /** The row as an application sees it. */
  protected abstract @Nullable Note find(long id);

  /** What the store calls the column that is the key of the table. */
  protected String keyColumn() {
    return "id";
  }

  /** Writes a row as an application does. */
  protected abstract void save(Note note);

  /** How many rows the table of conflicts has. */
  protected abstract long conflictsRecorded();

  /** What has resolved a conflict of the table, and when; null where nothing has. */
  protected abstract @Nullable String resolution(long id);

  /** Makes all version rows older than they are. */
  protected abstract void age(Duration time);

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

  ContextStore another() {
    ContextStore another = open();
    opened.add(another);
    another.prepare(Set.of(NoteChange.TABLE));
    return another;
  }

  static void assertBlocked(CompletableFuture<?> other) {
    assertThatThrownBy(() -> other.get(BLOCKED_MILLIS, TimeUnit.MILLISECONDS))
        .as("the other transaction waits until the first has ended")
        .isInstanceOf(TimeoutException.class);
  }

  /** Commits a transaction. Where a store says that others are in the way, tries it again. */
  static <R> R run(ContextStore in, Function<StoreTransaction, R> work) {
    return untilUncontended(
        () -> {
          try (StoreTransaction transaction = in.begin()) {
            R result = work.apply(transaction);
            transaction.commit();
            return result;
          }
        });
  }

  /** A store has a transaction wait for another one, or refuses it as long as that is open. */
  static <R> R untilUncontended(Supplier<R> transaction) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return transaction.get();
      } catch (StoreException.Contended e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  static boolean advance(ContextStore in, Watermark from, Watermark to) {
    try (StoreTransaction transaction = in.begin()) {
      boolean moved =
          transaction.execute(new AdvanceWatermarks(List.of(new WatermarkMove(STREAM, from, to))));
      if (moved) {
        transaction.commit();
      }
      return moved;
    }
  }

  /** The first change of another stream is merged; these keys come next. */
  static AdvanceWatermarks startingWith(List<VersionKey> next) {
    WatermarkMove move =
        new WatermarkMove(OTHER_STREAM, Watermark.NONE, watermark(5, Map.of(B, 5L)));
    return new AdvanceWatermarks(List.of(move), next);
  }

  static Map<VersionKey, VersionRow> lock(ContextStore in, VersionKey key) {
    return run(
        in,
        transaction -> {
          transaction.execute(new ClaimVersions(List.of(key)));
          return transaction.execute(new LockVersions(List.of(key)));
        });
  }

  void write(List<VersionRow> rows) {
    List<VersionKey> keys = rows.stream().map(VersionRow::key).sorted().toList();
    run(
        store,
        transaction -> {
          transaction.execute(new ClaimVersions(keys));
          transaction.execute(new LockVersions(keys));
          return transaction.execute(new WriteVersions(rows));
        });
  }

  Map<VersionKey, VersionRow> read(long... ids) {
    List<VersionKey> keys = Arrays.stream(ids).mapToObj(NoteChange::keyOf).sorted().toList();
    return run(store, transaction -> transaction.execute(new LockVersions(keys)));
  }

  /** Executes a statement in a transaction of its own. */
  <R> R execute(Statement<R> statement) {
    return run(store, transaction -> transaction.execute(statement));
  }

  /** Answers the first row's mark. */
  long upsert(Arrival... arrivals) {
    return upsert(Arrays.stream(arrivals).map(StoreFixture::target).toList());
  }

  long upsert(List<RowTarget> targets) {
    return execute(new UpsertRows(NoteChange.TABLE, targets)).of(targets.get(0).key());
  }

  RowState look(Arrival arrival) {
    return run(
        store,
        transaction ->
            transaction
                .execute(new LockRows(List.of(target(arrival))))
                .getOrDefault(arrival.versionKey(), RowState.MISSING));
  }

  int record(List<Conflict> conflicts) {
    return run(store, transaction -> transaction.execute(new RecordConflicts(conflicts)));
  }

  int refuse(List<Refusal> refusals) {
    return run(store, transaction -> transaction.execute(new RecordRefusals(refusals)));
  }

  static Conflict conflict(long id) {
    Arrival winner = by(B, 9).writes(id, "winner").arrival();
    Arrival loser = by(A, 7).writes(id, "loser").arrival();
    return new Conflict(
        winner,
        new Version.Brought(winner.change().id(), winner),
        new Version.Found(loser.change().id(), new Stamp(7), "{\"id\": " + id + "}", false),
        "last-writer-wins",
        Verdict.SETTLED,
        null);
  }

  static Conflict quarantined() {
    Arrival refused = by(A, 8).writes(3, "x").arrival().refused("the column body is too short");
    return new Conflict(
        refused,
        null,
        new Version.Brought(refused.change().id(), refused),
        "last-writer-wins",
        Verdict.QUARANTINED,
        refused.refusal());
  }

  static VersionRow version(long id, long stamp, @Nullable SinkWrite written) {
    KeyVersion version =
        new KeyVersion(
            vector(Map.of(A, stamp)),
            by(A, stamp).writes(id, "x").change().id(),
            new Stamp(stamp),
            false);
    return new VersionRow(keyOf(id), version, false, written);
  }

  static VersionRow empty(VersionKey key) {
    return VersionRow.empty(key);
  }

  static RowTarget target(Arrival arrival) {
    return new RowTarget(arrival.versionKey(), arrival);
  }

  static Watermark watermark(long sequence, Map<Origin, Long> context) {
    return new Watermark(new Stamp(sequence), vector(context), 7, SnapshotProgress.NONE, 1);
  }
}
