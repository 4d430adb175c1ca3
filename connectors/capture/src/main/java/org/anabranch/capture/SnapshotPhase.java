package org.anabranch.capture;

/** Where a capture that goes on stands with its snapshot of rows. */
public enum SnapshotPhase {
  /** None is taken, or it ended and that was told. */
  NONE,
  /** One is about to be taken. */
  AHEAD,
  /** One was begun; rows may have been sent. */
  RUNNING
}
