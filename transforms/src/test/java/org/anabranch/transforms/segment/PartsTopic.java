package org.anabranch.transforms.segment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.anabranch.records.header.Manifest;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.transforms.filter.RecordConverters;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics of a broker, what writes parts into them and what reads them. */
record PartsTopic(KafkaBroker broker) {

  static final int BYTES_MAX = 262_144;

  void create(String name, int partitions, Map<String, String> settings) {
    broker.createTopic(name, partitions, settings);
  }

  Map<String, Object> client() {
    return broker.clientSettings();
  }

  PartsOptions options(@Nullable String topic, Duration timeout) {
    return new PartsOptions("kafka", client(), Map.of(), topic, timeout);
  }

  KafkaPartsWriter writer(int bytesMax) {
    return writer(bytesMax, Clock.systemUTC());
  }

  KafkaPartsWriter writer(int bytesMax, Clock clock) {
    return KafkaPartsWriter.open(
        options("parts.${topic}", Duration.ofSeconds(20)), bytesMax, clock);
  }

  /** Of parts as they were written so long ago. */
  KafkaPartsWriter writer(Duration ago) {
    return writer(BYTES_MAX, Clock.fixed(Instant.now().minus(ago), ZoneOffset.UTC));
  }

  KafkaPartsReader reader(Duration timeout) {
    return KafkaPartsReader.open(options(null, timeout));
  }

  StartedSegment segment(int bytesMax, Map<String, Object> converters) {
    SegmentOptions options =
        new SegmentOptions(bytesMax, options("parts.${topic}", Duration.ofSeconds(20)), converters);
    return new StartedSegment(options, RecordConverters.of(converters), writer(bytesMax));
  }

  StartedAssemble assemble(Map<String, Object> converters, Duration timeout) {
    AssembleOptions options = new AssembleOptions(64 << 20, options(null, timeout), converters);
    return new StartedAssemble(options, RecordConverters.ofValues(converters), reader(timeout));
  }

  /** Writes a content beside a topic; answers what its record would say. */
  static Manifest write(KafkaPartsWriter writer, String topic, int partition, byte[] content) {
    Manifest manifest = writer.plan(content, topic, partition);
    writer.write(manifest, content);
    return manifest;
  }

  void send(List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("max.request.size", BYTES_MAX);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What lies in a partition. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
    TopicPartition from = new TopicPartition(topic, partition);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(from));
      consumer.seekToBeginning(List.of(from));
      long end = consumer.endOffsets(List.of(from)).values().iterator().next();
      while (consumer.position(from) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  /** As a mirror does, whose offsets are others. */
  void mirror(String from, String to, int partition) {
    List<ProducerRecord<byte[], byte[]>> copies = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(from, partition)) {
      copies.add(
          new ProducerRecord<>(to, partition, record.timestamp(), record.key(), record.value()));
    }
    send(copies);
  }

  /** As retention does. */
  void deleteAll(String topic, int partition) throws Exception {
    broker
        .admin()
        .deleteRecords(
            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1)))
        .all()
        .get();
  }
}
