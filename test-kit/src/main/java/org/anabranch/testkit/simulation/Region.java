package org.anabranch.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.WatermarkKey;

/** One region: its database, what its processes share, and how they are configured. */
final class Region {

  private final Origin origin;
  private final SimulatedDatabase database;
  private final long clockSkewMillis;
  private final Map<WatermarkKey, Integer> offsets = new HashMap<>();
  private final Map<WatermarkKey, Integer> firstOffsets = new HashMap<>();
  private final Set<Origin> cutOff = new HashSet<>();
  private final Set<Long> accepted = new HashSet<>();
  private Members sinkMembers;
  private Members captureMembers;
  private boolean captured;
  private boolean member;
  private boolean open;
  private boolean merging;
  private int eventAttempts;

  /**
   * A region.
   *
   * @param members those that its connectors list
   */
  Region(Origin origin, SimulatedDatabase database, long clockSkewMillis, Members members) {
    this.origin = origin;
    this.database = database;
    this.clockSkewMillis = clockSkewMillis;
    this.sinkMembers = members;
    this.captureMembers = members;
    this.member = members.origins().contains(origin);
    this.open = member;
    this.merging = member;
    accepted.add(members.fingerprint());
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

  /** Where a stream begins for this region; what lies before it has never read. */
  int firstOffset(WatermarkKey stream) {
    return firstOffsets.getOrDefault(stream, 0);
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

  /** Whether it takes part: its connectors are deployed. */
  boolean member() {
    return member;
  }

  /** Whether its application writes. */
  boolean open() {
    return open;
  }

  void open(boolean writing) {
    open = writing;
  }

  /** Whether its sink runs. */
  boolean merging() {
    return merging;
  }

  void pauseSink() {
    merging = false;
  }

  /** Its connectors are deployed; the sink begins with what is sent from now on. */
  void join(Map<WatermarkKey, Integer> begins) {
    firstOffsets.putAll(begins);
    member = true;
    merging = true;
  }

  /** Its connectors are gone. */
  void leave() {
    member = false;
  }

  /** Whom its sink awaits; records that were sent to members before are still accepted. */
  Members sinkMembers() {
    return sinkMembers;
  }

  void listInSink(Members members) {
    sinkMembers = members;
    accepted.add(members.fingerprint());
  }

  boolean accepts(long fingerprint) {
    return accepted.contains(fingerprint);
  }

  /** To whom its capture sends. */
  Members captureMembers() {
    return captureMembers;
  }

  void listInCapture(Members members) {
    captureMembers = members;
  }

  /**
   * A merge of another system's events has ended. One that comes twice moves no watermark, but has
   * had version rows claimed, which are to be looked at.
   */
  void attemptedEvents() {
    eventAttempts++;
  }

  int eventAttempts() {
    return eventAttempts;
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
