package org.anabranch.keys.ring;

import java.time.Duration;
import java.util.function.Supplier;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.records.retry.Backoff;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * Tries again what fails for now, with pauses that grow from a tenth of a second to ten seconds.
 */
final class Retries {

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  private final RingOptions options;
  private final Timing timing;

  Retries(RingOptions options, Timing timing) {
    this.options = options;
    this.timing = timing;
  }

  /**
   * Does it once.
   *
   * @throws RetriableException where it fails for now
   * @throws ConnectException where it fails
   */
  <T> T once(Supplier<T> work) {
    try {
      return work.get();
    } catch (KeyProviderException e) {
      String message = "The provider of the key-encryption key: " + e.getMessage();
      throw e.isPassing() ? new RetriableException(message, e) : new ConnectException(message, e);
    }
  }

  /**
   * Does it until it succeeds, fails for good, or the time is over.
   *
   * @param unknownWait how long a key is waited for that is unknown
   * @throws RetriableException where it still fails for now
   * @throws ConnectException where it fails
   */
  <T> T untilDone(Supplier<T> work, Duration unknownWait) {
    long begin = timing.nanos();
    for (int tries = 0; ; tries++) {
      try {
        return once(work);
      } catch (RetriableException e) {
        if (!paused(tries, begin, options.retryTimeout())) {
          throw new RetriableException(
              "A data key could not be had within %s (%d ms): %s"
                  .formatted(
                      RingOptions.RETRY_TIMEOUT_MS,
                      options.retryTimeout().toMillis(),
                      e.getMessage()),
              e);
        }
      } catch (UnknownKeyException e) {
        if (!paused(tries, begin, unknownWait)) {
          throw e;
        }
      }
    }
  }

  private boolean paused(int tries, long beginNanos, Duration within) {
    long left = within.toNanos() - (timing.nanos() - beginNanos);
    if (left <= 0) {
      return false;
    }
    // The last try is when the time is over, however long the pause would be.
    timing.pause(Duration.ofNanos(Math.min(left, pause(tries).toNanos())));
    return true;
  }

  /** The pause after so many failures before. */
  Duration pause(int tries) {
    return BACKOFF.pause(tries, timing.chance());
  }
}
