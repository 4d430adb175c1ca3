package org.anabranch.testkit.kms;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What goes wrong on demand. */
final class Faults {
  /** What happens to one request. */
  enum Fault {
    NONE,
    THROTTLED,
    FAILED
  }

  private final AtomicInteger throttled = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile @Nullable CountDownLatch silence;

  void throttle(int requests) {
    throttled.set(requests);
  }

  void fail(int requests) {
    failed.set(requests);
  }

  void beSilent() {
    silence = new CountDownLatch(1);
  }

  void speak() {
    CountDownLatch ended = silence;
    silence = null;
    if (ended != null) {
      ended.countDown();
    }
  }

  /** Waits while nothing is answered, then says what is to happen. */
  Fault next() throws InterruptedException {
    CountDownLatch waited = silence;
    if (waited != null) {
      waited.await();
    }
    if (isTaken(throttled)) {
      return Fault.THROTTLED;
    }
    return isTaken(failed) ? Fault.FAILED : Fault.NONE;
  }

  private static boolean isTaken(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }
}
