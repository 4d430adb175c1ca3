package org.anabranch.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.plan.DropPlan;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.LateEvents;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.TableStreams;
import org.anabranch.sink.single.SingleStore;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets version rows between deliveries: those of lanes in which a member has acknowledged
 * something since the last look, and now and then those of all lanes of this task, so that rows
 * whose retention has passed go as well. While a member is away nothing is acknowledged by all, and
 * the rows that wait for it, however many, are left alone until then. Not thread-safe.
 */
final class Forgetting {

  private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);
  private static final long INTERVAL_MILLIS = 1_000;
  private static final Duration ALL_INTERVAL_MAX = Duration.ofMinutes(1);
  private static final int ROWS_MAX = 10_000;

  /**
   * Between two looks at parts of the same: at least so long, and so many times the first's time.
   */
  private static final long PAUSE_MILLIS = 100;

  private static final int PAUSE_TIMES = 4;

  private final MergeSinkOptions options;
  private final OpenedStore store;
  private final SinkTaskContext context;
  private final Clock clock;
  private final SinkMetrics metrics;
  private final long allIntervalMillis;
  private final Set<TableLane> due = new TreeSet<>();

  /** What is being looked at, as many rows at a time as one transaction may. */
  private final NavigableSet<TableLane> lookedAt = new TreeSet<>();

  /** Up to where it was; null where the next look begins anew. */
  private @Nullable VersionKey after;

  private final LookedAtLanes known = new LookedAtLanes();

  private boolean holding = true;
  private long nextAtMillis;
  private long allAtMillis;

  Forgetting(
      MergeSinkOptions options,
      OpenedStore store,
      SinkTaskContext context,
      Clock clock,
      SinkMetrics metrics) {
    this.options = options;
    this.store = store;
    this.context = context;
    this.clock = clock;
    this.metrics = metrics;
    this.allIntervalMillis =
        Math.min(ALL_INTERVAL_MAX.toMillis(), Math.max(1, options.tombstoneRetention().toMillis()));
  }

  /** Other lanes are this task's now, or it is to start over. */
  void assigned() {
    due.clear();
    lookedAt.clear();
    known.clear();
    after = null;
    holding = true;
    allAtMillis = 0;
  }

  /** Watermarks have moved, so version rows may have come, or members acknowledged some. */
  void moved(Collection<WatermarkMove> moves) {
    moves.forEach(move -> due.add(new TableLane(move.stream().table(), move.stream().lane())));
    holding |= !moves.isEmpty();
  }

  /** In how many milliseconds {@link #look} may have something to do, though nothing arrives. */
  long waitMillis() {
    if (!holding) {
      return Long.MAX_VALUE;
    }
    boolean nothingDue = due.isEmpty() && lookedAt.isEmpty();
    long next = nothingDue ? Math.max(allAtMillis, nextAtMillis) : nextAtMillis;
    return Math.max(1, next - clock.millis());
  }

  /** Forgets what can be forgotten, if it is time to look. */
  void look() {
    long now = clock.millis();
    if (now < nextAtMillis) {
      return;
    }
    if (now >= allAtMillis) {
      lookAtAll(now);
    }
    if (lookedAt.isEmpty()) {
      lookedAt.addAll(due);
      due.clear();
    }
    if (!lookedAt.isEmpty()) {
      nextAtMillis = now + INTERVAL_MILLIS;
      if (forget() && !lookedAt.isEmpty()) {
        long ended = clock.millis();
        nextAtMillis = ended + Math.max(PAUSE_MILLIS, PAUSE_TIMES * (ended - now));
      }
    }
  }

  private void lookAtAll(long now) {
    Set<Integer> lanes = new HashSet<>();
    for (TopicPartition partition : context.assignment()) {
      lanes.add(partition.partition());
    }
    store.session().lanesInFlight().stream()
        .filter(lane -> lanes.contains(lane.lane()))
        .forEach(due::add);
    known.clear();
    allAtMillis = now + allIntervalMillis;
    holding = !due.isEmpty() || !lookedAt.isEmpty();
  }

  /** Where the transaction does not succeed, the next look is at the same. */
  private boolean forget() {
    try {
      Map<TableLane, LaneProgress> lanes = progress(lookedAt);
      SingleStore single = store.session().single();
      DropReport report =
          single == null
              ? forgotten(lanes)
              : new SingleMerge(single, options.context(), options.strategies())
                  .forget(lanes, ROWS_MAX, after);
      metrics.forgot(report);
      report.waitedFor().forEach(Forgetting::warn);
      goOnAfter(report.after());
      return true;
    } catch (StoreException.Contended e) {
      LOG.debug("Others are in the way of forgetting, it is tried again", e);
      return false;
    }
  }

  private void goOnAfter(@Nullable VersionKey last) {
    after = last;
    if (last == null) {
      lookedAt.clear();
    } else {
      lookedAt.headSet(last.tableLane()).clear();
    }
  }

  private static void warn(Origin member, int rows) {
    LOG.warn(
        "{} has not acknowledged {} changes for longer than {}; they are forgotten. It has to join"
            + " anew, as docs/operations/members.md says",
        member,
        rows,
        MergeSinkOptions.TOMBSTONE_RETENTION_MS);
  }

  private DropReport forgotten(Map<TableLane, LaneProgress> lanes) {
    Map<TableName, Stamp> settled = settled();
    Map<TableLane, LaneProgress> changed = lanes;
    if (after == null) {
      changed = known.changed(lanes, settled);
      lookedAt.retainAll(changed.keySet());
      known.begin(changed, settled);
    }
    if (changed.isEmpty()) {
      return DropReport.NOTHING;
    }
    DropReport report = forgotten(changed, settled);
    known.looked(report);
    return report;
  }

  private DropReport forgotten(Map<TableLane, LaneProgress> lanes, Map<TableName, Stamp> settled) {
    DropPlan plan =
        new DropPlan(
            options.context().origin(),
            lanes,
            Stability.RULE,
            options.tombstoneRetention(),
            ROWS_MAX,
            after,
            settled);
    try (StoreTransaction transaction = store.session().begin()) {
      Step step = BatchMerge.end(plan.start(), transaction);
      if (step instanceof Step.Forgot forgot) {
        transaction.commit();
        return forgot.report();
      }
      throw new StoreException.Contended("A lane's own watermark is not there any more", null);
    }
  }

  /** Of the tables whose rows exclude each other, up to where all is merged and shown. */
  private Map<TableName, Stamp> settled() {
    StoreSession session = store.session();
    List<TableName> excluding =
        lookedAt.stream().map(TableLane::table).distinct().filter(session::excludes).toList();
    Map<TableName, Stamp> parked = excluding.isEmpty() ? Map.of() : session.parkedTables();
    Map<TableName, Stamp> settled = new HashMap<>();
    for (TableName table : excluding) {
      TableStreams streams = session.streams(options.context(), table);
      settled.put(table, streams.mergedUpTo(parked.get(table)));
    }
    return settled;
  }

  /** Read anew: other tasks may have moved other origins' watermarks. */
  private Map<TableLane, LaneProgress> progress(Set<TableLane> lanes) {
    Set<WatermarkKey> streams = new HashSet<>();
    for (TableLane lane : lanes) {
      options.context().members().origins().forEach(member -> streams.add(stream(member, lane)));
      for (Origin system : options.context().external().of(lane.table())) {
        streams.addAll(StoreSession.log(stream(system, lane), options.context().lanes()));
      }
    }
    Map<WatermarkKey, Watermark> standing = store.session().standing(streams);
    Map<TableLane, LaneProgress> progress = new TreeMap<>();
    for (TableLane lane : lanes) {
      Map<Origin, Watermark> watermarks = new HashMap<>();
      for (Origin member : options.context().members().origins()) {
        watermarks.put(member, standing.getOrDefault(stream(member, lane), Watermark.NONE));
      }
      progress.put(
          lane, new LaneProgress(options.context().origin(), watermarks, external(lane, standing)));
    }
    return progress;
  }

  /** Of other systems that write the lane's table, the least stamp that may still come. */
  private Map<Origin, Stamp> external(TableLane lane, Map<WatermarkKey, Watermark> standing) {
    LateEvents late = new LateEvents(options.context().external().lagMaxMs());
    Map<Origin, Stamp> least = new HashMap<>();
    for (Origin system : options.context().external().of(lane.table())) {
      least.put(system, late.least(system, lane.table(), standing));
    }
    return least;
  }

  private static WatermarkKey stream(Origin member, TableLane lane) {
    return new WatermarkKey(member, lane.table(), lane.lane());
  }
}
