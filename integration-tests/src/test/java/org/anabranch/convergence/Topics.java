package org.anabranch.convergence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.regions.Region;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a capture wrote to its tables' topics, read from the beginning. */
public final class Topics {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FETCH_MILLIS_MAX = 20;

  private final String bootstrapServers;

  public Topics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * The changes of an origin in the order of their stamps, as {@code table operation}. A copy of a
   * change that a restart sent again is left out.
   */
  public List<String> changes(Region origin) {
    return changes(origin.origin());
  }

  /** Those of the origin of this name. */
  public List<String> changes(String origin) {
    Map<Stamp, String> changes = new TreeMap<>();
    for (Change change : all(origin)) {
      if (change.kind() == ChangeKind.CHANGE) {
        changes.putIfAbsent(change.id().stamp(), change.table() + " " + operation(change));
      }
    }
    return List.copyOf(changes.values());
  }

  /** How many records of kind change lie in an origin's topics, copies included. */
  public long count(Region origin) {
    return all(origin.origin()).stream()
        .filter(change -> change.kind() == ChangeKind.CHANGE)
        .count();
  }

  /** How many records of an origin tell of a row, by a change or a first snapshot. */
  public long rowsTold(Region origin) {
    return all(origin.origin()).stream()
        .filter(
            change -> change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.SNAPSHOT)
        .count();
  }

  /** The last place in each stream of an origin, as {@code table lane}. */
  public Map<String, Long> ends(Region origin) {
    return ends(origin.origin());
  }

  /** Those of the origin of this name. */
  public Map<String, Long> ends(String origin) {
    Map<String, Long> ends = new TreeMap<>();
    for (Change change : all(origin)) {
      ends.merge(
          change.table() + " " + change.lane().number(), change.sequence().bits(), Math::max);
    }
    return ends;
  }

  /** In how many lanes of its tables an origin has told that a snapshot is over. */
  public long lanesPastSnapshot(String origin) {
    return all(origin).stream()
        .filter(change -> change.kind() == ChangeKind.SNAPSHOT_END)
        .map(change -> change.table() + " " + change.lane().number())
        .distinct()
        .count();
  }

  /** How many records of whatever kind lie in the topics of an origin's tables. */
  public long records(Region origin) {
    return records(origin.origin());
  }

  /** Those of the origin of this name. */
  public long records(String origin) {
    return records(topic -> topic.startsWith(tablesOf(origin)));
  }

  /** How many heartbeats an origin's capture has sent. */
  public long heartbeats(Region origin) {
    return heartbeats(origin.origin());
  }

  /** Those of the origin of this name. */
  public long heartbeats(String origin) {
    return records(topic -> topic.equals("__debezium-heartbeat." + origin));
  }

  private static String tablesOf(String origin) {
    return origin + ".assistant.";
  }

  private long records(Predicate<String> ofTopics) {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers));
        var consumer = consumer()) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      partitions(consumer, ofTopics).forEach(part -> ends.put(part, OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its close waits for the fetch under way, so these are answered soon. */
  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            "bootstrap.servers",
            bootstrapServers,
            "max.poll.records",
            10_000,
            "fetch.max.wait.ms",
            FETCH_MILLIS_MAX),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<?, ?> consumer, Predicate<String> ofTopics) {
    return consumer.listTopics().values().stream()
        .flatMap(Collection::stream)
        .filter(info -> ofTopics.test(info.topic()))
        .map(Topics::partition)
        .toList();
  }

  private List<Change> all(String origin) {
    List<Change> changes = new ArrayList<>();
    try (var consumer = consumer()) {
      List<TopicPartition> partitions =
          partitions(consumer, topic -> topic.startsWith(tablesOf(origin)));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
        consumer
            .poll(POLL)
            .forEach(read -> changes.add(change(read.headers().lastHeader(ChangeHeader.NAME))));
      }
    }
    return changes;
  }

  /** A row that was gone before its unchanged columns were read again was updated all the same. */
  private static Operation operation(Change change) {
    return change.columns().unchanged().isEmpty() ? change.operation() : Operation.UPDATE;
  }

  private static Change change(Header header) {
    return ChangeHeader.decode(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }
}
