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

/**
 * What decided on the version rows of lanes when all of them were last looked at; where that took
 * several looks, when the first of these was.
 */
final class LookedAtLanes {

  private final Map<TableLane, LaneBound> bounds = new HashMap<>();

  /** Of those that are being looked at, as it was when the first rows were. */
  private final Map<TableLane, LaneBound> begun = new HashMap<>();

  private boolean waitsForLog;

  /** All lanes are looked at again. */
  void clear() {
    bounds.clear();
    begun.clear();
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

  /** These are looked at from now on, in as many looks as it takes. */
  void begin(Map<TableLane, LaneProgress> lanes, Map<TableName, Stamp> settled) {
    begun.clear();
    waitsForLog = false;
    lanes.forEach((lane, progress) -> begun.put(lane, bound(lane, progress, settled)));
  }

  /** A look is over, perhaps the last at these lanes. */
  void looked(DropReport report) {
    waitsForLog |= report.waitsForLog();
    if (report.after() == null) {
      begun.forEach((lane, bound) -> bounds.put(lane, waitsForLog ? bound : bound.atAnyPosition()));
      begun.clear();
    }
  }

  private static LaneBound bound(
      TableLane lane, LaneProgress progress, Map<TableName, Stamp> settled) {
    return LaneBound.of(progress, Stability.RULE, settled.get(lane.table()));
  }
}
