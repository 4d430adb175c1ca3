package org.anabranch.convergence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;

/** Several writers in each region, at work until they are told to finish. */
public final class Writers implements AutoCloseable {

  /** As much load as people make, so that what is tested is races and not endurance. */
  private static final Duration PAUSE_MAX = Duration.ofMillis(30);

  private static final Duration GENTLE_PAUSE_MAX = Duration.ofMillis(100);
  private static final long SEED = Long.getLong("writers.seed", 20_260_101L);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicBoolean goOn = new AtomicBoolean(true);
  private final AtomicInteger committed = new AtomicInteger();

  private Writers() {}

  /** Starts {@code perRegion} writers in each region. */
  public static Writers start(List<Region> regions, int perRegion) {
    return start(regions, perRegion, PAUSE_MAX);
  }

  /**
   * The same with less load, for tests in which it lasts as long as something else that slows down
   * with it: others could not catch up with it on a busy machine.
   */
  public static Writers startGently(List<Region> regions, int perRegion) {
    return start(regions, perRegion, GENTLE_PAUSE_MAX);
  }

  private static Writers start(List<Region> regions, int perRegion, Duration pauseMax) {
    return start(
        regions,
        perRegion,
        (region, seed, goOn, committed) -> new Writer(region, seed, pauseMax, goOn, committed));
  }

  /** Makes a writer of a region of whatever kind; it works until {@code goOn} says no. */
  @FunctionalInterface
  public interface Maker<R> {
    /** A writer that tries the same for the same seed, and tells of each committed transaction. */
    Callable<?> make(R region, long seed, BooleanSupplier goOn, Runnable committed);
  }

  /** Starts {@code perRegion} writers in each region. */
  public static <R> Writers start(List<R> regions, int perRegion, Maker<? super R> maker) {
    System.out.printf(
        "writers: %d per region, seed %d (another: -Dwriters.seed=N)%n", perRegion, SEED);
    Writers writers = new Writers();
    for (R region : regions) {
      for (int n = 0; n < perRegion; n++) {
        long seed = SEED + writers.running.size();
        writers.running.add(
            writers.threads.submit(
                maker.make(region, seed, writers.goOn::get, writers.committed::incrementAndGet)));
      }
    }
    return writers;
  }

  /** Returns once so many more transactions were committed; fails if a writer failed. */
  public void awaitCommitted(int more) {
    int goal = committed.get() + more;
    Await.until(
        more + " more transactions are committed",
        Await.DEADLINE,
        () -> {
          if (running.stream().anyMatch(Future::isDone)) {
            throw new AssertionError("A writer ended early", failure());
          }
          return committed.get();
        },
        count -> count >= goal);
  }

  /** Has every writer end its transaction and stop; fails if one failed. */
  public void finish() throws Exception {
    goOn.set(false);
    for (Future<?> writer : running) {
      writer.get();
    }
  }

  private Throwable failure() throws InterruptedException {
    for (Future<?> writer : running) {
      try {
        if (writer.isDone()) {
          writer.get();
        }
      } catch (ExecutionException e) {
        return e;
      }
    }
    return new IllegalStateException("it was not told to");
  }

  @Override
  public void close() {
    goOn.set(false);
    threads.shutdownNow();
  }
}
