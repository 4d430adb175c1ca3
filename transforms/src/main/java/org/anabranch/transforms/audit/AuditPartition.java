package org.anabranch.transforms.audit;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The partition that a writer may write: writers share the partitions of their topic as a consumer
 * group does, so that each has its own however many tasks there are and wherever they run. Not
 * thread-safe.
 */
final class AuditPartition implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final AuditOptions options;
  private final AuditRecord.Direction direction;
  private final KafkaConsumer<byte[], byte[]> member;
  private @Nullable TopicPartition written;
  private @Nullable AuditChain chain;

  AuditPartition(AuditOptions options, AuditRecord.Direction direction) {
    this.options = options;
    this.direction = direction;
    Map<String, Object> settings = new HashMap<>(options.client());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "anabranch-audit-" + options.topic());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class.getName()));
    this.member =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    member.subscribe(List.of(options.topic()), new Shares());
  }

  /** The chain to write; null while there is none. */
  @Nullable AuditChain chain() {
    member.poll(POLL);
    if (chain == null) {
      TopicPartition first =
          member.assignment().stream()
              .min(Comparator.comparingInt(TopicPartition::partition))
              .orElse(null);
      if (first != null) {
        chain = AuditChain.open(options, direction, first);
        written = first;
      }
    }
    return chain;
  }

  /** Somebody else writes the partition now. */
  void lost() {
    if (chain != null) {
      chain.close();
      chain = null;
      written = null;
    }
  }

  @Override
  public void close() {
    lost();
    member.close();
  }

  private final class Shares implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // Nothing is read.
      member.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (written != null && partitions.contains(written)) {
        lost();
      }
    }
  }
}
