package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** Forgets what is merged of keys of which nothing is in flight: floor first, then the version. */
final class DocumentForgetter implements Actor {

  /** The rule as it is, or without the clause about the own log. */
  private record Rule(boolean readsBack) implements Stability {
    @Override
    public boolean readBack(VersionRow row, LaneProgress lane) {
      return !readsBack || Stability.super.readBack(row, lane);
    }
  }

  private record Found(RowKey key, DocumentVersion version) {}

  private final DocumentWorld world;
  private final DocumentRegion region;
  private @Nullable Found raised;

  DocumentForgetter(DocumentWorld world, DocumentRegion region) {
    this.world = world;
    this.region = region;
  }

  @Override
  public boolean act(Choices choices) {
    Found found = raised;
    if (found != null) {
      raised = null;
      drop(found);
      return true;
    }
    List<Found> stable = new ArrayList<>();
    for (RowKey key : world.keys()) {
      DocumentVersion version = region.store().version(key);
      boolean readsBack = !world.omits(DocumentRule.LOG_IS_READ_BACK);
      if (!version.forgotten() && new Rule(readsBack).stable(version.row(key), progress(key))) {
        stable.add(new Found(key, version));
      }
    }
    if (stable.isEmpty()) {
      return false;
    }
    Found picked = choices.pick(stable);
    region.store().raise(picked.key().tableLane(), picked.version().version().vector());
    raised = picked;
    return true;
  }

  private void drop(Found found) {
    DocumentVersion left =
        world.omits(DocumentRule.REVISION_OUTLIVES)
            ? DocumentVersion.NONE
            : found.version().forget();
    if (region.store().replace(found.key(), found.version(), left)) {
      world.statistics().count(Count.VERSIONS_DROPPED);
      world.note(region, () -> "forgets " + found);
    }
  }

  private LaneProgress progress(RowKey key) {
    Map<Origin, Watermark> watermarks = new TreeMap<>();
    for (Origin origin : world.members().origins()) {
      WatermarkKey stream = new WatermarkKey(origin, key.table(), key.lane().number());
      watermarks.put(origin, region.store().watermark(stream));
    }
    return new LaneProgress(region.origin(), watermarks);
  }

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  @Override
  public void crash(Choices choices) {
    raised = null;
  }
}
