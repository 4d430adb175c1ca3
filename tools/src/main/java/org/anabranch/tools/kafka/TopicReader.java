package org.anabranch.tools.kafka;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.tools.console.ToolException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads partitions up to where they end at that time, without a group. */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Duration silence;

  private TopicReader(KafkaConsumer<byte[], byte[]> consumer, Duration silence) {
    this.consumer = consumer;
    this.silence = silence;
  }

  /**
   * Of a cluster.
   *
   * @param client the settings of Kafka's client
   * @param silence how long a broker may say nothing
   * @throws ToolException where the settings are wrong
   */
  public static TopicReader open(Map<String, Object> client, Duration silence) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return asked(
        "Kafka's client cannot be made",
        () ->
            new TopicReader(
                new KafkaConsumer<>(
                    settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                silence));
  }

  /**
   * In their order.
   *
   * @throws ToolException where there is no such topic, or nobody answers
   */
  public List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> known =
        asked(cannotBeRead(topic), () -> consumer.partitionsFor(topic, silence));
    if (known == null || known.isEmpty()) {
      throw new ToolException("There is no topic '" + topic + "'");
    }
    return known.stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  /** The first offset that is still there. */
  public long begin(TopicPartition partition) {
    List<TopicPartition> one = List.of(partition);
    return asked(
        cannotBeRead(partition.topic()),
        () -> {
          assign(partition);
          return consumer.beginningOffsets(one).getOrDefault(partition, 0L);
        });
  }

  /** The offset behind the last record that is there now. */
  public long end(TopicPartition partition) {
    List<TopicPartition> one = List.of(partition);
    return asked(
        cannotBeRead(partition.topic()),
        () -> {
          assign(partition);
          return consumer.endOffsets(one).getOrDefault(partition, 0L);
        });
  }

  /**
   * Gives each record from an offset up to the partition's end to the consumer.
   *
   * @throws ToolException where the broker says nothing for too long
   */
  public void read(
      TopicPartition partition, long from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long end = end(partition);
    asked(
        cannotBeRead(partition.topic()),
        () -> {
          assign(partition);
          consumer.seek(partition, from);
          readUpTo(end, partition, each);
          return partition;
        });
  }

  /** The client warns of offsets of partitions that it is not assigned to. */
  private void assign(TopicPartition partition) {
    if (!consumer.assignment().equals(Set.of(partition))) {
      consumer.assign(List.of(partition));
    }
  }

  private void readUpTo(
      long end, TopicPartition partition, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long heard = System.nanoTime();
    for (long reached = consumer.position(partition); reached < end; ) {
      consumer.poll(POLL).forEach(each);
      long now = consumer.position(partition);
      if (now > reached) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > silence.toNanos()) {
        throw new ToolException(
            "%s could not be read beyond offset %d".formatted(partition, reached));
      }
      reached = now;
    }
  }

  private static String cannotBeRead(String topic) {
    return "The topic '" + topic + "' cannot be read";
  }

  private static <T> T asked(String refused, Supplier<T> question) {
    try {
      return question.get();
    } catch (KafkaException e) {
      throw new ToolException(refused + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
