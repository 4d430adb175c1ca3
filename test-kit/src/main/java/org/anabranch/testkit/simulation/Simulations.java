package org.anabranch.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Many runs, on all processors, one seed after another. */
final class Simulations {

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(20);

  /**
   * What became of many seeds.
   *
   * @param broken the seeds that broke a promise, at most as many as were asked for
   */
  record Result(Statistics statistics, List<Broken> broken) {}

  /** A seed that broke a promise. */
  record Broken(long seed, RuntimeException how) {}

  private final Variant variant;
  private final int failuresMax;
  private final Consumer<String> progress;
  private final Statistics statistics = new Statistics();
  private final List<Broken> broken = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private long toldAtNanos = System.nanoTime();

  private Simulations(Variant variant, int failuresMax, Consumer<String> progress) {
    this.variant = variant;
    this.failuresMax = failuresMax;
    this.progress = progress;
  }

  /** Runs seeds from {@code first} on, until so many have run or so many have failed. */
  static Result run(
      long first, long seeds, Variant variant, int failuresMax, Consumer<String> progress) {
    Simulations simulations = new Simulations(variant, failuresMax, progress);
    simulations.next.set(first);
    LongFunction<Thread> workers =
        number -> new Thread(() -> simulations.work(first + seeds), "simulation-" + number);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(workers.apply(i));
    }
    threads.forEach(Thread::start);
    threads.forEach(Simulations::join);
    return new Result(simulations.statistics, simulations.broken);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while simulating", e);
    }
  }

  private void work(long end) {
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      Statistics counted = new Statistics();
      RuntimeException how = null;
      try {
        counted = Simulation.run(new SeededChoices(seed), variant, new Schedule(false));
      } catch (RuntimeException e) {
        how = e;
      }
      if (!goOn(seed, counted, how)) {
        return;
      }
    }
  }

  private synchronized boolean goOn(long seed, Statistics counted, @Nullable RuntimeException how) {
    statistics.addAll(counted);
    if (how != null) {
      broken.add(new Broken(seed, how));
    }
    if (System.nanoTime() - toldAtNanos > PROGRESS_INTERVAL.toNanos()) {
      toldAtNanos = System.nanoTime();
      progress.accept("at seed " + seed + ", " + broken.size() + " broken: " + statistics);
    }
    return broken.size() < failuresMax;
  }

  /** What a run breaks; null where every promise held. */
  static @Nullable RuntimeException broken(Choices choices, Variant variant) {
    try {
      Simulation.run(choices, variant, new Schedule(false));
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }
}
