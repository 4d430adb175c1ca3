package org.anabranch.keys.store.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;

/** Sees to it that the topic of data keys is there, and keeps them. */
final class KeyTopic {

  private static final String MINUTES_10 = "600000";

  /** By which a destroyed key is out of the log after about ten minutes. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          "0.01",
          TopicConfig.SEGMENT_MS_CONFIG,
          MINUTES_10,
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
          MINUTES_10,
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
          "0");

  private final Admin admin;
  private final KafkaStoreOptions options;

  KeyTopic(Admin admin, KafkaStoreOptions options) {
    this.admin = admin;
    this.options = options;
  }

  /**
   * Looks for the topic.
   *
   * @param creates whether it is made where it is missing
   * @throws ConnectException where it is missing or would not keep keys
   * @throws KafkaException where the cluster does not tell
   */
  void ensure(boolean creates) {
    TopicDescription topic;
    try {
      topic = described();
    } catch (UnknownTopicOrPartitionException e) {
      if (!creates) {
        throw missing(e);
      }
      create();
      topic = described();
    }
    check(topic);
  }

  private ConnectException missing(Throwable e) {
    return new ConnectException(
        ("There is no topic '%s' of data keys. Create it with one partition and cleanup.policy=compact,"
                + " or set %s=true where values are encrypted")
            .formatted(options.topic(), KafkaStoreOptions.CREATE),
        e);
  }

  private void create() {
    Optional<Short> replication =
        options.replicationFactor() < 0
            ? Optional.empty()
            : Optional.of(options.replicationFactor());
    NewTopic topic = new NewTopic(options.topic(), Optional.of(1), replication).configs(SETTINGS);
    try {
      answer(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      // Another task made it meanwhile.
    }
  }

  private TopicDescription described() {
    return answer(
        Objects.requireNonNull(
            admin.describeTopics(List.of(options.topic())).topicNameValues().get(options.topic())));
  }

  private void check(TopicDescription topic) {
    if (topic.partitions().size() != 1) {
      throw new ConnectException(
          ("The topic '%s' of data keys has %d partitions, and their order is known in one only. Name"
                  + " another topic in %s, and copy the keys to it")
              .formatted(options.topic(), topic.partitions().size(), KafkaStoreOptions.TOPIC));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, options.topic());
    Config settings =
        answer(
            Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).values().get(resource)));
    ConfigEntry policy = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    String is = policy == null ? "" : policy.value();
    if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(is)) {
      throw new ConnectException(
          ("The topic '%s' of data keys has cleanup.policy=%s, by which keys would be lost or never"
                  + " destroyed. Set cleanup.policy=compact")
              .formatted(options.topic(), is));
    }
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException why ? why : new KafkaException(e.getCause());
    }
  }
}
