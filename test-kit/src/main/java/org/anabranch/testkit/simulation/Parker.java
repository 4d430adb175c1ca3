package org.anabranch.testkit.simulation;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.plan.ParkedPlan;
import org.anabranch.sink.plan.ParkedTable;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.TableStreams;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** What a region's sink does between batches: tries parked rows again. */
final class Parker extends Upkeep {

  /** What was there at the last look at which nothing could be done. */
  private record Looked(Map<WatermarkKey, Watermark> standing, long rows) {}

  private static final int ROWS_MAX = 2;

  private @Nullable Looked looking;
  private @Nullable Looked looked;
  private @Nullable VersionKey after;
  private boolean shown;
  private final TableName table;
  private final Set<Child> orphaned = new LinkedHashSet<>();

  Parker(World world, Region region, TableName table) {
    super(world, region, "parker of " + table.table());
    this.table = table;
  }

  @Override
  @Nullable Step begin() {
    Looked now = new Looked(region.database().standing(), region.database().seen());
    if (!region.member()
        || !region.merging()
        || region.database().lowestParked(table) == null
        || (after == null && now.equals(looked))) {
      return null;
    }
    TableStreams streams =
        TableStreams.of(
            region.origin(),
            region.sinkMembers().origins(),
            table,
            region.database().standing(table));
    WatermarkMove marker = streams.marker();
    boolean excluding = table.equals(world.uniqueTable());
    if (marker == null || (excluding && streams.snapshotRunning())) {
      return null;
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
                excluding,
                "last-writer-wins",
                world.byColumn(table) ? ColumnRow.COLUMNS : null),
            marker,
            after,
            ROWS_MAX,
            world.nowMillis());
    return plan.checking(world.references(), orphaned).start();
  }

  @Override
  UnaryOperator<Step> variant() {
    return world.variant().plan().apply(region.origin());
  }

  @Override
  boolean commits(Step end) {
    return end instanceof Step.Retried;
  }

  @Override
  void visible() {
    RegionCheck check = new RegionCheck(region, world);
    world.keys().forEach(check::noteUnshown);
  }

  @Override
  void ended(Step end) {
    orphaned.clear();
    if (end instanceof Step.Retried retried) {
      world.statistics().add(Count.SHOWN_AGAIN, retried.report().shown());
      world.statistics().add(Count.DISPLACED, retried.report().displaced());
      world.schedule().note(this, () -> "did " + retried.report());
      after = retried.report().after();
      shown |= retried.report().progressed();
      looked = shown ? null : looking;
    }
  }

  @Override
  void refused(Step end) {
    if (end instanceof Step.Orphaned found) {
      orphaned.addAll(found.children());
    }
  }

  @Override
  void gaveUp() {
    after = null;
    looked = null;
  }

  @Override
  void forgot() {
    after = null;
    looked = null;
    orphaned.clear();
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
    return Map.of(table, streams.mergedUpTo(region.database().lowestParked(table)));
  }
}
