package org.anabranch.benchmarks.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Changes as our capture sent them, byte for byte, without its marks: those have neither key nor
 * value, which other sinks do not take.
 *
 * @param id of a message, an expression of {@code n}
 * @param first the first {@code n}
 * @param last the last one
 */
record RecordedChanges(String origin, List<String> members, String id, long first, long last) {

  private static final Duration DEADLINE = Duration.ofMinutes(15);
  private static final Duration POLL = Duration.ofMillis(200);

  RecordedChanges {
    members = List.copyOf(members);
  }

  /** Messages of these numbers. */
  static RecordedChanges of(String origin, List<String> members, long first, long last) {
    return new RecordedChanges(origin, members, "n", first, last);
  }

  /** Inserts the messages in a database of its own, in one transaction, and captures them. */
  void recordTo(String topic, Servers servers, Format format) throws Exception {
    PostgresDatabase database = servers.source().create();
    String prefix = origin + "-" + database.name();
    servers.broker().createTopic(Ours.topic(prefix), Ours.LANES);
    servers.broker().createTopic(topic, Ours.LANES);
    try (Worker worker = servers.worker("recording")) {
      Map<String, String> settings = new HashMap<>(Ours.capture(origin, members, database));
      settings.put("topic.prefix", prefix);
      settings.putAll(servers.converters(format));
      worker.deploy("capture", settings);
      if (first <= last) {
        Messages.insert(database, id, first, last);
      }
      copy(servers.broker(), Ours.topic(prefix), topic, worker);
    } finally {
      servers.source().drop(database);
    }
    servers.broker().admin().deleteTopics(List.of(Ours.topic(prefix))).all().get();
  }

  private void copy(KafkaBroker broker, String from, String to, Worker worker) throws Exception {
    List<TopicPartition> lanes =
        IntStream.range(0, Ours.LANES).mapToObj(lane -> new TopicPartition(from, lane)).toList();
    List<Future<?>> sent = new ArrayList<>();
    boolean marks = last < first;
    long awaited = marks ? Ours.LANES : last - first + 1;
    long[] ended = {0};
    try (var consumer = consumer(broker);
        var producer = producer(broker)) {
      consumer.assign(lanes);
      consumer.seekToBeginning(lanes);
      Await.until(
          "all is recorded in " + to,
          DEADLINE,
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
              if ((record.value() == null) == marks) {
                sent.add(producer.send(unmoved(record, to)));
                ended[0] += marks && endsSnapshot(record) ? 1 : 0;
              }
            }
            worker.failIfAnyFailed();
            return (marks ? ended[0] : sent.size()) >= awaited;
          });
    }
    for (Future<?> each : sent) {
      each.get();
    }
  }

  private static boolean endsSnapshot(ConsumerRecord<byte[], byte[]> mark) {
    Header header = Objects.requireNonNull(mark.headers().lastHeader(ChangeHeader.NAME));
    return ChangeHeader.decode(header.value()).kind() == ChangeKind.SNAPSHOT_END;
  }

  private static ProducerRecord<byte[], byte[]> unmoved(
      ConsumerRecord<byte[], byte[]> record, String to) {
    return new ProducerRecord<>(
        to, record.partition(), record.key(), record.value(), record.headers());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(KafkaBroker broker) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "batch.size",
            262_144,
            "linger.ms",
            5,
            "compression.type",
            "lz4");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
