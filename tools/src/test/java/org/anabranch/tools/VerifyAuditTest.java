package org.anabranch.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.tools.audit.ChainWalk;
import org.anabranch.transforms.audit.AuditEntry;
import org.anabranch.transforms.audit.AuditEntry.Decision;
import org.anabranch.transforms.audit.AuditOptions;
import org.anabranch.transforms.audit.AuditRecord.Direction;
import org.anabranch.transforms.audit.AuditTopic;
import org.anabranch.transforms.audit.ChainHash;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** An audit topic that a real broker holds, and what may be done to it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VerifyAuditTest {

  private static final String TOPIC = "audit";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private static @Nullable KafkaBroker broker;
  private static List<byte[]> written = List.of();

  @BeforeAll
  static void write() {
    KafkaBroker started =
        KafkaBroker.start(
            Map.of(
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
    broker = started;
    started.createTopic(TOPIC, 1);
    Map<String, Object> client = Map.of("bootstrap.servers", started.bootstrapServers());
    try (AuditTopic audit =
        AuditTopic.open(
            new AuditOptions(TOPIC, client, Await.DEADLINE),
            new Direction("aws-eu", "gcp-us"),
            Clock.systemUTC())) {
      for (int i = 0; i < 5; i++) {
        audit.note(
            new AuditEntry(
                Decision.WITHHELD,
                "0f1e",
                List.of("rule-" + i),
                List.of(),
                List.of(),
                List.of(),
                "aws.assistant.customer",
                i,
                null,
                null,
                false));
      }
    }
    written = values(client);
  }

  private static List<byte[]> values(Map<String, Object> client) {
    List<byte[]> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      Await.until(
          "all is read",
          Await.DEADLINE,
          () -> {
            consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
            return values.size() == 5;
          });
    }
    return values;
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private static CommandRun run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify-audit",
                "--bootstrap-server=" + Objects.requireNonNull(broker).bootstrapServers(),
                "--timeout-seconds=10"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void a_whole_chain_is_told_with_its_last_hash_which_later_runs_can_ask_for() {
    CommandRun first = run("--topic=" + TOPIC);
    assertThat(first.status()).as(first.said()).isZero();
    Matcher told =
        Pattern.compile("audit-0: 5 records, sequence 1 to 5; last hash ([0-9a-f]{64})\n")
            .matcher(first.out());
    assertThat(told.matches()).as(first.out()).isTrue();
    assertThat(run("--topic=" + TOPIC, "--anchor=0=" + told.group(1)).status()).isZero();
    CommandRun other = run("--topic=" + TOPIC, "--anchor=0=" + "0".repeat(64));
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out()).contains("BROKEN: audit-0 has no record with the hash 000");
  }

  @Test
  void what_cannot_be_read_is_an_error() {
    CommandRun missing = run("--topic=nowhere");
    assertThat(missing.status()).as(missing.said()).isEqualTo(2);
    assertThat(missing.err()).contains("There is no topic 'nowhere'");
    CommandRun anchor = run("--topic=" + TOPIC, "--anchor=x");
    assertThat(anchor.status()).isEqualTo(2);
    assertThat(anchor.err()).contains("--anchor is to be PARTITION=HASH");
  }

  private static ChainWalk walk(long logStart, List<byte[]> values) {
    ChainWalk walk = new ChainWalk(PARTITION, logStart, Set.of());
    for (int i = 0; i < values.size(); i++) {
      walk.take(new ConsumerRecord<>(TOPIC, 0, logStart + 10 + i, null, values.get(i)));
    }
    return walk;
  }

  private static List<byte[]> without(int index) {
    List<byte[]> values = new ArrayList<>(written);
    values.remove(index);
    return values;
  }

  @Test
  void an_altered_record_breaks_the_link_behind_it() {
    List<byte[]> values = new ArrayList<>(written);
    values.set(2, new String(values.get(2), UTF_8).replace("rule-2", "rule-9").getBytes(UTF_8));
    assertThat(walk(0, values).broken())
        .isEqualTo(
            "audit-0, offset 13 (sequence 4) does not hold the hash of the one before it, at offset"
                + " 12 (sequence 3): one of both was altered, or records between them were"
                + " removed");
  }

  @Test
  void a_removed_record_leaves_a_broken_link() {
    assertThat(walk(0, without(3)).broken()).startsWith("audit-0, offset 13 (sequence 5)");
    assertThat(walk(0, without(0)).broken())
        .isEqualTo(
            "audit-0, offset 10 is not how the chain of this partition begins: records before it"
                + " are gone");
  }

  @Test
  void a_chain_whose_beginning_has_expired_is_whole() {
    ChainWalk walk = walk(3, without(0));
    assertThat(walk.broken()).isNull();
    assertThat(walk.told())
        .startsWith("audit-0: 4 records, sequence 2 to 5, the ones before have expired; last hash");
  }

  @Test
  void a_chain_that_was_cut_off_is_found_by_its_earlier_end() {
    ChainWalk walk = new ChainWalk(PARTITION, 0, Set.of(ChainHash.of(written.get(4))));
    for (int i = 0; i < 4; i++) {
      walk.take(new ConsumerRecord<>(TOPIC, 0, i, null, written.get(i)));
    }
    assertThat(walk.broken()).contains("cut off or written anew");
  }

  @Test
  void a_chain_of_another_partition_and_a_stranger_are_told_of() {
    ChainWalk moved = new ChainWalk(new TopicPartition(TOPIC, 1), 0, Set.of());
    moved.take(new ConsumerRecord<>(TOPIC, 1, 0, null, written.get(0)));
    assertThat(moved.broken()).contains("is not how the chain of this partition begins");
    assertThat(walk(0, List.of("{\"name\":\"secret\"}".getBytes(UTF_8))).broken())
        .isEqualTo(
            "audit-0, offset 10 is no record of an audit: 'version', 'sequence' or 'previous' is"
                + " missing");
    assertThat(walk(0, List.of("secret".getBytes(UTF_8))).broken())
        .isEqualTo("audit-0, offset 10 is no record of an audit: it is no JSON");
  }
}
