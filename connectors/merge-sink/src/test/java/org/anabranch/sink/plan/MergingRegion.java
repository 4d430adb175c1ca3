package org.anabranch.sink.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.version.Origin;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.InMemoryDatabase;
import org.anabranch.sink.store.InMemoryStore;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/** A region whose sink merges by the plan into a database in memory. */
final class MergingRegion {

  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int ROWS_MAX = 100;
  private static final Strategy STRATEGY =
      new Strategy("last-writer-wins", new LastWriterWins(), Verdict.SETTLED);

  final InMemoryDatabase database;

  /** The names of the statements so far. */
  final List<String> trace = new ArrayList<>();

  private final Origin own;
  private final Strategy strategy;
  private final @Nullable Collection<Origin> members;

  MergingRegion(Origin own) {
    this(own, STRATEGY);
  }

  MergingRegion(Origin own, Strategy strategy) {
    this(own, strategy, null);
  }

  /**
   * A region that knows the members, so that its columns forget what they all have acknowledged.
   */
  MergingRegion(Origin own, Strategy strategy, @Nullable Collection<Origin> members) {
    this(own, strategy, members, new InMemoryDatabase());
  }

  private MergingRegion(
      Origin own,
      Strategy strategy,
      @Nullable Collection<Origin> members,
      InMemoryDatabase database) {
    this.database = database;
    this.own = own;
    this.strategy = strategy;
    this.members = members;
  }

  /** The same region after its sink was told to merge otherwise. */
  MergingRegion with(Strategy other) {
    return new MergingRegion(own, other, members, database);
  }

  /** Merges one batch, knowing the watermarks. */
  MergeReport merge(NoteChange... batch) {
    return merge(Arrays.stream(batch).map(NoteChange::arrival).toList());
  }

  MergeReport merge(List<Arrival> batch) {
    Step end = attempt(batch, database.watermarks());
    if (end instanceof Step.Done done) {
      return done.report();
    }
    throw new AssertionError("The watermarks were known, yet the race was lost");
  }

  /** Merges a change whose row the table is known not to take. */
  void parks(NoteChange change) {
    Map<VersionKey, String> violated = Map.of(change.arrival().versionKey(), "unique");
    Step end = execute(plan(List.of(change.arrival()), database.watermarks()).parking(violated));
    if (!(end instanceof Step.Done)) {
      throw new AssertionError("The watermarks were known, yet the race was lost");
    }
  }

  /** Merges one batch as a task that believes the streams to stand there. */
  Step attempt(List<Arrival> batch, Map<WatermarkKey, Watermark> known) {
    return execute(plan(batch, known));
  }

  private MergePlan plan(List<Arrival> batch, Map<WatermarkKey, Watermark> known) {
    return new MergePlan(
            own, members, table -> strategy, known, batch, KeyHasher.withSecret(null), true)
        .altered(database.altered());
  }

  private Step execute(MergePlan plan) {
    try (StoreTransaction transaction = new InMemoryStore(database).begin()) {
      Step step = plan.start();
      while (step instanceof Step.Ask<?> ask) {
        step = answer(ask, transaction);
      }
      if (step instanceof Step.Done) {
        transaction.commit();
      }
      return step;
    }
  }

  /** Forgets what it can, however young it is. */
  DropReport forgets() {
    Map<TableLane, LaneProgress> lanes = new TreeMap<>();
    for (TableLane lane : new InMemoryStore(database).lanesInFlight()) {
      Map<Origin, Watermark> watermarks = new HashMap<>();
      for (Origin member : NoteChange.MEMBERS.origins()) {
        WatermarkKey stream = new WatermarkKey(member, lane.table(), lane.lane());
        watermarks.put(member, database.watermarks().getOrDefault(stream, Watermark.NONE));
      }
      lanes.put(lane, new LaneProgress(own, watermarks));
    }
    DropPlan plan = new DropPlan(own, lanes, Stability.RULE, RETENTION, ROWS_MAX, null);
    try (StoreTransaction transaction = new InMemoryStore(database).begin()) {
      Step step = plan.start();
      while (step instanceof Step.Ask<?> ask) {
        step = answer(ask, transaction);
      }
      if (step instanceof Step.Forgot forgot) {
        transaction.commit();
        return forgot.report();
      }
      throw new AssertionError("Nobody else is there, yet the race was lost");
    }
  }

  /** Merges that every member has seen what one wrote in a note's lane, and forgets it. */
  void forgets(long id, Origin writer, long stamp) {
    int lane = NoteChange.laneOf(id).number();
    for (Origin member : NoteChange.MEMBERS.origins()) {
      if (!member.equals(writer)) {
        long readBack = database.position() + 1;
        merge(
            NoteChange.by(member, stamp)
                .saw(writer, stamp)
                .at(readBack)
                .only(ChangeKind.MARK, lane));
      }
    }
    if (forgets().stable() == 0) {
      throw new AssertionError("Nothing was forgotten: " + database.versions());
    }
  }

  private <R> Step answer(Step.Ask<R> ask, StoreTransaction transaction) {
    trace.add(ask.statement().name());
    return ask.then().apply(transaction.execute(ask.statement()));
  }

  /** A local write; returns its position in the log. */
  long saves(Note note) {
    database.save(note);
    return database.position();
  }

  long saves(long id, String body) {
    return saves(new Note(id, body, null));
  }

  /** A local truncate, as far as one lane of it goes; returns its position in the log. */
  long truncates(int lane, long idMax) {
    for (long id = 1; id <= idMax; id++) {
      if (NoteChange.laneOf(id).number() == lane) {
        database.remove(id);
      }
    }
    return database.position();
  }

  /** A local delete; returns its position in the log. */
  long removes(long id) {
    database.remove(id);
    return database.position();
  }

  /** The body of a note; null where the note is missing. */
  @Nullable String body(long id) {
    Note note = database.find(id);
    return note == null ? null : note.body();
  }

  /** The note as an application reads it; null where it is missing. */
  @Nullable Note note(long id) {
    return database.find(id);
  }

  @Nullable VersionRow version(long id) {
    return database.versions().get(NoteChange.keyOf(id));
  }

  /** What is remembered of the whole lane of a key. */
  @Nullable VersionRow laneVersion(long id) {
    VersionKey key = NoteChange.keyOf(id);
    return database.versions().get(VersionKey.ofLane(key.table(), NoteChange.laneOf(id)));
  }

  /** The recorded conflicts, as {@code winner over loser}. */
  Set<String> conflicts() {
    return database.conflicts().values().stream()
        .map(MergingRegion::told)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The recorded conflicts that nothing has closed, told likewise. */
  Set<String> unresolved() {
    Set<String> closed = database.closings().keySet();
    return database.conflicts().entrySet().stream()
        .filter(conflict -> !closed.contains(conflict.getKey()))
        .map(conflict -> told(conflict.getValue()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What conflicts were closed by. */
  Set<String> closedBy() {
    return database.closings().values().stream()
        .map(closing -> closing.by().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String told(Conflict conflict) {
    Conflict.Version winner = conflict.winner();
    return winner == null
        ? "quarantined " + conflict.loser().id()
        : winner.id() + " over " + conflict.loser().id();
  }
}
