package org.anabranch.transforms.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.transforms.audit.AuditEntry.Decision;
import org.anabranch.transforms.audit.AuditRecord.Direction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Against a real broker. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AuditTopicTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Direction DIRECTION = new Direction("aws-eu", "gcp-us");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00.123Z"), ZoneOffset.UTC);

  private static @Nullable KafkaBroker broker;

  @BeforeAll
  static void start() {
    // A lone broker has nowhere to copy the state of transactions to.
    broker =
        KafkaBroker.start(
            Map.of(
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private static KafkaBroker broker() {
    if (broker == null) {
      throw new IllegalStateException("not started");
    }
    return broker;
  }

  private static AuditOptions options(String topic, Duration timeout) {
    return new AuditOptions(topic, broker().clientSettings(), timeout);
  }

  private static AuditTopic open(String topic) {
    return AuditTopic.open(options(topic, DEADLINE), DIRECTION, CLOCK);
  }

  private static AuditEntry entry(long stamp) {
    Origin origin = new Origin("aws-eu");
    return new AuditEntry(
        Decision.ALTERED,
        "0f1e",
        List.of("no-contact-data"),
        List.of("ssn"),
        List.of("email"),
        List.of("phone"),
        "aws.assistant.customer",
        2,
        new TableName("assistant", "customer"),
        new ChangeId(origin, new Stamp(stamp)),
        false);
  }

  private static Map<Integer, List<String>> values(String topic, int partitions) {
    Map<Integer, List<String>> values = new HashMap<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker().bootstrapServers(), "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        all.add(new TopicPartition(topic, partition));
        values.put(partition, new ArrayList<>());
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      Await.until(
          topic + " is read",
          DEADLINE,
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
              values
                  .getOrDefault(record.partition(), List.of())
                  .add(new String(record.value(), UTF_8));
            }
            return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
          });
    }
    return values;
  }

  private static void assertChained(String topic, int partition, List<String> values) {
    String previous = ChainHash.first(topic, partition);
    for (int i = 0; i < values.size(); i++) {
      AuditRecord record = AuditRecord.read(values.get(i).getBytes(UTF_8));
      assertThat(record).isEqualTo(new AuditRecord(i + 1, previous));
      previous = ChainHash.of(values.get(i).getBytes(UTF_8));
    }
  }

  @Test
  void a_decision_is_a_record_of_names_and_places() {
    broker().createTopic("one", 1);
    try (AuditTopic audit = open("one")) {
      audit.note(entry(77));
    }
    assertThat(values("one", 1).get(0))
        .containsExactly(
            "{\"version\":1,\"sequence\":1,\"previous\":\""
                // printf 'anabranch-audit-1\none\n0\n' | sha256sum
                + "d49c7fa97cc05e4cc071f8660017bd7d7793368e13d314ce97d559074f34a724"
                + "\",\"at\":\"2026-03-01T10:00:00.123Z\",\"origin\":\"aws-eu\","
                + "\"destination\":\"gcp-us\",\"policy\":\"0f1e\",\"decision\":\"altered\","
                + "\"rules\":[\"no-contact-data\"],\"removed\":[\"ssn\"],\"masked\":[\"email\"],"
                + "\"encrypted\":[\"phone\"],"
                + "\"topic\":\"aws.assistant.customer\",\"partition\":2,"
                + "\"table\":\"assistant.customer\",\"change_origin\":\"aws-eu\","
                + "\"change_stamp\":77}");
  }

  @Test
  void two_writers_have_a_partition_each_and_the_next_one_goes_on_where_they_ended() {
    broker().createTopic("two", 2);
    try (AuditTopic first = open("two");
        AuditTopic second = open("two")) {
      for (int i = 1; i <= 500; i++) {
        first.note(entry(i));
        second.note(entry(1000 + i));
      }
    }
    try (AuditTopic next = open("two")) {
      next.note(entry(2000));
    }
    Map<Integer, List<String>> values = values("two", 2);
    values.forEach((partition, chain) -> assertChained("two", partition, chain));
    assertThat(values.values().stream().mapToInt(List::size).sum()).isEqualTo(1001);
    assertThat(values.values().stream().flatMap(List::stream).filter(v -> v.contains("2000}")))
        .hasSize(1);
  }

  @Test
  void a_writer_that_was_replaced_writes_nothing_more() {
    broker().createTopic("taken", 1);
    TopicPartition partition = new TopicPartition("taken", 0);
    AuditOptions options = options("taken", DEADLINE);
    try (AuditChain before = AuditChain.open(options, DIRECTION, partition)) {
      assertThat(before.append(List.of(entry(1)), CLOCK.instant())).isTrue();
      try (AuditChain after = AuditChain.open(options, DIRECTION, partition)) {
        assertThat(before.append(List.of(entry(2)), CLOCK.instant())).isFalse();
        assertThat(after.append(List.of(entry(3)), CLOCK.instant())).isTrue();
      }
    }
    List<String> values = values("taken", 1).getOrDefault(0, List.of());
    assertThat(values).hasSize(2);
    assertChained("taken", 0, values);
  }

  @Test
  void what_cannot_be_kept_fails_the_task() throws InterruptedException, ExecutionException {
    broker().createTopic("narrow", 1);
    try (AuditTopic first = AuditTopic.open(options("narrow", DEADLINE), DIRECTION, CLOCK)) {
      first.note(entry(1));
      Await.until(
          "the first has it", DEADLINE, () -> !values("narrow", 1).containsValue(List.of()));
      AuditTopic second =
          AuditTopic.open(options("narrow", Duration.ofSeconds(1)), DIRECTION, CLOCK);
      second.check();
      second.note(entry(2));
      Await.until("the second fails", DEADLINE, () -> fails(second));
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(() -> second.note(entry(3)), second::check, second::close)) {
        assertThatThrownBy(call)
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining("narrow")
            .hasMessageContaining("fewer partitions than the connector has tasks");
      }
    }
  }

  @Test
  void what_is_not_written_before_the_end_is_told_at_the_end() {
    broker().createTopic("full", 1);
    try (AuditTopic first = open("full")) {
      first.note(entry(1));
      Await.until("the first has it", DEADLINE, () -> !values("full", 1).containsValue(List.of()));
      AuditTopic second = AuditTopic.open(options("full", Duration.ofSeconds(1)), DIRECTION, CLOCK);
      second.note(entry(2));
      assertThatThrownBy(second::close)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("could not be written to audit.topic 'full'");
      first.check();
    }
  }

  private static boolean fails(AuditTopic audit) {
    try {
      audit.check();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void a_topic_needs_its_servers_and_servers_a_topic() {
    ConfigDef options = AuditOptions.define(new ConfigDef());
    assertThat(AuditOptions.of(new AbstractConfig(options, Map.of()))).isNull();
    assertThatThrownBy(
            () -> AuditOptions.of(new AbstractConfig(options, Map.of("audit.topic", "a"))))
        .hasMessageContaining("audit.topic is set without audit.bootstrap.servers");
    assertThatThrownBy(
            () ->
                AuditOptions.of(
                    new AbstractConfig(options, Map.of("audit.bootstrap.servers", "a:1"))))
        .hasMessageContaining("audit.bootstrap.servers is set without audit.topic");
    assertThat(
            AuditOptions.of(
                new AbstractConfig(
                    options,
                    Map.of(
                        "audit.topic", "a",
                        "audit.bootstrap.servers", "a:1",
                        "audit.client.security.protocol", "SSL"))))
        .isEqualTo(
            new AuditOptions(
                "a",
                Map.of("bootstrap.servers", "a:1", "security.protocol", "SSL"),
                Duration.ofMinutes(1)));
  }
}
