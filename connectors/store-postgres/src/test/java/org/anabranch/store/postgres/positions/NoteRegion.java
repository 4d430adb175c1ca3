package org.anabranch.store.postgres.positions;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.by;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.Origin;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.sink.plan.DropPlan;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.MergePlan;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.postgres.PostgresContextStore;
import org.anabranch.store.postgres.TestDatabase;
import org.anabranch.testkit.servers.Await;
import org.jspecify.annotations.Nullable;

/**
 * Region a: a Postgres whose sink merges notes by the plan, and whose log is decoded, so that own
 * changes arrive with the positions that they have there.
 */
final class NoteRegion implements AutoCloseable {

  private static final int ATTEMPTS_MAX = 5;

  final TestDatabase database;
  private final PostgresContextStore store;
  private final MergeStrategies strategies;
  private final LogicalSlot slot;
  private final ExecutorService others = Executors.newCachedThreadPool();

  /** With a table of notes, and what else is to be executed. */
  NoteRegion(String... statements) {
    this(Map.of(), statements);
  }

  /** The same whose sink has such options. */
  NoteRegion(Map<String, String> options, String... statements) {
    database = TestDatabase.with("CREATE SCHEMA contract");
    database.execute(statements);
    store = database.open(options);
    strategies = database.strategies(options);
    slot = new LogicalSlot(database, "contract.note%");
    for (int lane = 0; lane < NoteChange.LANES; lane++) {
      merge(by(A, 1).only(ChangeKind.MARK, lane));
    }
  }

  /** With a plain table of notes. */
  static NoteRegion plain() {
    return plain(Map.of());
  }

  /** The same whose sink has such options. */
  static NoteRegion plain(Map<String, String> options) {
    return new NoteRegion(
        options,
        "CREATE TABLE contract.note (id bigint PRIMARY KEY, body varchar(40), extra text)",
        "ALTER TABLE contract.note REPLICA IDENTITY FULL");
  }

  /** Executes an application's statement, which is its transaction; returns its only change. */
  LoggedChange writes(String sql) {
    return write(sql, List::copyOf).get(0);
  }

  /** The same for a statement that makes several changes. */
  <R> R write(String sql, Function<List<LoggedChange>, R> changes) {
    slot.read();
    database.execute(sql);
    return changes.apply(slot.read());
  }

  /** What was committed since the log was last read. */
  List<LoggedChange> logged() {
    return slot.read();
  }

  /** Merges one batch; again where others were in the way, as the task does. */
  MergeReport merge(NoteChange... batch) {
    return merge(Onlooker.NOTHING, batch);
  }

  /** The same in the background. */
  CompletableFuture<MergeReport> merging(NoteChange... batch) {
    return CompletableFuture.supplyAsync(() -> merge(batch), others);
  }

  /** Sees each statement of a merge before it is executed. */
  interface Onlooker {
    Onlooker NOTHING = statement -> {};

    void before(String statement);
  }

  MergeReport merge(Onlooker watching, NoteChange... batch) {
    List<Arrival> arrivals = Arrays.stream(batch).map(NoteChange::arrival).toList();
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(watching, arrivals);
      } catch (StoreException.Contended e) {
        if (attempt == ATTEMPTS_MAX) {
          throw e;
        }
      }
    }
  }

  private MergeReport attempt(Onlooker watching, List<Arrival> batch) {
    store.prepare(Set.of(NoteChange.TABLE));
    MergePlan plan =
        new MergePlan(A, strategies::of, standing(batch), batch, KeyHasher.withSecret(null), false);
    try (StoreTransaction transaction = store.begin()) {
      Step end = run(plan.start(), transaction, watching);
      if (!(end instanceof Step.Done done)) {
        throw new AssertionError("The merge ended with " + end);
      }
      transaction.commit();
      return done.report();
    }
  }

  private static Step run(Step start, StoreTransaction transaction, Onlooker watching) {
    Step step = start;
    while (step instanceof Step.Ask<?> ask) {
      watching.before(ask.statement().name());
      step = answer(ask, transaction);
    }
    return step;
  }

  private static <R> Step answer(Step.Ask<R> ask, StoreTransaction transaction) {
    return ask.then().apply(transaction.execute(ask.statement()));
  }

  private Map<WatermarkKey, Watermark> standing(List<Arrival> batch) {
    Set<WatermarkKey> streams = new TreeSet<>();
    for (Arrival arrival : batch) {
      streams.add(arrival.stream());
      streams.add(new WatermarkKey(A, NoteChange.TABLE, arrival.stream().lane()));
    }
    return standing(streams);
  }

  private Map<WatermarkKey, Watermark> standing(Set<WatermarkKey> streams) {
    Map<WatermarkKey, Watermark> standing = new HashMap<>(store.watermarks(streams));
    streams.forEach(stream -> standing.putIfAbsent(stream, Watermark.NONE));
    return standing;
  }

  /** Forgets whatever is stable. */
  void forget() {
    Map<TableLane, LaneProgress> lanes =
        store.lanesInFlight().stream().collect(Collectors.toMap(lane -> lane, this::progress));
    DropPlan plan = new DropPlan(A, lanes, Stability.RULE, Duration.ofDays(1), 100, null);
    try (StoreTransaction transaction = store.begin()) {
      run(plan.start(), transaction, Onlooker.NOTHING);
      transaction.commit();
    }
  }

  private LaneProgress progress(TableLane lane) {
    Set<WatermarkKey> streams =
        NoteChange.MEMBERS.origins().stream()
            .map(origin -> new WatermarkKey(origin, lane.table(), lane.lane()))
            .collect(Collectors.toCollection(TreeSet::new));
    Map<Origin, Watermark> watermarks = new HashMap<>();
    standing(streams).forEach((stream, watermark) -> watermarks.put(stream.origin(), watermark));
    return new LaneProgress(A, watermarks);
  }

  /** The body of a note; null where the note is missing. */
  @Nullable String body(long id) {
    return database.text("SELECT body FROM contract.note WHERE id = " + id);
  }

  /** The mark that a row bears. */
  @Nullable String mark(long id) {
    return database.text("SELECT xmin FROM contract.note WHERE id = " + id);
  }

  /** The mark that the sink noted when it last wrote a row. */
  @Nullable String writtenBy(long id) {
    return version("written_by", id);
  }

  /** A column of a note's version row. */
  @Nullable String version(String column, long id) {
    VersionKey key = NoteChange.keyOf(id);
    return database.text(
        "SELECT %s FROM anabranch.version WHERE lane = %d AND key_hash = '\\x%s'"
            .formatted(column, key.lane(), key.hash()));
  }

  /** Waits until somebody waits for a lock. */
  void awaitWaiting() {
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

  /** Executes an application's statement in the background. */
  CompletableFuture<Void> writing(String sql) {
    return CompletableFuture.runAsync(() -> database.execute(sql), others);
  }

  @Override
  public void close() {
    others.shutdownNow();
    Await.until(
        "all threads end", Await.DEADLINE, () -> others.awaitTermination(1, TimeUnit.SECONDS));
    store.close();
    slot.close();
  }
}
