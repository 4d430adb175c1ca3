package org.anabranch.transforms.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InTopic;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parts that come late, twice, damaged or not at all, in a real broker. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaPartsTest {

  private static final int LIMIT = PartsTopic.BYTES_MAX;
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final String TOPIC = "t";
  private static final String PARTS = "parts.t";

  private KafkaBroker broker;
  private PartsTopic parts;

  @BeforeEach
  void start() throws Exception {
    broker = KafkaBroker.start();
    parts = new PartsTopic(broker);
    parts.create(PARTS, 2, Map.of("max.message.bytes", String.valueOf(LIMIT)));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static byte[] content(int seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }

  private Manifest write(int seed, int size) {
    try (KafkaPartsWriter writer = parts.writer(LIMIT)) {
      return PartsTopic.write(writer, TOPIC, 0, content(seed, size));
    }
  }

  private byte[] read(Manifest manifest, Duration wait) {
    try (KafkaPartsReader reader = parts.reader(wait)) {
      return reader.read(manifest, TOPIC);
    }
  }

  @Test
  void values_come_in_any_order_and_again_and_what_a_restart_wrote_twice_does_no_harm() {
    List<Manifest> manifests = new ArrayList<>();
    for (int start = 0; start < 2; start++) {
      try (KafkaPartsWriter writer = parts.writer(LIMIT)) {
        for (int seed = 0; seed < 5; seed++) {
          manifests.add(PartsTopic.write(writer, TOPIC, seed % 2, content(seed, 500_000 + seed)));
        }
      }
    }
    try (KafkaPartsReader reader = parts.reader(WAIT)) {
      for (int at : List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 0, 4, 4, 1)) {
        assertThat(reader.read(manifests.get(at), TOPIC))
            .isEqualTo(content(at % 5, 500_000 + at % 5));
      }
    }
  }

  @Test
  void parts_that_a_mirror_brings_later_are_waited_for_under_the_name_that_it_gave_their_topic()
      throws Exception {
    parts.create("away.parts.t", 2, Map.of());
    Manifest before = write(1, 600_000);
    Manifest manifest = write(2, 700_000);
    try (KafkaPartsReader reader = parts.reader(WAIT)) {
      CompletableFuture<byte[]> read =
          CompletableFuture.supplyAsync(() -> reader.read(manifest, "away.t"));
      assertThat(read).isNotDone();
      parts.mirror(PARTS, "away.parts.t", 0);
      assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(content(2, 700_000));
      assertThat(reader.read(before, "away.t")).isEqualTo(content(1, 600_000));
    }
  }

  @Test
  void parts_that_do_not_come_are_missed_retriably_and_found_when_they_came() throws Exception {
    parts.create("away.parts.t", 2, Map.of());
    Manifest manifest = write(1, 600_000);
    try (KafkaPartsReader reader = parts.reader(SHORT)) {
      assertThatThrownBy(() -> reader.read(manifest, "away.t"))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("0 of 3 parts are in away.parts.t-0 after parts.wait.ms=2000");
      parts.mirror(PARTS, "away.parts.t", 0);
      assertThat(reader.read(manifest, "away.t")).hasSize(600_000);
    }
  }

  @Test
  void parts_that_retention_took_are_told_from_those_that_lag() throws Exception {
    Manifest old;
    try (KafkaPartsWriter writer = parts.writer(Duration.ofHours(3))) {
      old = PartsTopic.write(writer, TOPIC, 0, content(1, 600_000));
    }
    assertThat(read(old, WAIT)).isEqualTo(content(1, 600_000));
    parts.deleteAll(PARTS, 0);
    assertThatThrownBy(() -> read(old, SHORT)).isInstanceOf(RetriableException.class);
    Manifest later = write(2, 600_000);
    assertThatThrownBy(() -> read(old, WAIT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("0 of 3 parts are in parts.t-0, and later ones are there already")
        .hasMessageContaining("send the row again");
    assertThat(read(later, WAIT)).isEqualTo(content(2, 600_000));
  }

  @Test
  void a_damaged_part_is_refused_and_an_intact_one_behind_it_taken() {
    Manifest manifest = write(1, 600_000);
    InTopic place = (InTopic) manifest.place();
    byte[] name = new PartName(manifest.sha256(), 1, place.parts()).toBytes();
    List<ProducerRecord<byte[], byte[]>> damaged =
        List.of(
            part(place, name, new byte[200_000]),
            part(place, name, new byte[3]),
            part(place, name, null),
            part(place, null, new byte[3]));
    // The same parts beside each other: the last intact one is behind the damaged one of its name.
    parts.send(damaged);
    assertThat(read(manifest, WAIT)).isEqualTo(content(1, 600_000));
    Manifest alone = new Manifest(manifest.sha256(), 600_000, moved(place, 1));
    for (int number = 0; number < 3; number++) {
      byte[] of = new PartName(manifest.sha256(), number, 3).toBytes();
      parts.send(List.of(part(moved(place, 1), of, new byte[200_000])));
    }
    assertThatThrownBy(() -> read(alone, SHORT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("in parts.t-1 are not what was written");
    parts.mirror(PARTS, PARTS, 1);
    Manifest good;
    try (KafkaPartsWriter writer = parts.writer(LIMIT)) {
      good = PartsTopic.write(writer, TOPIC, 1, content(1, 600_000));
    }
    assertThat(read(alone, WAIT)).isEqualTo(content(1, 600_000));
    assertThat(good.sha256()).isEqualTo(alone.sha256());
  }

  private static InTopic moved(InTopic place, int partition) {
    return new InTopic(
        place.topic(), place.partsTopic(), partition, place.parts(), place.writtenAtMillis());
  }

  private static ProducerRecord<byte[], byte[]> part(
      InTopic place, byte @Nullable [] name, byte @Nullable [] value) {
    return new ProducerRecord<>(
        place.partsTopic(), place.partition(), place.writtenAtMillis(), name, value);
  }

  @Test
  void tasks_that_write_one_partition_at_once_do_not_disturb_each_other() throws Exception {
    Map<Integer, Manifest> manifests = new ConcurrentHashMap<>();
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (int task = 0; task < 3; task++) {
      int first = task * 100;
      tasks.add(
          CompletableFuture.runAsync(
              () -> {
                try (KafkaPartsWriter writer = parts.writer(LIMIT)) {
                  for (int i = 0; i < 6; i++) {
                    byte[] content = content(first + i, 900_000);
                    manifests.put(first + i, PartsTopic.write(writer, TOPIC, 0, content));
                  }
                }
              }));
    }
    for (CompletableFuture<Void> task : tasks) {
      task.get(1, TimeUnit.MINUTES);
    }
    try (KafkaPartsReader reader = parts.reader(WAIT)) {
      manifests.forEach(
          (seed, manifest) ->
              assertThat(reader.read(manifest, TOPIC)).isEqualTo(content(seed, 900_000)));
    }
  }

  @Test
  void parts_that_brokers_date_themselves_are_found_though_clocks_differ() throws Exception {
    parts.create("parts.dated", 1, Map.of("message.timestamp.type", "LogAppendTime"));
    for (Duration ago : List.of(Duration.ofMinutes(5), Duration.ofMinutes(-5))) {
      try (KafkaPartsWriter writer = parts.writer(ago);
          KafkaPartsReader reader = parts.reader(WAIT)) {
        Manifest manifest = PartsTopic.write(writer, "dated", 0, content(3, 600_000));
        assertThat(reader.read(manifest, "dated")).isEqualTo(content(3, 600_000));
      }
    }
  }

  /** As a mirror with exactly-once writes: offsets of which nothing can be read end the topic. */
  @Test
  void parts_of_transactions_are_found_and_missed() throws Exception {
    parts.create("away.parts.t", 1, Map.of());
    Manifest manifest = write(1, 600_000);
    Manifest other = new Manifest("0".repeat(64), 600_000, manifest.place());
    Map<String, Object> settings = new HashMap<>(parts.client());
    settings.put("transactional.id", "mirror");
    try (var producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        KafkaPartsReader reader = parts.reader(SHORT)) {
      producer.initTransactions();
      producer.beginTransaction();
      for (var record : parts.records(PARTS, 0)) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    "away.parts.t", 0, record.timestamp(), record.key(), record.value()));
      }
      producer.commitTransaction();
      assertThat(reader.read(manifest, "away.t")).isEqualTo(content(1, 600_000));
      assertThatThrownBy(() -> reader.read(other, "away.t")).isInstanceOf(RetriableException.class);
      assertThat(reader.read(manifest, "away.t")).isEqualTo(content(1, 600_000));
    }
  }

  @Test
  void a_manifest_without_parts_takes_no_memory() {
    InTopic place = new InTopic(TOPIC, PARTS, 0, Integer.MAX_VALUE, System.currentTimeMillis());
    Manifest forged = new Manifest("0".repeat(64), Integer.MAX_VALUE, place);
    assertThatThrownBy(() -> read(forged, SHORT)).isInstanceOf(RetriableException.class);
    PartName name = new PartName("0".repeat(64), 0, Integer.MAX_VALUE);
    assertThat(name.toBytes().length).isLessThanOrEqualTo(PartName.BYTES_MAX);
    assertThat(PartName.of(name.toBytes())).isEqualTo(name);
    for (String no :
        List.of(
            "ap1:",
            "ap2:" + "0".repeat(64) + ":0/1",
            "ap1:" + "0".repeat(64) + ":1/1",
            "ap1:" + "0".repeat(64) + ":-1/1",
            "ap1:" + "0".repeat(64) + "x0/1",
            "ap1:" + "0".repeat(64) + ":0")) {
      assertThat(PartName.of(no.getBytes(StandardCharsets.US_ASCII))).as(no).isNull();
    }
  }

  @Test
  void what_is_wrong_with_the_topic_is_said() throws Exception {
    try (KafkaPartsWriter writer = parts.writer(LIMIT)) {
      assertThatThrownBy(() -> writer.plan(new byte[1], TOPIC, 2))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("'parts.t' has 2 partitions")
          .hasMessageContaining("partition 2");
    }
    try (KafkaPartsWriter writer = parts.writer(2 * LIMIT)) {
      Manifest manifest = writer.plan(content(1, LIMIT + 1), TOPIC, 0);
      assertThatThrownBy(() -> writer.write(manifest, content(1, LIMIT + 1)))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining("Its max.message.bytes is below max.bytes=" + 2 * LIMIT);
    }
    Manifest nowhere =
        new Manifest("0".repeat(64), 5, new InTopic("other", "parts.other", 0, 1, 1));
    assertThatThrownBy(() -> read(nowhere, SHORT))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("parts.other-0")
        .hasMessageContaining("parts.wait.ms=2000");
    assertThatThrownBy(() -> read(new Manifest("0".repeat(64), 5, new Manifest.InStore()), SHORT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("store of objects. Set parts.store");
  }

  @Test
  void while_the_broker_is_down_a_value_fails_retriably_and_goes_afterwards() {
    PartsOptions hasty = parts.options("parts.${topic}", SHORT);
    try (KafkaPartsWriter writer = KafkaPartsWriter.open(hasty, LIMIT, Clock.systemUTC());
        KafkaPartsReader reader = parts.reader(SHORT)) {
      Manifest first = PartsTopic.write(writer, TOPIC, 0, content(1, 600_000));
      assertThat(reader.read(first, TOPIC)).hasSize(600_000);
      broker.stop();
      assertThatThrownBy(() -> writer.write(first, content(1, 600_000)))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("parts.timeout.ms=2000");
      assertThatThrownBy(() -> reader.read(first, TOPIC)).isInstanceOf(RetriableException.class);
      broker.startAgain();
      Manifest second = PartsTopic.write(writer, TOPIC, 0, content(2, 600_000));
      assertThat(reader.read(second, TOPIC)).isEqualTo(content(2, 600_000));
      assertThat(reader.read(first, TOPIC)).isEqualTo(content(1, 600_000));
    }
  }
}
