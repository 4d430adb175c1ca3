package org.anabranch.sink;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.LaneBound;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.store.TableLane;

/** What decided on the version rows of lanes when all of them were last looked at. */
final class LookedAtLanes {

  private final Map<TableLane, LaneBound> bounds = new HashMap<>();

  /** All lanes are looked at again. */
  void clear() {
    bounds.clear();
  }

  /** The lanes in which something may be forgotten that was not before. */
  Map<TableLane, LaneProgress> changed(
      Map<TableLane, LaneProgress> lanes, Map<TableName, Stamp> settled) {
    Map<TableLane, LaneProgress> changed = new HashMap<>();
    lanes.forEach(
        (lane, progress) -> {
          LaneBound known = bounds.get(lane);
          if (known == null || !known.holds(bound(lane, progress, settled))) {
            changed.put(lane, progress);
          }
        });
    return changed;
  }

  /** All rows of these were looked at. */
  void looked(
      Map<TableLane, LaneProgress> lanes, Map<TableName, Stamp> settled, DropReport report) {
    lanes.forEach(
        (lane, progress) -> {
          LaneBound bound = bound(lane, progress, settled);
          bounds.put(lane, report.waitsForLog() ? bound : bound.atAnyPosition());
        });
  }

  private static LaneBound bound(
      TableLane lane, LaneProgress progress, Map<TableName, Stamp> settled) {
    return LaneBound.of(progress, Stability.RULE, settled.get(lane.table()));
  }
}
