package org.anabranch.records.retry;

import java.time.Duration;

/**
 * Pauses between tries that grow twofold, of which chance takes a part ("full jitter"), so that
 * tasks that failed together do not come back together.
 *
 * @param first the longest pause after the first failure
 * @param most what no pause is longer than
 */
public record Backoff(Duration first, Duration most) {

  private static final int DOUBLINGS_MAX = 20;

  /**
   * The pause before the next try.
   *
   * @param failuresBefore how many failures there were before the last one
   * @param chance from 0 to 1, evenly
   */
  public Duration pause(int failuresBefore, double chance) {
    long grown = first.toNanos() << Math.min(failuresBefore, DOUBLINGS_MAX);
    // What was shifted out of the number shows as a smaller one.
    boolean overflows = grown >> Math.min(failuresBefore, DOUBLINGS_MAX) != first.toNanos();
    long longest = overflows ? most.toNanos() : Math.min(most.toNanos(), grown);
    return Duration.ofNanos((long) (longest * chance));
  }
}
