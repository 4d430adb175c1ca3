package org.anabranch.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Many runs, on all processors, one seed after another. */
final class Simulations {

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(20);

  /**
   * What became of many seeds.
   *
   * @param broken the seeds that broke a promise
   * @param lastSeed up to where seeds were run
   */
  record Result(Statistics statistics, List<Broken> broken, long lastSeed) {}

  /** A seed that broke a promise. */
  record Broken(long seed, RuntimeException how) {}

  private final Variant variant;
  private final Predicate<RuntimeException> enough;
  private final Consumer<String> progress;
  private final Statistics statistics = new Statistics();
  private final List<Broken> broken = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private boolean stopped;
  private long toldAtNanos = System.nanoTime();

  private Simulations(
      Variant variant, Predicate<RuntimeException> enough, Consumer<String> progress) {
    this.variant = variant;
    this.enough = enough;
    this.progress = progress;
  }

  /** Runs seeds from {@code first} on, until so many have run or one has failed as is enough. */
  static Result run(
      long first,
      long seeds,
      Variant variant,
      Predicate<RuntimeException> enough,
      Consumer<String> progress) {
    Simulations simulations = new Simulations(variant, enough, progress);
    simulations.next.set(first);
    LongFunction<Thread> workers =
        number -> new Thread(() -> simulations.work(first + seeds), "simulation-" + number);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(workers.apply(i));
    }
    threads.forEach(Thread::start);
    threads.forEach(Simulations::join);
    long last = Math.min(simulations.next.get(), first + seeds) - 1;
    return new Result(simulations.statistics, simulations.broken, last);
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
    stopped |= how != null && enough.test(how);
    return !stopped;
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
