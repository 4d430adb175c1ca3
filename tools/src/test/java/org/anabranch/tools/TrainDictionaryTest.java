package org.anabranch.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.converters.JsonContextConverter;
import org.anabranch.converters.json.JsonFrames;
import org.anabranch.testkit.context.ContextKind;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of topics that a real broker holds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TrainDictionaryTest {

  private static final String EVENTS = "aws.assistant.event";
  private static final String FEW = "aws.assistant.few";
  private static final String TEXT = "aws.assistant.text";
  private static final List<Struct> RECORDS = ContextKind.SHORT_EVENTS.records(1_000, 4);
  private static final Pattern RATIO = Pattern.compile("([0-9.]+) times shorter");

  private static @Nullable KafkaBroker broker;

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void write() {
    KafkaBroker started = KafkaBroker.start();
    broker = started;
    try (JsonContextConverter plain = converter(Map.of("compression.min.bytes", 1_000_000))) {
      produce(started, EVENTS, 3, plain, RECORDS);
      produce(started, FEW, 1, plain, RECORDS.subList(0, 60));
    }
    started.createTopic(TEXT, 1);
    try (var producer = producer(started)) {
      Future<?> unused = producer.send(new ProducerRecord<>(TEXT, "Tulip".getBytes(UTF_8)));
    }
  }

  private static JsonContextConverter converter(Map<String, ?> options) {
    JsonContextConverter converter = new JsonContextConverter();
    Map<String, Object> all = new HashMap<>(options);
    all.put("schemas.enable", false);
    converter.configure(all, false);
    return converter;
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
    return new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void produce(
      KafkaBroker broker,
      String topic,
      int partitions,
      JsonContextConverter converter,
      List<Struct> records) {
    broker.createTopic(topic, partitions);
    try (var producer = producer(broker)) {
      for (int i = 0; i < records.size(); i++) {
        byte[] value = converter.fromConnectData(topic, records.get(i).schema(), records.get(i));
        Future<?> unused = producer.send(new ProducerRecord<>(topic, i % partitions, null, value));
      }
      Future<?> unused = producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, null));
    }
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private CommandRun train(String topic, String file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train-dictionary",
                "--bootstrap-server=" + Objects.requireNonNull(broker).bootstrapServers(),
                "--timeout-seconds=10",
                "--topic=" + topic,
                "--output=" + directory.resolve(file)));
    CommandRun.withDefaults(arguments, more, "--id=1");
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void a_dictionary_is_made_for_its_owner_and_tried_on_other_records() throws IOException {
    CommandRun run = train(EVENTS, "1.dict");
    assertThat(run.status()).as(run.said()).isZero();
    assertThat(run.out())
        .startsWith("trained on 800 records, tried on 200 others of ")
        .contains("1.dict has dictionary 1, ", "keep it as you keep them");
    List<Double> ratios = ratios(run);
    assertThat(ratios.get(0)).isBetween(1.2, 2.0);
    assertThat(ratios.get(1)).isGreaterThan(3.0);
    Path file = directory.resolve("1.dict");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Struct event = ContextKind.SHORT_EVENTS.records(1, 5).get(0);
    try (JsonContextConverter writer = converter(Map.of("dictionary.path", file.toString()))) {
      byte[] frame = Objects.requireNonNull(writer.fromConnectData("t", event.schema(), event));
      assertThat(JsonFrames.dictionaryId(frame)).isEqualTo(1);
    }
  }

  private static List<Double> ratios(CommandRun run) {
    return RATIO.matcher(run.out()).results().map(found -> Double.valueOf(found.group(1))).toList();
  }

  @Test
  void nothing_of_the_records_is_shown() {
    CommandRun run = train(EVENTS, "quiet.dict", "--samples=600", "--size=4KiB");
    assertThat(run.out()).contains("trained on 480 records");
    for (Struct record : RECORDS) {
      assertThat(run.said()).doesNotContain(record.getString("contextId"));
    }
  }

  @Test
  void compressed_records_train_the_next_dictionary() {
    train(EVENTS, "2.dict", "--id=2");
    String first = directory.resolve("2.dict").toString();
    try (JsonContextConverter writer = converter(Map.of("dictionary.path", first))) {
      produce(Objects.requireNonNull(broker), "compressed", 1, writer, RECORDS);
    }
    CommandRun without = train("compressed", "3.dict", "--id=3");
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("compressed with dictionary 2", "--dictionaries");
    CommandRun with = train("compressed", "3.dict", "--id=3", "--dictionaries=" + directory);
    assertThat(with.status()).as(with.said()).isZero();
    assertThat(ratios(with).get(1)).isGreaterThan(3.0);
  }

  @Test
  void several_topics_give_their_share() {
    CommandRun run = train(EVENTS, "both.dict", "--topic=" + FEW, "--samples=600", "--size=4KiB");
    assertThat(run.status()).as(run.said()).isZero();
    Matcher told = Pattern.compile("trained on (\\d+) records, tried on (\\d+)").matcher(run.out());
    assertThat(told.find()).isTrue();
    // 100 of each of three partitions, of which one ends in a tombstone, and the 60 of the other.
    assertThat(Integer.parseInt(told.group(1)) + Integer.parseInt(told.group(2))).isEqualTo(359);
  }

  @Test
  void too_few_records_are_refused() {
    CommandRun run = train(FEW, "few.dict");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("48 records of ", "are too few", "at least 100 records", "Give more topics");
    assertThat(directory.resolve("few.dict")).doesNotExist();
  }

  @Test
  void wrong_options_are_told() throws IOException {
    assertWrong(train("nowhere", "x.dict"), "There is no topic 'nowhere'");
    assertWrong(train(TEXT, "x.dict"), TEXT + "-0, offset 0, is no JSON");
    assertThat(train(TEXT, "x.dict").said()).doesNotContain("Tulip");
    assertWrong(train(EVENTS, "x.txt"), "--output is to end in .dict");
    assertWrong(train(EVENTS, "x.dict", "--id=0"), "--id is to be from 1");
    assertWrong(train(EVENTS, "x.dict", "--size=2MiB"), "--size is to be from 256 to 1MiB");
    assertWrong(train(EVENTS, "x.dict", "--level=20"), "--level: ");
    assertWrong(train(EVENTS, "x.dict", "--dictionaries=/nowhere"), "--dictionaries: ");
    Files.writeString(directory.resolve("x.dict"), "old");
    assertWrong(train(EVENTS, "x.dict"), "x.dict is there already, and is kept");
    assertThat(directory.resolve("x.dict")).hasContent("old");
  }

  private static void assertWrong(CommandRun run, String message) {
    assertThat(run.status()).as(run.said()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }
}
