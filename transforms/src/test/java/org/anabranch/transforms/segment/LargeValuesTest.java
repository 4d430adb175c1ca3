package org.anabranch.transforms.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InTopic;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of any size through a real broker that takes nothing above 256 KiB: what it refuses would
 * fail here. {@code -Dseed=…} tries others.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LargeValuesTest {

  private static final int LIMIT = PartsTopic.BYTES_MAX;
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final long SEED = Long.getLong("seed", 20_261_122L);
  private static final Map<String, Object> JSON =
      Map.of(
          "key.converter", JsonConverter.class.getName(),
          "value.converter", JsonConverter.class.getName());

  private static KafkaBroker broker;
  private static PartsTopic parts;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(Map.of("message.max.bytes", String.valueOf(LIMIT)));
    parts = new PartsTopic(broker);
    broker.createTopic("large", 2);
    broker.createTopic("parts.large", 2);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  static Stream<Integer> sizes() {
    Random random = new Random(SEED);
    List<Integer> sizes = new ArrayList<>(List.of(1, 1000, 20 << 20));
    // What a record takes beside its value lies within these: each size near the limit is tried.
    for (int below : List.of(0, 1, 61, 62, 100, 150, 200, 250, 300, 350, 400, 1000)) {
      sizes.add(LIMIT - below);
      sizes.add(2 * LIMIT - 2 * below);
    }
    for (int i = 0; i < 12; i++) {
      sizes.add(LIMIT - random.nextInt(600));
      sizes.add(1 + random.nextInt(8 * LIMIT));
    }
    return sizes.stream();
  }

  @ParameterizedTest(name = "{0} bytes")
  @MethodSource("sizes")
  void bytes_of_any_size_pass_a_broker_of_256_kib(int size) {
    byte[] value = new byte[size];
    new Random(SEED + size).nextBytes(value);
    byte[] key = new byte[1 + size % 60];
    SourceRecord given =
        new SourceRecord(
            null,
            null,
            "large",
            size % 2,
            Schema.BYTES_SCHEMA,
            key,
            Schema.OPTIONAL_BYTES_SCHEMA,
            value,
            1_700_000_000_000L);
    given.headers().addBytes("anabranch", new byte[size % 170]);
    try (StartedSegment segment = parts.segment(LIMIT, Map.of());
        StartedAssemble assemble = parts.assemble(Map.of(), WAIT)) {
      SourceRecord made = segment.apply(given);
      send(made);
      SinkRecord sunk = sunk(made);
      assertThat((byte[]) assemble.apply(sunk).value())
          .as("seed %d, %d bytes", SEED, size)
          .isEqualTo(value);
      if (size > LIMIT) {
        assertThat(ManifestHeader.isOn(made)).isTrue();
      } else if (size < LIMIT - 1000) {
        assertThat(made).isSameAs(given);
      }
    }
  }

  /** As Connect writes it; the broker refuses what is too large. */
  private static void send(SourceRecord record) {
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            record.topic(),
            record.kafkaPartition(),
            record.timestamp(),
            (byte[]) record.key(),
            (byte[]) record.value());
    for (Header header : record.headers()) {
      sent.headers().add(header.key(), (byte[]) header.value());
    }
    parts.send(List.of(sent));
  }

  private static SinkRecord sunk(SourceRecord record) {
    SinkRecord sunk =
        new SinkRecord(
            record.topic(),
            record.kafkaPartition(),
            record.keySchema(),
            record.key(),
            record.valueSchema(),
            record.value(),
            7);
    record.headers().forEach(sunk.headers()::add);
    return sunk;
  }

  @Test
  void no_part_takes_more_than_a_record_may_and_the_producer_is_of_the_same_opinion() {
    int limit = 4096;
    byte[] content = new byte[100_000];
    new Random(SEED).nextBytes(content);
    try (KafkaPartsWriter writer = parts.writer(limit)) {
      Manifest manifest = PartsTopic.write(writer, "large", 1, content);
      int number = ((InTopic) manifest.place()).parts();
      List<ConsumerRecord<byte[], byte[]>> written =
          parts.records("parts.large", 1).stream()
              .filter(record -> new String(record.key(), UTF_8).contains(manifest.sha256()))
              .toList();
      assertThat(written).hasSize(number).hasSizeLessThan(30);
      for (ConsumerRecord<byte[], byte[]> part : written) {
        assertThat(RecordSize.of(part.key().length, part.value().length))
            .isLessThanOrEqualTo(limit);
        // What the producer holds against max.request.size, and brokers at least.
        int kafkas =
            AbstractRecords.estimateSizeInBytesUpperBound(
                (byte) 2, CompressionType.NONE, part.key(), part.value(), part.headers().toArray());
        assertThat(RecordSize.of(part.key().length, part.value().length))
            .isBetween((long) kafkas, (long) kafkas + 20);
      }
    }
  }

  @Test
  void a_struct_and_a_map_come_back_through_header_converters_and_json() throws Exception {
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .field("none", SchemaBuilder.string().optional().defaultValue("a default").build())
            .build();
    Struct struct = new Struct(schema).put("id", 7L).put("text", "é".repeat(LIMIT));
    struct.put("none", null);
    Map<String, Object> plain = new HashMap<>(JSON);
    plain.put("value.converter.schemas.enable", "false");
    Map<String, Object> map = Map.of("id", 7L, "text", "\"".repeat(LIMIT));

    SourceRecord ofStruct = new SourceRecord(null, null, "large", 0, schema, struct);
    SourceRecord ofMap = new SourceRecord(null, null, "large", 1, null, map);
    comesBack(ofStruct, JSON);
    comesBack(ofMap, plain);
  }

  private static void comesBack(SourceRecord given, Map<String, Object> converters)
      throws IOException {
    try (StartedSegment segment = parts.segment(LIMIT, converters);
        StartedAssemble assemble = parts.assemble(converters, WAIT);
        SimpleHeaderConverter headers = new SimpleHeaderConverter()) {
      SourceRecord made = segment.apply(given);
      SinkRecord sunk =
          new SinkRecord(
              "large", given.kafkaPartition(), null, null, made.valueSchema(), made.value(), 7);
      for (Header header : made.headers()) {
        byte[] written =
            headers.fromConnectHeader("large", header.key(), header.schema(), header.value());
        sunk.headers().add(header.key(), headers.toConnectHeader("large", header.key(), written));
      }
      SinkRecord back = assemble.apply(sunk);
      assertThat(back.valueSchema()).isEqualTo(given.valueSchema());
      assertThat(back.value()).isEqualTo(given.value());
      assertThat(back.headers()).isEmpty();
    }
  }

  @Test
  void a_record_whose_partition_is_not_chosen_yet_gets_its_parts_in_one_that_its_manifest_names() {
    byte[] value = new byte[LIMIT + 1];
    SourceRecord given =
        new SourceRecord(null, null, "large", null, null, null, Schema.BYTES_SCHEMA, value);
    try (StartedSegment segment = parts.segment(LIMIT, Map.of());
        StartedAssemble assemble = parts.assemble(Map.of(), WAIT)) {
      SourceRecord made = segment.apply(given);
      assertThat(made.kafkaPartition()).isNull();
      InTopic place = (InTopic) Objects.requireNonNull(ManifestHeader.of(made)).place();
      assertThat(place.partition()).isBetween(0, 1);
      assertThat((byte[]) assemble.apply(made).value()).isEqualTo(value);
    }
  }
}
