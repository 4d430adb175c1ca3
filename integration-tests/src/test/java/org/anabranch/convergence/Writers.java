package org.anabranch.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.regions.Region;

/** Several writers in each region, at work at the same time. */
final class Writers implements AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<Writer.Tally>> running = new ArrayList<>();

  private Writers() {}

  /** Starts {@code perRegion} writers in each region. */
  static Writers start(List<Region> regions, int perRegion, long seed, int transactions) {
    System.out.printf(
        "writers: %d per region, seed %d (again: -Dwriters.seed=%d)%n", perRegion, seed, seed);
    Writers writers = new Writers();
    for (Region region : regions) {
      for (int n = 0; n < perRegion; n++) {
        Writer writer = new Writer(region, seed + writers.running.size(), transactions);
        writers.running.add(writers.threads.submit(writer));
      }
    }
    return writers;
  }

  /** The seed of the run: fixed, unless one is given to replay. */
  static long seed() {
    return Long.getLong("writers.seed", 20_260_101L);
  }

  boolean done() {
    return running.stream().allMatch(Future::isDone);
  }

  /** Waits for all of them; how much was committed. */
  int await() throws Exception {
    int committed = 0;
    for (Future<Writer.Tally> writer : running) {
      committed += writer.get().committed();
    }
    return committed;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
