package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConfigValidation;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.testkit.servers.WorkerSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The plugin directory as built, in a Connect worker of its own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PostgresCaptureConnectIT {

  private static final String CLASS = PostgresCaptureConnector.class.getName();
  private static PostgresServer server;
  private static KafkaBroker kafka;
  private static ForkedConnectWorker worker;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    kafka = KafkaBroker.start();
    worker =
        ForkedConnectWorker.start(
            WorkerSettings.of(
                kafka, "capture", PluginDirectories.of("anabranch-capture-postgres")));
  }

  @AfterAll
  static void stop() {
    worker.close();
    kafka.close();
    server.close();
  }

  @Test
  void changes_reach_their_lanes_and_a_restart_repeats_nothing_that_was_stored() {
    CapturedDatabase database = notes("connected");
    worker.rest().put("connected", config(database));
    worker.rest().awaitRunning("connected");
    read("here.public.notes", "the snapshot has ended", all -> ends(all).size() == 4);
    database.execute("INSERT INTO notes SELECT g, 'x' FROM generate_series(1, 40) g");
    long written = database.position();
    List<ConsumerRecord<byte[], byte[]>> records = read("here.public.notes", 40);
    assertThat(records)
        .allSatisfy(
            record -> assertThat(change(record).lane().number()).isEqualTo(record.partition()));
    assertThat(rows(records)).extracting(ConsumerRecord::partition).contains(0, 1, 2, 3);
    assertThat(ends(records))
        .extracting(ConsumerRecord::partition)
        .containsExactlyInAnyOrder(0, 1, 2, 3);

    Await.until(
        "a heartbeat has stored the offset behind the transaction",
        Await.DEADLINE,
        () -> database.confirmed("connected") >= written);
    // Not restarted, or the task of before could be the one that tells of the update.
    worker.rest().stop("connected");
    worker.rest().resume("connected");
    database.execute("UPDATE notes SET t = 'y' WHERE id = 7");
    assertThat(rows(read("here.public.notes", 41))).hasSize(41);
    assertThat(worker.rest().offsets("connected").toString())
        .contains("ab.clock")
        .contains("lsn_commit")
        .doesNotContain("lsn_proc");
  }

  @Test
  void validation_answers_over_rest_with_each_option_that_is_wrong() {
    CapturedDatabase database = notes("answers");
    Map<String, String> config = config(database);
    assertThat(worker.rest().validate(CLASS, config).errors()).isEmpty();
    config.put("decimal.handling.mode", "double");
    config.put("context.origins", "there");
    config.put("database.user", "nobody");
    config.remove("topic.creation.default.partitions");
    ConfigValidation answer = worker.rest().validate(CLASS, config);
    assertThat(answer.errors().keySet())
        .contains(
            "decimal.handling.mode",
            "context.origin",
            "topic.creation.default.partitions",
            "database.hostname");
  }

  @Test
  void a_topic_with_too_few_partitions_is_an_error_that_says_so() {
    CapturedDatabase database = notes("narrow");
    kafka.createTopic("narrow.public.notes", 1);
    Map<String, String> config = config(database);
    config.put("topic.prefix", "narrow");
    config.put("context.kafka.bootstrap.servers", kafka.bootstrapServers());
    ConfigValidation answer = worker.rest().validate(CLASS, config);
    assertThat(answer.errors("context.kafka.bootstrap.servers").toString())
        .contains("narrow.public.notes has 1 partitions")
        .contains("kafka-topics --alter");
  }

  private static CapturedDatabase notes(String name) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
    return database;
  }

  private static Map<String, String> config(CapturedDatabase database) {
    return new HashMap<>(database.config());
  }

  private static Change change(ConsumerRecord<byte[], byte[]> record) {
    return ChangeHeader.decode(record.headers().lastHeader(ChangeHeader.NAME).value());
  }

  private static List<ConsumerRecord<byte[], byte[]>> rows(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().filter(record -> change(record).kind().hasRow()).toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> ends(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(record -> change(record).kind() == ChangeKind.SNAPSHOT_END)
        .toList();
  }

  /** Everything in the topic, once there are that many changes of rows. */
  private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    return read(topic, count + " changes", all -> rows(all).size() >= count);
  }

  /** Everything in the topic, once it is as expected. */
  private static List<ConsumerRecord<byte[], byte[]>> read(
      String topic, String what, Predicate<List<ConsumerRecord<byte[], byte[]>>> expected) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "allow.auto.create.topics", "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Await.until(
          "the topic has its partitions",
          Await.DEADLINE,
          () -> consumer.partitionsFor(topic).size() == 4);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Await.until(
          what,
          Await.DEADLINE,
          () -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return expected.test(records);
          });
      consumer.poll(Duration.ofMillis(500)).forEach(records::add);
    }
    return records;
  }
}
