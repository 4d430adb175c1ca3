package org.anabranch.benchmarks.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** How many records a topic has been sent. */
record TopicSize(KafkaBroker broker, String topic) {

  private static final Duration DEADLINE = Duration.ofMinutes(15);
  private static final long PAUSE_MILLIS = 20;
  private static final long SETTLED_MILLIS = 2_000;

  /** 0 as long as there is no such topic. */
  long now() throws InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int lane = 0; lane < Ours.LANES; lane++) {
      ends.put(new TopicPartition(topic, lane), OffsetSpec.latest());
    }
    try {
      return broker.admin().listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw new IllegalStateException("Kafka does not say how large topic " + topic + " is", e);
    }
  }

  /** The size once so many records have come and no more do. */
  long settled(long records, Worker worker) throws InterruptedException {
    await(records, worker);
    long size = now();
    while (true) {
      Thread.sleep(SETTLED_MILLIS);
      long later = now();
      if (later == size) {
        return size;
      }
      size = later;
    }
  }

  /** Returns once so many records have come. */
  void await(long records, Worker worker) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    for (int looks = 0; now() < records; looks++) {
      if (looks % 50 == 0) {
        worker.failIfAnyFailed();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "Of %d records only %d are in topic %s".formatted(records, now(), topic));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
