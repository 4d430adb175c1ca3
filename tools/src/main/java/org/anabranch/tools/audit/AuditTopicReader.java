package org.anabranch.tools.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.tools.console.ToolException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all partitions of an audit topic, from their begin to where they end at that time. */
public final class AuditTopicReader {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> client;
  private final Duration silence;

  /**
   * @param client the settings of Kafka's client
   * @param silence how long a broker may say nothing
   */
  public AuditTopicReader(Map<String, Object> client, Duration silence) {
    this.client = Map.copyOf(client);
    this.silence = silence;
  }

  /**
   * The chains of a topic's partitions, in their order.
   *
   * @param sought per partition the hashes that have to be found
   * @throws ToolException where the topic cannot be read
   */
  public List<ChainWalk> walk(String topic, Map<Integer, Set<String>> sought) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<PartitionInfo> known = consumer.partitionsFor(topic, silence);
      if (known == null || known.isEmpty()) {
        throw new ToolException("There is no topic '" + topic + "'");
      }
      List<TopicPartition> partitions =
          known.stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .sorted(Comparator.comparingInt(TopicPartition::partition))
              .toList();
      List<ChainWalk> walks = new ArrayList<>();
      for (TopicPartition partition : partitions) {
        Set<String> hashes = sought.getOrDefault(partition.partition(), Set.of());
        walks.add(walk(consumer, partition, hashes));
      }
      return walks;
    } catch (KafkaException e) {
      throw new ToolException("The topic '" + topic + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private ChainWalk walk(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Set<String> sought) {
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    consumer.seekToBeginning(one);
    long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
    ChainWalk walk =
        new ChainWalk(
            partition, consumer.beginningOffsets(one).getOrDefault(partition, 0L), sought);
    long heard = System.nanoTime();
    for (long reached = consumer.position(partition); reached < end; ) {
      consumer.poll(POLL).forEach(walk::take);
      long now = consumer.position(partition);
      if (now > reached) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > silence.toNanos()) {
        throw new ToolException(
            "%s could not be read beyond offset %d".formatted(partition, reached));
      }
      reached = now;
    }
    return walk;
  }
}
