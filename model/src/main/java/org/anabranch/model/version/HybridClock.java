package org.anabranch.model.version;

/**
 * A hybrid logical clock that reads no wall: physical time is passed in, so that a replay of the
 * same inputs yields the same stamps. Not thread-safe.
 */
public final class HybridClock {

  private Stamp now;

  public HybridClock(Stamp start) {
    this.now = start;
  }

  /** The last stamp given out or observed. */
  public Stamp now() {
    return now;
  }

  /** The stamp of a new local event: above everything so far, and not before its physical time. */
  public Stamp tick(long epochMillis) {
    now = Stamp.max(now.next(), Stamp.atMillis(epochMillis));
    return now;
  }

  /** Takes note of a stamp from elsewhere, so that later ticks lie above it. */
  public void observe(Stamp other) {
    now = Stamp.max(now, other);
  }
}
