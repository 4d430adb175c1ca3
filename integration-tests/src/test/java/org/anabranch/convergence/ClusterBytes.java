package org.anabranch.convergence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All that lies in all topics of a cluster: keys, values and headers, as bytes. */
public record ClusterBytes(List<byte[]> pieces) {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Reads every topic to its present end, internal ones too. */
  public static ClusterBytes of(String bootstrapServers) {
    List<byte[]> pieces = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers, "exclude.internal.topics", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(Collection::stream)
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
        consumer.poll(POLL).forEach(record -> add(record, pieces));
      }
    }
    return new ClusterBytes(List.copyOf(pieces));
  }

  private static void add(ConsumerRecord<byte[], byte[]> record, List<byte[]> pieces) {
    if (record.key() != null) {
      pieces.add(record.key());
    }
    if (record.value() != null) {
      pieces.add(record.value());
    }
    record.headers().forEach(header -> pieces.add(header.value()));
  }

  /** In how many places a text lies. */
  public long count(String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    return pieces.stream().filter(piece -> contains(piece, wanted)).count();
  }

  private static boolean contains(byte[] piece, byte[] wanted) {
    for (int at = 0; at <= piece.length - wanted.length; at++) {
      int same = 0;
      while (same < wanted.length && piece[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
