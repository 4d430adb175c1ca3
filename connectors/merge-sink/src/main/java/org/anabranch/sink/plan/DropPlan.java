package org.anabranch.sink.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.Look;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;

/**
 * One transaction that forgets version rows, as a sequence of named statements; does no I/O, like
 * {@link MergePlan}. What is forgotten of a lane is remembered by its floor, which is raised before
 * anything is dropped.
 */
public final class DropPlan {

  private final Origin own;
  private final Map<TableLane, LaneProgress> lanes;
  private final Stability stability;
  private final Duration retention;
  private final int rowsMax;
  private final @Nullable VersionKey after;
  private final Map<TableName, Stamp> settled;

  /**
   * A plan.
   *
   * @param lanes where each of the lanes stands that are looked at
   * @param retention how long a row is kept for members that do not acknowledge it
   * @param rowsMax as of {@link LockDroppable}
   * @param after where an earlier plan had looked at as many rows as it may, as of its {@link
   *     DropReport}; null to begin
   */
  public DropPlan(
      Origin own,
      Map<TableLane, LaneProgress> lanes,
      Stability stability,
      Duration retention,
      int rowsMax,
      @Nullable VersionKey after) {
    this(own, lanes, stability, retention, rowsMax, after, Map.of());
  }

  /**
   * A plan that minds tables whose rows exclude each other.
   *
   * @param settled of such tables, the stamp up to which all changes of all lanes are merged and
   *     shown: rows with higher ones are kept until the retention is over, for they may yet be
   *     compared with others (docs/decisions/018)
   */
  public DropPlan(
      Origin own,
      Map<TableLane, LaneProgress> lanes,
      Stability stability,
      Duration retention,
      int rowsMax,
      @Nullable VersionKey after,
      Map<TableName, Stamp> settled) {
    this.settled = settled;
    this.own = own;
    // A lane without a watermark of the own origin has no floor, and nothing stable in it.
    this.lanes = new TreeMap<>();
    lanes.forEach(
        (lane, progress) -> {
          if (!Watermark.NONE.equals(progress.watermarks().getOrDefault(own, Watermark.NONE))) {
            this.lanes.put(lane, progress);
          }
        });
    this.stability = stability;
    this.retention = retention;
    this.rowsMax = rowsMax;
    this.after = after;
  }

  /** The first step. */
  public Step start() {
    if (lanes.isEmpty()) {
      return new Step.Forgot(DropReport.NOTHING);
    }
    return new Ask<>(new LockFloors(own, lanes.keySet()), this::lock);
  }

  private Step lock(Map<TableLane, VersionVector> floors) {
    Map<TableLane, Stamp> upTo = new TreeMap<>();
    lanes.forEach(
        (lane, progress) ->
            upTo.put(lane, settled(lane.table(), acknowledged(progress).highest())));
    return new Ask<>(
        new LockDroppable(upTo, after, retention, rowsMax),
        look -> drop(new TreeMap<>(floors), look));
  }

  private Stamp settled(TableName table, Stamp acknowledged) {
    Stamp bound = settled.get(table);
    return bound == null || bound.compareTo(acknowledged) > 0 ? acknowledged : bound;
  }

  private VersionVector acknowledged(LaneProgress progress) {
    return progress.acknowledgedBy(stability.awaited(progress));
  }

  private Step drop(Map<TableLane, VersionVector> floors, Look look) {
    Map<TableLane, VersionVector> raised = new TreeMap<>();
    List<VersionKey> dropped = new ArrayList<>();
    Map<Origin, Integer> waitedFor = new HashMap<>();
    int stable = 0;
    boolean waitsForLog = false;
    for (Droppable droppable : look.found()) {
      VersionRow row = droppable.row();
      TableLane lane = row.key().tableLane();
      LaneProgress progress = lanes.get(lane);
      if (progress == null) {
        continue;
      }
      boolean isStable = stability.stable(row, progress);
      boolean isExpired = !isStable && droppable.expired() && stability.expendable(row, progress);
      if (isStable || isExpired) {
        dropped.add(row.key());
        raised.merge(lane, floor(row), VersionVector::join);
      }
      stable += isStable ? 1 : 0;
      waitsForLog = waitsForLog || (!isStable && waitsForLog(row, progress));
      if (isExpired) {
        silent(row, progress).forEach(member -> waitedFor.merge(member, 1, Integer::sum));
      }
    }
    if (dropped.isEmpty()) {
      return new Step.Forgot(new DropReport(0, 0, Map.of(), waitsForLog, look.last()));
    }
    raised.replaceAll(
        (lane, vector) -> floors.getOrDefault(lane, VersionVector.EMPTY).join(vector));
    int expired = dropped.size() - stable;
    return drop(
        raised, dropped, new DropReport(stable, expired, waitedFor, waitsForLog, look.last()));
  }

  private boolean waitsForLog(VersionRow row, LaneProgress progress) {
    return !stability.readBack(row, progress)
        && stability.acknowledged(row, acknowledged(progress));
  }

  private Step drop(
      Map<TableLane, VersionVector> raised, List<VersionKey> dropped, DropReport report) {
    Step done = new Step.Forgot(report);
    return new Ask<>(
        new RaiseFloors(own, raised),
        count ->
            count < raised.size()
                ? new Step.LostRace()
                : new Ask<>(new DropVersions(dropped), number -> done));
  }

  /** What whoever has not seen the row has not seen; a first-snapshot row is in no vector. */
  private static VersionVector floor(VersionRow row) {
    ChangeId winner = row.version().winner();
    VersionVector vector = row.version().vector();
    return winner == null
        ? vector
        : vector.with(new ChangeId(winner.origin(), row.version().sequence()));
  }

  private Set<Origin> silent(VersionRow row, LaneProgress progress) {
    Set<Origin> silent = new HashSet<>();
    for (Origin member : progress.watermarks().keySet()) {
      if (!stability.acknowledged(row, progress.acknowledgedBy(List.of(member)))) {
        silent.add(member);
      }
    }
    return silent;
  }
}
