package org.anabranch.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.DropPlan;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets version rows between deliveries: those of lanes in which a member has acknowledged
 * something since the last look, and now and then those of all lanes of this task, so that rows
 * whose retention has passed go as well. Not thread-safe.
 */
final class Forgetting {

  private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);
  private static final long INTERVAL_MILLIS = 1_000;
  private static final Duration ALL_INTERVAL_MAX = Duration.ofMinutes(1);
  private static final int ROWS_MAX = 10_000;

  private final MergeSinkOptions options;
  private final OpenedStore store;
  private final SinkTaskContext context;
  private final Clock clock;
  private final SinkMetrics metrics;
  private final long allIntervalMillis;
  private final Set<TableLane> due = new TreeSet<>();
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
    long next = due.isEmpty() ? allAtMillis : nextAtMillis;
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
    if (!due.isEmpty()) {
      nextAtMillis = now + INTERVAL_MILLIS;
      forget(new TreeSet<>(due));
    }
  }

  private void lookAtAll(long now) {
    allAtMillis = now + allIntervalMillis;
    Set<Integer> lanes = new HashSet<>();
    for (TopicPartition partition : context.assignment()) {
      lanes.add(partition.partition());
    }
    int before = due.size();
    store.session().lanesInFlight().stream()
        .filter(lane -> lanes.contains(lane.lane()))
        .forEach(due::add);
    holding = due.size() > before || before > 0;
  }

  private void forget(Set<TableLane> lanes) {
    due.clear();
    try {
      DropReport report = forgotten(lanes);
      metrics.forgot(report);
      due.addAll(report.left());
      report.waitedFor().forEach(Forgetting::warn);
    } catch (StoreException.Contended e) {
      LOG.debug("Others are in the way of forgetting, it is tried again", e);
      due.addAll(lanes);
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

  private DropReport forgotten(Set<TableLane> lanes) {
    DropPlan plan =
        new DropPlan(
            options.context().origin(),
            progress(lanes),
            Stability.RULE,
            options.tombstoneRetention(),
            ROWS_MAX);
    try (StoreTransaction transaction = store.session().begin()) {
      Step step = plan.start();
      while (step instanceof Step.Ask<?> ask) {
        step = BatchMerge.answer(ask, transaction);
      }
      if (step instanceof Step.Forgot forgot) {
        transaction.commit();
        return forgot.report();
      }
      throw new StoreException.Contended("A lane's own watermark is not there any more", null);
    }
  }

  /** Read anew: other tasks may have moved other origins' watermarks. */
  private Map<TableLane, LaneProgress> progress(Set<TableLane> lanes) {
    Set<WatermarkKey> streams = new HashSet<>();
    for (TableLane lane : lanes) {
      options.context().members().origins().forEach(member -> streams.add(stream(member, lane)));
    }
    Map<WatermarkKey, Watermark> standing = store.session().standing(streams);
    Map<TableLane, LaneProgress> progress = new TreeMap<>();
    for (TableLane lane : lanes) {
      Map<Origin, Watermark> watermarks = new HashMap<>();
      for (Origin member : options.context().members().origins()) {
        watermarks.put(member, standing.getOrDefault(stream(member, lane), Watermark.NONE));
      }
      progress.put(lane, new LaneProgress(options.context().origin(), watermarks));
    }
    return progress;
  }

  private static WatermarkKey stream(Origin member, TableLane lane) {
    return new WatermarkKey(member, lane.table(), lane.lane());
  }
}
