package org.anabranch.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * How often, and after which pauses, a transaction that met others is tried again at once. The
 * pauses double and are drawn at random below their bound, so that two tasks do not meet again.
 */
record Backoff(int attemptsMax, Duration first) {

  private static final int ATTEMPTS_MAX = 6;
  private static final Duration FIRST = Duration.ofMillis(10);

  static Backoff ofContention() {
    return new Backoff(ATTEMPTS_MAX, FIRST);
  }

  /** The same that gives up after no more attempts than these. */
  Backoff atMost(int attempts) {
    return new Backoff(Math.min(attemptsMax, attempts), first);
  }

  boolean exhaustedBy(int attempts) {
    return attempts >= attemptsMax;
  }

  /** Waits after so many attempts. */
  void pause(int attempts) {
    long boundMillis = first.toMillis() << attempts;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(boundMillis + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetriableException("Interrupted while waiting for other transactions", e);
    }
  }
}
