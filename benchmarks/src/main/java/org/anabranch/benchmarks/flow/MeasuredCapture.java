package org.anabranch.benchmarks.flow;

import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * A capture in a worker of its own, and what its turns have cost so far.
 *
 * @see CaptureOverhead
 */
final class MeasuredCapture implements AutoCloseable {

  static final String CPU = "cpu us/row";

  private final Databases server;
  private final PostgresDatabase database;
  private final TopicSize size;
  private final Worker worker;
  private final Map<String, String> settings;
  private long written;
  private long measured;
  private double seconds;
  private double cpuSeconds;

  MeasuredCapture(
      Databases server,
      PostgresDatabase database,
      TopicSize size,
      Worker worker,
      Map<String, String> settings) {
    this.server = server;
    this.database = database;
    this.size = size;
    this.worker = worker;
    this.settings = Map.copyOf(settings);
  }

  /** Deploys it, and has it capture so many rows. */
  void warmUp(long rows) throws Exception {
    worker.deploy("capture", settings);
    Messages.warmUp(database, rows, count -> size.await(count, worker));
    written = rows;
  }

  /** One transaction of so many rows, from its commit until Kafka has their changes. */
  void measure(long rows) throws Exception {
    long before = size.settled(written, worker);
    double cpuBefore = worker.cpuSeconds();
    Messages.insert(database, written + 1, written + rows);
    long start = System.nanoTime();
    size.await(before + rows, worker);
    seconds += (System.nanoTime() - start) / 1e9;
    cpuSeconds += worker.cpuSeconds() - cpuBefore;
    written += rows;
    measured += rows;
  }

  Sample sample() {
    return Sample.of(Sample.ROWS_PER_SECOND, measured / seconds)
        .and(CPU, 1e6 * cpuSeconds / measured);
  }

  @Override
  public void close() {
    try {
      worker.close();
    } finally {
      server.drop(database);
    }
  }
}
