package org.anabranch.capture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what may be wrong when Kafka Connect does not come back for more. Its producer waits without
 * end and without a word for a partition that a topic does not have.
 */
final class StalledSends implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StalledSends.class);
  private static final long LOOK_SECONDS = 15;

  private final int lanes;
  private final long stalledNanos;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "anabranch-stalled-sends");
            thread.setDaemon(true);
            return thread;
          });

  private volatile long sinceNanos;
  private volatile List<SourceRecord> handedOut = List.of();

  StalledSends(int lanes, long stalledSeconds) {
    this.lanes = lanes;
    this.stalledNanos = TimeUnit.SECONDS.toNanos(stalledSeconds);
    var ignored =
        looking.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** These records are on their way until the next call. */
  void handedOut(List<SourceRecord> records) {
    sinceNanos = System.nanoTime();
    handedOut = records;
  }

  private void look() {
    List<SourceRecord> records = handedOut;
    long nanos = System.nanoTime() - sinceNanos;
    if (!records.isEmpty() && nanos > stalledNanos) {
      Set<String> topics = new TreeSet<>();
      records.forEach(record -> topics.add(record.topic()));
      LOG.warn(
          "Kafka has not taken {} records for {} s. If it is up, a topic among {} may have fewer than"
              + " {} partitions (context.lanes), for which the producer waits without end: compare"
              + " kafka-topics --describe, or set context.kafka.bootstrap.servers to have them"
              + " checked",
          records.size(),
          TimeUnit.NANOSECONDS.toSeconds(nanos),
          topics,
          lanes);
    }
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
