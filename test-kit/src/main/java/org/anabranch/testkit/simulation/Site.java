package org.anabranch.testkit.simulation;

import java.util.List;

/** All that runs in a region. */
record Site(
    Region region,
    Capture capture,
    List<Session> sessions,
    List<MergeTask> tasks,
    Forgetter forgetter,
    List<Parker> parkers) {

  /** Whether its application and its sink have nothing under way. */
  boolean idle() {
    return sessions.stream().noneMatch(Session::busy) && tasks.stream().noneMatch(MergeTask::busy);
  }
}
