package org.anabranch.convergence;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An application that writes at random until it is told to stop, with pauses such as people make.
 * The same seed tries the same writes.
 */
public abstract class RandomWriter implements Callable<@Nullable Void> {

  private static final long PAUSE_NANOS_MAX = Duration.ofMillis(30).toNanos();

  protected final Random random;
  private final BooleanSupplier goOn;
  private final Runnable committed;

  /**
   * A writer.
   *
   * @param goOn asked before each transaction
   * @param committed told of each that was committed
   */
  protected RandomWriter(long seed, BooleanSupplier goOn, Runnable committed) {
    this.random = new Random(seed);
    this.goOn = goOn;
    this.committed = committed;
  }

  /** One transaction, or a write of its own; answers whether it was committed. */
  protected abstract boolean write() throws Exception;

  @Override
  public final @Nullable Void call() throws Exception {
    while (goOn.getAsBoolean()) {
      if (write()) {
        committed.run();
      }
      LockSupport.parkNanos(random.nextLong(PAUSE_NANOS_MAX));
    }
    return null;
  }
}
