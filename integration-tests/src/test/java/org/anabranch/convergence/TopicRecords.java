package org.anabranch.convergence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic of one partition as the bytes that lie there. */
public final class TopicRecords {

  private TopicRecords() {}

  /** Its first records, of those that are wanted, once there are as many; perhaps some more. */
  public static List<ConsumerRecord<byte[], byte[]>> read(
      String bootstrapServers,
      String topic,
      int count,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Await.until(
          count + " records are in " + topic,
          Await.DEADLINE,
          () -> {
            consumer
                .poll(Duration.ofMillis(100))
                .forEach(
                    record -> {
                      if (wanted.test(record)) {
                        read.add(record);
                      }
                    });
            return read.size() >= count;
          });
    }
    return read;
  }
}
