package org.anabranch.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.WatermarkKey;

/** One region: its database and what its processes share. */
final class Region {

  private final Origin origin;
  private final SimulatedDatabase database;
  private final long clockSkewMillis;
  private final Map<WatermarkKey, Integer> offsets = new HashMap<>();
  private final Set<Origin> cutOff = new HashSet<>();
  private boolean captured;

  Region(Origin origin, SimulatedDatabase database, long clockSkewMillis) {
    this.origin = origin;
    this.database = database;
    this.clockSkewMillis = clockSkewMillis;
  }

  Origin origin() {
    return origin;
  }

  SimulatedDatabase database() {
    return database;
  }

  long clockSkewMillis() {
    return clockSkewMillis;
  }

  /** The consumer group's offsets: where a task starts again. Information only. */
  Map<WatermarkKey, Integer> offsets() {
    return offsets;
  }

  /** From here on the log is kept for the capture: what is committed now will be captured. */
  void startCapture() {
    captured = true;
  }

  /** From here on the log is not kept: what is committed now is lost to the capture. */
  void loseCapture() {
    captured = false;
  }

  boolean captured() {
    return captured;
  }

  boolean reads(Origin other) {
    return !cutOff.contains(other);
  }

  /** Cuts the link from another region, or heals it. */
  void toggleLink(Origin other) {
    if (!cutOff.remove(other)) {
      cutOff.add(other);
    }
  }

  void healLinks() {
    cutOff.clear();
  }

  @Override
  public String toString() {
    return origin.name();
  }
}
