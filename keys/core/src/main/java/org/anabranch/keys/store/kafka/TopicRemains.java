package org.anabranch.keys.store.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.StoredKeyJson;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the log of a topic still has of subjects' keys, read from its very beginning. */
final class TopicRemains {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final KafkaStoreOptions options;

  /** Writes a record to the topic. */
  interface Write {
    long of(String key, byte @Nullable [] value);
  }

  TopicRemains(KafkaStoreOptions options) {
    this.options = options;
  }

  /**
   * Counts them. Where there are some, it says once more that a subject is forgotten: a log begins
   * a new segment only when something is written, and what is in the last one is never compacted.
   */
  long of(Set<KeyHash> subjects, Write write) {
    TopicPartition partition = new TopicPartition(options.topic(), 0);
    Set<String> names = subjects.stream().map(KeyHash::toString).collect(Collectors.toSet());
    long remaining = 0;
    ConsumerRecord<byte[], byte[]> marker = null;
    try (KafkaConsumer<byte[], byte[]> consumer = KeyClients.consumer(options)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      long heard = System.nanoTime();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          heard = System.nanoTime();
          remaining += isRemainder(record, subjects, names) ? 1 : 0;
          marker = names.contains(key(record)) ? record : marker;
        }
        if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new TimeoutException("It could not be read to its end");
        }
      }
    }
    if (remaining > 0 && marker != null) {
      write.of(key(marker), marker.value());
    }
    return remaining;
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private static boolean isRemainder(
      ConsumerRecord<byte[], byte[]> record, Set<KeyHash> subjects, Set<String> names) {
    if (record.value() == null || names.contains(key(record))) {
      return false;
    }
    try {
      StoredKey key = StoredKeyJson.read(KeyId.parse(key(record)), record.value());
      KeyHash subject = key.name().subject();
      return subject != null && subjects.contains(subject) && !key.isDestroyed();
    } catch (IllegalArgumentException e) {
      // A later version's key is one, too.
      String text = new String(record.value(), StandardCharsets.UTF_8);
      return names.stream().anyMatch(text::contains);
    }
  }
}
