package org.anabranch.sink.plan;

/** What becomes of a region's own version of a row that is in conflict with another region's. */
public enum ConflictPolicy {
  /** The strategy decides which one is shown, in every region the same. */
  RESOLVE,
  /** A region goes on showing what it wrote itself, until somebody who had seen both writes. */
  KEEP_LOCAL,
  /** As {@link #KEEP_LOCAL}, and the change goes to the dead letter queue with both versions. */
  QUARANTINE;

  /** Whether regions may differ while a conflict is open. */
  public boolean keepsLocal() {
    return this != RESOLVE;
  }
}
