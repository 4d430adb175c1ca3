package org.anabranch.sink.single;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.single.SingleStatement.Droppable;
import org.anabranch.sink.single.SingleStatement.RaiseFloor;
import org.anabranch.sink.single.SingleStatement.ReadDroppable;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;

/**
 * Forgets what is merged of keys of which nothing is in flight: raises the floors first, then
 * forgets each version under the revision that was read. Does no I/O, like {@link SinglePlan}.
 */
public final class SingleDropPlan {

  private final SingleSetting setting;
  private final Map<TableLane, LaneProgress> lanes;
  private final Stability stability;
  private final int rowsMax;
  private final @Nullable VersionKey after;

  /**
   * A plan.
   *
   * @param lanes where each of the lanes stands that are looked at
   * @param rowsMax how many versions are looked at in one go at most
   * @param after where an earlier plan had looked at as many as it may, as of its {@link
   *     DropReport}; null to begin
   */
  public SingleDropPlan(
      SingleSetting setting,
      Map<TableLane, LaneProgress> lanes,
      Stability stability,
      int rowsMax,
      @Nullable VersionKey after) {
    this.setting = setting;
    // A lane without a watermark of the own origin has nothing stable in it.
    this.lanes = new TreeMap<>();
    lanes.forEach(
        (lane, progress) -> {
          Watermark own = progress.watermarks().getOrDefault(setting.own(), Watermark.NONE);
          if (!own.equals(Watermark.NONE)) {
            this.lanes.put(lane, progress);
          }
        });
    this.stability = stability;
    this.rowsMax = rowsMax;
    this.after = after;
  }

  /** The first step. */
  public SingleStep start() {
    if (lanes.isEmpty()) {
      return new SingleStep.Forgot(DropReport.NOTHING);
    }
    Map<TableLane, Stamp> upTo = new TreeMap<>();
    lanes.forEach(
        (lane, progress) ->
            upTo.put(lane, progress.acknowledgedBy(stability.awaited(progress)).highest()));
    return new SingleStep.Ask(
        List.of(new ReadDroppable(upTo, after, rowsMax)), found -> drop(rows(found.get(0))));
  }

  @SuppressWarnings("unchecked") // it is what the statement answers
  private static List<Droppable> rows(@Nullable Object answer) {
    return answer == null ? List.of() : (List<Droppable>) answer;
  }

  private SingleStep drop(List<Droppable> rows) {
    Map<TableLane, VersionVector> raised = new TreeMap<>();
    List<WriteVersion> drops = new ArrayList<>();
    for (Droppable row : rows) {
      TableLane lane = row.key().tableLane();
      LaneProgress progress = lanes.get(lane);
      if (progress != null
          && !row.version().forgotten()
          && stability.stable(row.version().row(row.key()), progress)) {
        raised.merge(lane, row.version().version().vector(), VersionVector::join);
        drops.add(new WriteVersion(row.key(), row.version(), row.version().forget()));
      }
    }
    VersionKey last = rows.size() < rowsMax ? null : rows.get(rows.size() - 1).key();
    return drops.isEmpty()
        ? new SingleStep.Forgot(DropReport.nothing(last))
        : raise(raised, drops, last);
  }

  private SingleStep raise(
      Map<TableLane, VersionVector> raised, List<WriteVersion> drops, @Nullable VersionKey last) {
    List<RaiseFloor> floors = new ArrayList<>();
    raised.forEach((lane, vector) -> floors.add(new RaiseFloor(setting.own(), lane, vector)));
    return new SingleStep.Ask(
        floors,
        done ->
            done.contains(false)
                ? new SingleStep.LostRace()
                : new SingleStep.Ask(drops, dropped -> forgot(dropped, last)));
  }

  private static SingleStep forgot(List<?> dropped, @Nullable VersionKey last) {
    int number = (int) dropped.stream().filter(done -> done.equals(true)).count();
    return new SingleStep.Forgot(new DropReport(number, 0, Map.of(), last));
  }
}
