package org.anabranch.capture.config;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at topics that exist already: a topic with fewer partitions than lanes would block the
 * producer until its metadata times out, and a compacted one would lose changes. Kafka Connect does
 * not tell a connector where Kafka is, so this needs {@code context.kafka.bootstrap.servers}.
 */
public final class KafkaTopics implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
  private static final long TIMEOUT_SECONDS = 20;

  private final Admin admin;
  private final int lanes;
  private final Set<String> checked = new HashSet<>();

  private KafkaTopics(Admin admin, int lanes) {
    this.admin = admin;
    this.lanes = lanes;
  }

  /**
   * Checks the topics that a capture writes to, so far as they exist; null where the configuration
   * does not say where Kafka is, which the log tells.
   */
  public static @Nullable KafkaTopics checked(Map<String, String> given, int lanes, String prefix) {
    Map<String, Object> client = CaptureOptions.kafkaClient(given);
    if (client.isEmpty()) {
      LOG.info(
          "{} is not set: topics that exist are not checked for {} partitions and cleanup.policy",
          CaptureOptions.KAFKA_BOOTSTRAP_SERVERS,
          lanes);
      return null;
    }
    KafkaTopics topics = new KafkaTopics(Admin.create(client), lanes);
    try {
      topics.check(topics.ofPrefix(prefix));
      return topics;
    } catch (RuntimeException e) {
      topics.close();
      throw e;
    }
  }

  /** Notes what is wrong with how topics are created, and with those that exist already. */
  public static void validate(Map<String, String> given, int lanes, Problems problems) {
    TopicRules.check(given, lanes, problems);
    if (CaptureOptions.kafkaClient(given).isEmpty()) {
      return;
    }
    String origin = given.getOrDefault(ContextOptions.ORIGIN, "");
    String prefix = given.getOrDefault("topic.prefix", origin);
    try (KafkaTopics checked = KafkaTopics.checked(given, lanes, prefix)) {
      LOG.debug("Topics {} are fit: {}", prefix, checked);
    } catch (KafkaException e) {
      problems.add(CaptureOptions.KAFKA_BOOTSTRAP_SERVERS, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Checks every topic that was not checked before; one that does not exist yet is created by Kafka
   * Connect as {@code topic.creation.*} say.
   *
   * @throws ConnectException where a topic does not fit, or Kafka does not answer
   */
  public void check(Collection<String> topics) {
    Set<String> unchecked = new HashSet<>(topics);
    unchecked.removeAll(checked);
    if (!unchecked.isEmpty()) {
      Map<String, TopicDescription> existing = existing(unchecked);
      existing.values().forEach(this::partitions);
      cleanup(existing.keySet());
      checked.addAll(unchecked);
    }
  }

  /** Checks the topics of these changes as {@link #check} does; cheap once all are known. */
  public void checkNew(List<SourceRecord> records) {
    Set<String> unchecked = new HashSet<>();
    for (SourceRecord record : records) {
      if (!checked.contains(record.topic())
          && record.headers().lastWithName(ChangeHeader.NAME) != null) {
        unchecked.add(record.topic());
      }
    }
    check(unchecked);
  }

  /** The existing topics of this prefix that hold rows. */
  private List<String> ofPrefix(String prefix) {
    return await(admin.listTopics().names()).stream()
        .filter(topic -> topic.startsWith(prefix + "."))
        .toList();
  }

  private Map<String, TopicDescription> existing(Set<String> topics) {
    Map<String, TopicDescription> existing = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, future) -> {
              TopicDescription description = awaitExisting(future);
              if (description != null) {
                existing.put(topic, description);
              }
            });
    return existing;
  }

  private void partitions(TopicDescription topic) {
    int partitions = topic.partitions().size();
    if (partitions < lanes) {
      throw new ConnectException(
          "The topic "
              + topic.name()
              + " has "
              + partitions
              + " partitions, context.lanes is "
              + lanes
              + ". While it holds no record, add the others: kafka-topics --alter --topic "
              + topic.name()
              + " --partitions "
              + lanes);
    }
  }

  private void cleanup(Set<String> topics) {
    Map<ConfigResource, Config> configs =
        await(
            admin
                .describeConfigs(
                    topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .collect(Collectors.toSet()))
                .all());
    configs.forEach(
        (topic, config) -> {
          var policy = config.get("cleanup.policy");
          if (policy != null && policy.value().contains("compact")) {
            throw new ConnectException(
                "The topic "
                    + topic.name()
                    + " is compacted, which removes changes that other regions have not merged."
                    + " Set its cleanup.policy=delete");
          }
        });
  }

  private static @Nullable TopicDescription awaitExisting(KafkaFuture<TopicDescription> future) {
    try {
      return await(future);
    } catch (ConnectException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw e;
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (TimeoutException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    }
  }

  private static ConnectException failed(@Nullable Throwable cause) {
    return new ConnectException(
        "Kafka did not describe its topics; check "
            + CaptureOptions.KAFKA_BOOTSTRAP_SERVERS
            + " and the other context.kafka.* options: "
            + (cause == null ? "" : cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
