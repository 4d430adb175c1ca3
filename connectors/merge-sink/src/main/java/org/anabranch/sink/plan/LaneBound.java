package org.anabranch.sink.plan;

import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What decides, besides the rows themselves and their age, which version rows of a lane a {@link
 * DropPlan} forgets. As long as it stays the same, none of those can go that were looked at, and
 * none that have come since: whatever is merged is acknowledged later, by the own region as well.
 *
 * @param acknowledged by all members
 * @param position how far the own log has been read back; null where no row waits for that
 * @param external of other systems, the least stamp that may still come
 * @param settled of a table whose rows exclude each other, up to where all is merged and shown
 */
public record LaneBound(
    VersionVector acknowledged,
    @Nullable Long position,
    boolean snapshotRunning,
    Map<Origin, Stamp> external,
    @Nullable Stamp settled) {

  public LaneBound {
    external = Map.copyOf(external);
  }

  /** As it is in a lane. */
  public static LaneBound of(LaneProgress lane, Stability stability, @Nullable Stamp settled) {
    return new LaneBound(
        lane.acknowledgedBy(stability.awaited(lane)),
        lane.position(),
        lane.snapshotRunning(),
        lane.external(),
        settled);
  }

  /**
   * The same, wherever the own log is read: it moves with every change, and no row waits for it.
   */
  public LaneBound atAnyPosition() {
    return new LaneBound(acknowledged, null, snapshotRunning, external, settled);
  }

  /** Whether it is still like this. */
  public boolean holds(LaneBound now) {
    return equals(position == null ? now.atAnyPosition() : now);
  }
}
