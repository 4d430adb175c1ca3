package org.anabranch.testkit.simulation;

import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.plan.ParkedPlan;
import org.anabranch.sink.plan.ParkedTable;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.plan.TableStreams;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** What a region's sink does between batches: tries parked rows again. */
final class Parker implements Actor {

  /** What was there at the last look at which nothing could be done. */
  private record Looked(Map<WatermarkKey, Watermark> standing, long rows) {}

  private static final int ROWS_MAX = 2;

  private final World world;
  private final Region region;
  private @Nullable MergeAttempt attempt;
  private @Nullable Looked looking;
  private @Nullable Looked looked;
  private @Nullable VersionKey after;
  private boolean shown;

  Parker(World world, Region region) {
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
      advance(current);
    } else if (current.step() instanceof Step.Retried) {
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

  /** A row that somebody has taken what is unique from meanwhile is tried at the next look. */
  private void advance(MergeAttempt current) {
    try {
      current.advance();
    } catch (StoreException.RowsRefused e) {
      world.schedule().note(this, () -> "finds it taken");
      current.transaction().abort();
      giveUp();
    }
  }

  private void giveUp() {
    attempt = null;
    after = null;
    looked = null;
  }

  private boolean begin() {
    TableName table = world.uniqueTable();
    Looked now = new Looked(region.database().standing(), region.database().serials());
    if (table == null
        || !region.member()
        || !region.merging()
        || !region.database().hasParked()
        || (after == null && now.equals(looked))) {
      return false;
    }
    TableStreams streams =
        TableStreams.of(
            region.origin(),
            region.sinkMembers().origins(),
            table,
            region.database().standing(table));
    WatermarkMove marker = streams.marker();
    if (marker == null || streams.snapshotRunning()) {
      return false;
    }
    if (after == null) {
      looking = now;
      shown = false;
    }
    ParkedPlan plan =
        new ParkedPlan(
            new ParkedTable(
                table,
                region.origin(),
                streams.unread(),
                KeyHasher.withSecret(null),
                true,
                "last-writer-wins"),
            marker,
            after,
            ROWS_MAX,
            world.nowMillis());
    attempt =
        new MergeAttempt(
            region.database().begin(this + ""),
            world.variant().plan().apply(region.origin()),
            plan.start(),
            world,
            statement -> world.schedule().note(this, () -> "begins " + statement.name()));
    return true;
  }

  private void end(MergeAttempt current) {
    current.transaction().becomeVisible();
    RegionCheck check = new RegionCheck(region, world);
    world.keys().forEach(check::noteUnshown);
    attempt = null;
    if (current.step() instanceof Step.Retried retried) {
      world.statistics().add(Count.SHOWN_AGAIN, retried.report().shown());
      world.statistics().add(Count.DISPLACED, retried.report().displaced());
      world.schedule().note(this, () -> "did " + retried.report());
      after = retried.report().after();
      shown |= retried.report().shown() > 0;
      looked = shown ? null : looking;
    }
  }

  /** Up to which stamp nothing of a table can come or be shown any more. */
  static Map<TableName, Stamp> settled(World world, Region region) {
    TableName table = world.uniqueTable();
    if (table == null || world.variant().breaks(Omitted.HOLDERS_ARE_FORGOTTEN)) {
      return Map.of();
    }
    TableStreams streams =
        TableStreams.of(
            region.origin(),
            region.sinkMembers().origins(),
            table,
            region.database().standing(table));
    return Map.of(table, streams.mergedUpTo(region.database().lowestParked()));
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
      world.keys().forEach(new RegionCheck(region, world)::noteUnshown);
    }
    giveUp();
    world.schedule().note(this, () -> "dies");
  }

  @Override
  public String toString() {
    return region + " parker";
  }
}
