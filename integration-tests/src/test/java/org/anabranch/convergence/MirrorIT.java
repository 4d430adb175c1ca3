package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectWorker;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.WorkerSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The header through a real MirrorMaker 2, between every pair of header converters. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MirrorIT {

  private static final int LANES = 3;

  /** Pairs of which the reader fails by itself, before anything of ours is asked. */
  private static final Set<String> UNREADABLE =
      Set.of(
          "simple json-schemas",
          "simple json-plain",
          "string json-schemas",
          "string json-plain",
          "json-plain json-schemas");

  @Test
  void
      the_header_and_the_lane_survive_mirror_maker_and_every_pair_of_converters_that_can_read_each_other() {
    Map<String, HeaderConverter> converters = converters();
    try (KafkaBroker broker = KafkaBroker.start();
        ConnectWorker worker =
            ForkedConnectWorker.start(WorkerSettings.of(broker, "mirror", List.of()))) {
      converters.forEach((name, writer) -> produce(broker, "aws." + name, writer));
      worker.rest().put("mirror", mirror(broker));
      worker.rest().awaitRunning("mirror", Await.DEADLINE);
      for (String writer : converters.keySet()) {
        List<ConsumerRecord<byte[], byte[]>> mirrored = read(broker, "away.aws." + writer);
        converters.forEach((reader, converter) -> check(writer, reader, converter, mirrored));
      }
    }
  }

  private static Map<String, HeaderConverter> converters() {
    Map<String, HeaderConverter> converters = new LinkedHashMap<>();
    converters.put("simple", new SimpleHeaderConverter());
    converters.put("string", new StringConverter());
    converters.put("json-schemas", json(true));
    converters.put("json-plain", json(false));
    return converters;
  }

  private static HeaderConverter json(boolean schemas) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("converter.type", "header", "schemas.enable", schemas));
    return converter;
  }

  private static Change change(int lane) {
    Origin origin = new Origin("aws-us-east-1");
    Stamp stamp = Stamp.atMillis(1_760_000_000_000L + lane);
    return new Change(
        ChangeKind.CHANGE,
        new ChangeId(origin, stamp),
        stamp,
        -42,
        new TableName("assistant", "a \"quoted\" täble"),
        Operation.UPDATE,
        new KeyHash(Long.MIN_VALUE, lane),
        new Lane(lane, LANES),
        VersionVector.of(Map.of(origin, stamp)),
        null,
        123_456_789L,
        1_760_000_000_000_123L,
        new ColumnMarks(Set.of("secret"), Set.of("long"), Set.of(), Set.of("masked")));
  }

  private static void produce(KafkaBroker broker, String topic, HeaderConverter converter) {
    broker.createTopic(topic, LANES);
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int lane = 0; lane < LANES; lane++) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(topic, lane, new byte[] {1}, new byte[] {2});
        byte[] header =
            converter.fromConnectHeader(
                topic, ChangeHeader.NAME, Schema.STRING_SCHEMA, ChangeHeader.encode(change(lane)));
        record.headers().add(ChangeHeader.NAME, header);
        Future<?> unused = producer.send(record);
      }
    }
  }

  private static Map<String, String> mirror(KafkaBroker broker) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "org.apache.kafka.connect.mirror.MirrorSourceConnector");
    config.put("source.cluster.alias", "away");
    config.put("target.cluster.alias", "home");
    config.put("source.cluster.bootstrap.servers", broker.bootstrapServers());
    config.put("target.cluster.bootstrap.servers", broker.bootstrapServers());
    config.put("topics", "aws\\..*");
    config.put("replication.factor", "1");
    config.put("offset-syncs.topic.replication.factor", "1");
    config.put("sync.topic.acls.enabled", "false");
    config.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    return config;
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(KafkaBroker broker, String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    // By partition: a mirror that is restarted when it finds a topic may copy a record twice.
    Map<Integer, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Await.until(
          topic + " exists",
          Await.DEADLINE,
          () -> consumer.listTopics().getOrDefault(topic, List.of()).size() == LANES);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Await.until(
          "all records are in " + topic,
          Await.DEADLINE,
          () -> {
            consumer
                .poll(Duration.ofMillis(100))
                .forEach(record -> records.put(record.partition(), record));
            return records.size() == LANES;
          });
    }
    return List.copyOf(records.values());
  }

  private static void check(
      String writer,
      String reader,
      HeaderConverter converter,
      List<ConsumerRecord<byte[], byte[]>> mirrored) {
    for (ConsumerRecord<byte[], byte[]> record : mirrored) {
      byte[] bytes = record.headers().lastHeader(ChangeHeader.NAME).value();
      if (UNREADABLE.contains(writer + " " + reader)) {
        assertThatThrownBy(() -> converter.toConnectHeader(record.topic(), "any", bytes))
            .isInstanceOf(DataException.class);
        continue;
      }
      Object value = converter.toConnectHeader(record.topic(), ChangeHeader.NAME, bytes).value();
      assertThat(ChangeHeader.decode(value))
          .as("written with %s, mirrored, read with %s", writer, reader)
          .isEqualTo(change(record.partition()));
    }
  }
}
