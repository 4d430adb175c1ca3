package org.anabranch.sink;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.ParkedReport;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * What a merge sink's task counts, as plugin metrics of Connect; where Connect has none (before
 * 4.1), it is counted in vain. Totals begin at zero with the task.
 *
 * <p>With the tag {@code origin}, for each member: {@code applied-total}, {@code
 * applied-lag-max-ms} and {@code applied-lag-avg-ms} (from the origin's commit until the merge here
 * is committed, of the last minute). Without: {@code superseded-total}, {@code
 * already-merged-total}, {@code conflicts-total}, {@code conflicts-closed-total}, {@code
 * own-rows-rewritten-total}, {@code quarantined-total}, {@code rows-parked-total}, {@code
 * parked-rows-shown-total}, {@code versions-dropped-total}, {@code versions-expired-total}, {@code
 * column-state-max-bytes} and {@code column-state-avg-bytes} (of the rows merged by column that
 * were merged in the last minute and have something in flight: what that takes in {@code
 * anabranch.version}), {@code orphan-rows}, {@code lanes-paused}, {@code retries-in-a-row}.
 */
final class SinkMetrics {

  private record Metric(MetricName name, Gauge<Long> gauge) {}

  private final Clock clock;
  private final @Nullable PluginMetrics plugin;
  private final List<Metric> waiting = new ArrayList<>();
  private final Map<Origin, AppliedLag> lags = new HashMap<>();
  private final ColumnStateSize columnState;
  private final AtomicLong superseded;
  private final AtomicLong alreadyMerged;
  private final AtomicLong conflicts;
  private final AtomicLong closed;
  private final AtomicLong rewritten;
  private final AtomicLong quarantined;
  private final AtomicLong parked;
  private final AtomicLong shown;
  private final AtomicLong forgotten;
  private final AtomicLong expired;

  SinkMetrics(Members members, SinkTaskContext context, Clock clock) {
    this.clock = clock;
    this.plugin = pluginMetrics(context);
    members.origins().forEach(this::addLag);
    columnState = columnState(clock);
    superseded = total("superseded-total", "Changes that lost, or that a later one covered");
    alreadyMerged = total("already-merged-total", "Changes that had been merged before");
    conflicts = total("conflicts-total", "Pairs of changes that had not seen each other");
    closed = total("conflicts-closed-total", "Recorded conflicts that a later change has settled");
    rewritten = total("own-rows-rewritten-total", "Rows restored after the sink wrote over them");
    quarantined = total("quarantined-total", "Records that could not be merged");
    parked = total("rows-parked-total", "Rows that a constraint has kept out of their table");
    shown = total("parked-rows-shown-total", "Parked rows that are in their table again");
    forgotten = total("versions-dropped-total", "Version rows that every member acknowledged");
    expired = total("versions-expired-total", "Version rows that a silent member did not");
  }

  @SuppressWarnings("NullAway") // a context outside of Connect may have none
  private static @Nullable PluginMetrics pluginMetrics(SinkTaskContext context) {
    try {
      return context.pluginMetrics();
    } catch (NoSuchMethodError | AbstractMethodError e) {
      return null;
    }
  }

  private void addLag(Origin origin) {
    AppliedLag lag = new AppliedLag(clock);
    lags.put(origin, lag);
    Map<String, String> tags = Map.of("origin", origin.name());
    add("applied-total", "Changes that became the row here", tags, lag::count);
    add("applied-lag-max-ms", "Longest time from commit to merge", tags, lag::maxMillis);
    add("applied-lag-avg-ms", "Average time from commit to merge", tags, lag::averageMillis);
  }

  private ColumnStateSize columnState(Clock wall) {
    ColumnStateSize size = new ColumnStateSize(wall);
    add("column-state-max-bytes", "Largest state of a row's columns", Map.of(), size::maxBytes);
    add("column-state-avg-bytes", "Average state of rows' columns", Map.of(), size::averageBytes);
    return size;
  }

  private AtomicLong total(String name, String description) {
    AtomicLong total = new AtomicLong();
    add(name, description, Map.of(), total::get);
    return total;
  }

  private void add(String name, String description, Map<String, String> tags, LongSupplier value) {
    if (plugin != null) {
      Gauge<Long> gauge = (config, now) -> value.getAsLong();
      waiting.add(
          new Metric(plugin.metricName(name, description, new LinkedHashMap<>(tags)), gauge));
      registerWaiting();
    }
  }

  /**
   * Registers what could not be so far: a task that Connect has given up waiting for keeps its
   * names until it has ended, while another one runs in its place already.
   */
  void registerWaiting() {
    if (plugin != null) {
      waiting.removeIf(metric -> registered(plugin, metric));
    }
  }

  private static boolean registered(PluginMetrics plugin, Metric metric) {
    try {
      plugin.addMetric(metric.name(), metric.gauge());
      return true;
    } catch (IllegalArgumentException taken) {
      return false;
    }
  }

  void retriesInARow(LongSupplier count) {
    add("retries-in-a-row", "How often the batch was given back to Connect", Map.of(), count);
  }

  void orphans(LongSupplier count) {
    add(
        "orphan-rows",
        "Rows that refer to no row by a foreign key, as last counted; -1 where nobody has",
        Map.of(),
        count);
  }

  void lanesPaused(LongSupplier count) {
    add("lanes-paused", "Lanes that wait for the wall clock to catch up", Map.of(), count);
  }

  /** Changes came that were merged before, and nothing had to be looked at to know it. */
  void mergedBefore(int changes) {
    alreadyMerged.addAndGet(changes);
  }

  /** A merge transaction has committed. */
  void merged(MergeReport report) {
    for (Arrival arrival : report.applied()) {
      AppliedLag lag = lags.get(arrival.change().id().origin());
      if (lag != null) {
        lag.record(arrival.change().committedAtMicros());
      }
    }
    superseded.addAndGet(report.superseded());
    alreadyMerged.addAndGet(report.alreadyMerged());
    rewritten.addAndGet(report.rewritten());
    closed.addAndGet(report.closed());
    report.columnStateBytes().forEach(columnState::record);
    for (Conflict conflict : report.conflicts()) {
      (conflict.verdict() == Verdict.QUARANTINED ? quarantined : conflicts).incrementAndGet();
    }
  }

  /** So many rows were parked. */
  void parked(int count) {
    parked.addAndGet(count);
  }

  /** Parked rows were tried again. */
  void retried(ParkedReport report) {
    parked.addAndGet(report.displaced());
    shown.addAndGet(report.shown());
    conflicts.addAndGet(report.told());
  }

  /** Version rows were dropped. */
  void forgot(DropReport report) {
    forgotten.addAndGet(report.stable());
    expired.addAndGet(report.expired());
  }

  /** Records that are no change of a member were recorded. */
  void quarantined(int count) {
    quarantined.addAndGet(count);
  }
}
