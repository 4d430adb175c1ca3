package org.anabranch.transforms.audit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Finds a partition's last record. Where transactions end there are offsets without one. */
final class AuditTail {

  private static final long FIRST_STEP = 16;
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final long deadlineNanos;

  /**
   * @param consumer of committed records only; no one else's
   * @param timeout how long to read
   */
  AuditTail(Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration timeout) {
    this.consumer = consumer;
    this.partition = partition;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  /** The last record; null where there is none. */
  @Nullable ConsumerRecord<byte[], byte[]> last() {
    consumer.assign(List.of(partition));
    long begin = only(consumer.beginningOffsets(List.of(partition)));
    long end = only(consumer.endOffsets(List.of(partition)));
    for (long step = FIRST_STEP; ; step *= 4) {
      long from = Math.max(begin, end - step);
      ConsumerRecord<byte[], byte[]> last = lastBetween(from, end);
      if (last != null || from == begin) {
        return last;
      }
    }
  }

  private static long only(Map<TopicPartition, Long> offsets) {
    return offsets.values().iterator().next();
  }

  private @Nullable ConsumerRecord<byte[], byte[]> lastBetween(long from, long end) {
    ConsumerRecord<byte[], byte[]> last = null;
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      if (System.nanoTime() > deadlineNanos) {
        throw new ConnectException(
            "The end of " + partition + " could not be read within " + AuditOptions.TIMEOUT_MS);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        last = record;
      }
    }
    return last;
  }
}
