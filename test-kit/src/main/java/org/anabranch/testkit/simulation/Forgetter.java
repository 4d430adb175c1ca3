package org.anabranch.testkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.DropPlan;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** What a region's sink does between batches: forgets version rows that are stable. */
final class Forgetter extends Upkeep {

  private static final int ROWS_MAX = 3;

  private Map<WatermarkKey, Watermark> lookedAt = Map.of();

  private int eventsAt;

  /** Up to where that was; null where all of it was. */
  private @Nullable VersionKey after;

  Forgetter(World world, Region region) {
    super(world, region, "forgetter");
  }

  /** Goes on where it was; what moves meanwhile is looked at anew after it. */
  @Override
  @Nullable Step begin() {
    Map<WatermarkKey, Watermark> standing = region.database().standing();
    int events = region.eventAttempts();
    if (after == null && standing.equals(lookedAt) && events == eventsAt) {
      return null;
    }
    eventsAt = after == null ? events : eventsAt;
    lookedAt = after == null ? standing : lookedAt;
    DropPlan plan =
        new DropPlan(
            region.origin(),
            lanes(standing),
            world.variant().stability(),
            world.retention(),
            ROWS_MAX,
            after,
            Parker.settled(world, region));
    return plan.start();
  }

  private Map<TableLane, LaneProgress> lanes(Map<WatermarkKey, Watermark> standing) {
    Map<TableLane, LaneProgress> lanes = new TreeMap<>();
    for (TableLane lane : world.lanes()) {
      Map<Origin, Watermark> watermarks = new HashMap<>();
      for (Origin member : region.sinkMembers().origins()) {
        WatermarkKey stream = new WatermarkKey(member, lane.table(), lane.lane());
        watermarks.put(member, standing.getOrDefault(stream, Watermark.NONE));
      }
      lanes.put(
          lane,
          new LaneProgress(region.origin(), watermarks, world.external(lane.table(), standing)));
    }
    return lanes;
  }

  @Override
  boolean commits(Step end) {
    return end instanceof Step.Forgot;
  }

  @Override
  void ended(Step end) {
    if (end instanceof Step.Forgot forgot) {
      int dropped = forgot.report().stable();
      world.statistics().add(Count.VERSIONS_DROPPED, dropped);
      world.schedule().note(this, () -> "forgets " + dropped);
      after = forgot.report().after();
    }
  }

  /** The next look is at the same. */
  @Override
  void gaveUp() {
    lookedAt = after == null ? Map.of() : lookedAt;
  }

  @Override
  void forgot() {
    lookedAt = Map.of();
    after = null;
  }
}
