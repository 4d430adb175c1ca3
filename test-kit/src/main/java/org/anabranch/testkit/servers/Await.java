package org.anabranch.testkit.servers;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a condition with a deadline.
 *
 * <p>An exception thrown by the observation counts as "not yet", because servers that start or
 * restart refuse connections for a while; it is the cause of the failure when it was the last thing
 * seen. An {@link Error}, so also a failed assertion, ends the wait at once.
 */
public final class Await {
  /**
   * For whatever a test waits for that is sure to come: so long that it says nothing of how busy
   * the machine is.
   */
  public static final Duration DEADLINE = Duration.ofMinutes(4);

  private static final long PAUSE_MILLIS_MIN = 5;
  private static final long PAUSE_MILLIS_MAX = 100;

  private Await() {}

  /** A condition that may throw while it cannot be evaluated yet. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Returns once the condition holds; throws an {@link AssertionError} that says what was awaited
   * when the deadline passes.
   */
  public static void until(String what, Duration deadline, Condition condition) {
    until(what, deadline, condition::holds, holds -> holds);
  }

  /**
   * Returns the first observation that is as expected; otherwise an {@link AssertionError} shows
   * the last one seen.
   */
  public static <T> T until(
      String what,
      Duration deadline,
      Callable<? extends T> observation,
      Predicate<? super T> expected) {
    long end = System.nanoTime() + deadline.toNanos();
    long pauseMillis = PAUSE_MILLIS_MIN;
    while (true) {
      @Nullable T seen = null;
      @Nullable Exception thrown = null;
      try {
        seen = observation.call();
        if (expected.test(seen)) {
          return seen;
        }
      } catch (InterruptedException e) {
        throw interrupted(what, e);
      } catch (Exception e) {
        thrown = e;
      }
      if (System.nanoTime() >= end) {
        throw new AssertionError(
            "Waited %d ms for: %s. Last seen: %s"
                .formatted(deadline.toMillis(), what, thrown == null ? seen : thrown),
            thrown);
      }
      pause(what, pauseMillis);
      pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
    }
  }

  private static void pause(String what, long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  private static IllegalStateException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for: " + what, e);
  }
}
