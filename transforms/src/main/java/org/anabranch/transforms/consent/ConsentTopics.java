package org.anabranch.transforms.consent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Which partitions consent topics have, and whether they are still those: offsets tell nothing
 * about a topic that was deleted and made anew, and nobody reads a partition that was added. Not
 * thread-safe.
 */
final class ConsentTopics implements AutoCloseable {

  private record Shape(Uuid id, int partitions) {}

  private final Admin admin;
  private final Map<String, Shape> known = new HashMap<>();

  ConsentTopics(Map<String, Object> client) {
    this.admin = Admin.create(client);
  }

  /**
   * Looks which topics there are, for the first time.
   *
   * @return their partitions
   * @throws ConnectException where one is missing
   * @throws KafkaException where they cannot be asked for
   */
  List<TopicPartition> find(Set<String> topics, Duration timeout) {
    described(topics, timeout)
        .forEach(
            (topic, described) -> {
              try {
                known.put(topic, shape(described));
              } catch (UnknownTopicOrPartitionException e) {
                throw new ConnectException(
                    "There is no consent topic '%s'. Create it, with cleanup.policy=compact"
                        .formatted(topic),
                    e);
              }
            });
    return known.entrySet().stream()
        .flatMap(
            topic ->
                IntStream.range(0, topic.getValue().partitions())
                    .mapToObj(partition -> new TopicPartition(topic.getKey(), partition)))
        .toList();
  }

  /**
   * Sees to it that they are as they were found.
   *
   * @throws ConnectException where one was made anew or has other partitions
   * @throws org.apache.kafka.common.errors.RetriableException where one is missing for now, or the
   *     cluster does not answer
   */
  void check(Duration timeout) {
    described(known.keySet(), timeout)
        .forEach(
            (topic, described) -> {
              Shape now = shape(described);
              Shape before = known.get(topic);
              if (!now.equals(before)) {
                throw new ConnectException(
                    "The consent topic '%s' %s. Restart the task, so that it is read from its beginning"
                        .formatted(
                            topic,
                            before != null && before.id().equals(now.id())
                                ? "has other partitions than were read (%d, and there were %d)"
                                    .formatted(now.partitions(), before.partitions())
                                : "was made anew since it was read"));
              }
            });
  }

  private Map<String, KafkaFuture<TopicDescription>> described(
      Set<String> topics, Duration timeout) {
    DescribeTopicsOptions within =
        new DescribeTopicsOptions().timeoutMs(Math.toIntExact(timeout.toMillis()));
    return admin.describeTopics(topics, within).topicNameValues();
  }

  private static Shape shape(KafkaFuture<TopicDescription> described) {
    try {
      TopicDescription is = described.get();
      return new Shape(is.topicId(), is.partitions().size());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException why ? why : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
