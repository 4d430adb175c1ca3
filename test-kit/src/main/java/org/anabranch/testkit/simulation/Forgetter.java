package org.anabranch.testkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.DropPlan;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** What a region's sink does between batches: forgets version rows that are stable. */
final class Forgetter implements Actor {

  private static final int ROWS_MAX = 3;

  private final World world;
  private final Region region;
  private @Nullable MergeAttempt attempt;
  private Map<WatermarkKey, Watermark> lookedAt = Map.of();

  /** Up to where that was; null where all of it was. */
  private @Nullable VersionKey after;

  Forgetter(World world, Region region) {
    this.world = world;
    this.region = region;
  }

  @Override
  public boolean act(Choices choices) {
    MergeAttempt current = attempt;
    if (current == null) {
      return begin();
    }
    SimulatedTransaction transaction = current.transaction();
    if (transaction.aborted()) {
      giveUp();
    } else if (transaction.logged()) {
      end(current);
    } else if (current.step() instanceof Ask<?>) {
      current.advance();
    } else if (current.step() instanceof Step.Forgot) {
      transaction.logCommit(world.nowMillis() + region.clockSkewMillis());
      if (!world.settings().has(Trait.SLOW_VISIBILITY)) {
        end(current);
      }
    } else {
      transaction.abort();
      giveUp();
    }
    return true;
  }

  /** The next look is at the same. */
  private void giveUp() {
    attempt = null;
    lookedAt = after == null ? Map.of() : lookedAt;
  }

  /** Goes on where it was; what moves meanwhile is looked at anew after it. */
  private boolean begin() {
    Map<WatermarkKey, Watermark> standing = region.database().standing();
    if (after == null && standing.equals(lookedAt)) {
      return false;
    }
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
    attempt =
        new MergeAttempt(
            region.database().begin(this + ""),
            step -> step,
            plan.start(),
            world,
            statement -> world.schedule().note(this, () -> "begins " + statement.name()));
    return true;
  }

  private Map<TableLane, LaneProgress> lanes(Map<WatermarkKey, Watermark> standing) {
    Map<TableLane, LaneProgress> lanes = new TreeMap<>();
    for (TableLane lane : world.lanes()) {
      Map<Origin, Watermark> watermarks = new HashMap<>();
      for (Origin member : region.sinkMembers().origins()) {
        WatermarkKey stream = new WatermarkKey(member, lane.table(), lane.lane());
        watermarks.put(member, standing.getOrDefault(stream, Watermark.NONE));
      }
      lanes.put(lane, new LaneProgress(region.origin(), watermarks));
    }
    return lanes;
  }

  private void end(MergeAttempt current) {
    current.transaction().becomeVisible();
    attempt = null;
    if (current.step() instanceof Step.Forgot forgot) {
      int dropped = forgot.report().stable();
      world.statistics().add(Count.VERSIONS_DROPPED, dropped);
      world.schedule().note(this, () -> "forgets " + dropped);
      after = forgot.report().after();
    }
  }

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  @Override
  public void crash(Choices choices) {
    MergeAttempt current = attempt;
    if (current != null) {
      current.transaction().disconnect();
    }
    attempt = null;
    lookedAt = Map.of();
    after = null;
    world.schedule().note(this, () -> "dies");
  }

  @Override
  public String toString() {
    return region + " forgetter";
  }
}
