package org.anabranch.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.anabranch.convergence.TopicRecords;
import org.anabranch.operations.OperationsPage;
import org.anabranch.operations.Shell;
import org.anabranch.testkit.context.ContextKind;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.WorkerSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/operations/dictionaries.md, with a worker that has the plugin directory as it is built, and
 * none of our jars besides: a file's lines go to a topic and from there to another file.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DictionariesPageIT {

  private static final String CONVERTER = "org.anabranch.converters.JsonContextConverter";
  private static final String SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";
  private static final String TOPIC = "events";
  private static final int BATCH = 600;

  @TempDir private Path directory = Path.of("");
  private int lines;

  @Test
  void dictionaries_are_trained_and_rotate_while_records_flow_and_readers_wait_for_theirs()
      throws IOException {
    for (String name : List.of("readers", "writers")) {
      Files.createDirectory(directory.resolve(name));
    }
    append();
    try (KafkaBroker broker = KafkaBroker.start();
        ForkedConnectWorker worker =
            ForkedConnectWorker.start(
                WorkerSettings.of(
                    broker, "compression", PluginDirectories.of("anabranch-converters")))) {
      broker.createTopic(TOPIC, 1);
      assertThat(
              worker
                  .rest()
                  .validate(SOURCE, options(SOURCE, "from", "missing"))
                  .errors("value.converter.dictionary.path"))
          .singleElement()
          .asString()
          .contains("missing is not there. Put the dictionary there");
      deploy(worker.rest());
      awaitCopied();
      assertThat(newest(broker)).allSatisfy(record -> assertTold(record, 0));

      Shell shell = shell(broker);
      List<String> commands = OperationsPage.read("dictionaries").commands();
      assertThat(commands).hasSize(3);
      commands.forEach(command -> run(shell, command, 1));
      appendUntilWrittenWith(broker, 1);
      awaitCopied();

      // In the wrong order: the sink has to wait until somebody gives it the file.
      run(shell, commands.get(0), 2);
      run(shell, commands.get(2), 2);
      appendUntilWrittenWith(broker, 2);
      assertThat(copied().size()).isLessThan(lines);
      run(shell, commands.get(1), 2);
      awaitCopied();
      assertThat(copied()).isEqualTo(Files.readAllLines(directory.resolve("from")));
    }
  }

  @Test
  void nothing_of_zstd_is_in_the_plugin_directory_since_plugins_see_kafkas() throws IOException {
    Path plugin =
        PluginDirectories.of("anabranch-converters").get(0).resolve("anabranch-converters");
    try (Stream<Path> jars = Files.list(plugin)) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .anyMatch(name -> name.startsWith("connect-json"))
          .noneMatch(name -> name.contains("zstd") || name.startsWith("connect-api"));
    }
  }

  private void append() throws IOException {
    List<Struct> events = ContextKind.SHORT_EVENTS.records(lines + BATCH, 9);
    List<String> added = events.stream().skip(lines).map(Struct::toString).toList();
    Files.write(
        directory.resolve("from"),
        added,
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    lines += BATCH;
  }

  private void deploy(ConnectRest rest) {
    Map<String, String> source = options(SOURCE, "from", "writers");
    source.put("topic", TOPIC);
    Map<String, String> sink =
        options("org.apache.kafka.connect.file.FileStreamSinkConnector", "to", "readers");
    sink.put("topics", TOPIC);
    sink.put("errors.retry.timeout", "600000");
    sink.put("errors.retry.delay.max.ms", "500");
    rest.put("source", source);
    rest.put("sink", sink);
    rest.awaitRunning("source");
    rest.awaitRunning("sink");
  }

  private Map<String, String> options(String connector, String file, String dictionaries) {
    Map<String, String> options = new HashMap<>();
    options.put("connector.class", connector);
    options.put("tasks.max", "1");
    options.put("file", directory.resolve(file).toString());
    options.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    options.put("value.converter", CONVERTER);
    options.put("value.converter.schemas.enable", "false");
    options.put("value.converter.dictionary.path", directory.resolve(dictionaries).toString());
    options.put("value.converter.dictionary.refresh.ms", "100");
    return options;
  }

  private Shell shell(KafkaBroker broker) {
    return new Shell(
        Map.of(
            "KAFKA", broker.bootstrapServers(),
            "TOPIC", TOPIC,
            "READERS", directory.resolve("readers").toString(),
            "WRITERS", directory.resolve("writers").toString()),
        Map.of());
  }

  private void run(Shell shell, String command, int id) {
    Path file = directory.resolve("events-" + id + ".dict");
    shell.with(Map.of("ID", String.valueOf(id), "NEW", file.toString())).run(command);
  }

  /** A new file is not trusted in its first seconds, in which more records are written. */
  private void appendUntilWrittenWith(KafkaBroker broker, int id) throws IOException {
    Await.until(
        "records are written with dictionary " + id,
        Await.DEADLINE,
        () -> {
          append();
          ConsumerRecord<byte[], byte[]> last = newest(broker).get(BATCH - 1);
          boolean written = dictionary(last) == id;
          if (written) {
            assertTold(last, id);
          }
          return written;
        });
  }

  private List<ConsumerRecord<byte[], byte[]>> newest(KafkaBroker broker) {
    List<ConsumerRecord<byte[], byte[]>> all =
        TopicRecords.read(broker.bootstrapServers(), TOPIC, lines, record -> true);
    return all.subList(all.size() - BATCH, all.size());
  }

  private static void assertTold(ConsumerRecord<byte[], byte[]> record, int id) {
    assertThat(record.value()).startsWith(0x28, 0xB5, 0x2F, 0xFD);
    assertThat(header(record, "content-encoding")).isEqualTo("zstd");
    assertThat(dictionary(record)).isEqualTo(id);
    int frame = record.value().length;
    assertThat(frame).isLessThan(id == 0 ? 400 : 250);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  private static int dictionary(ConsumerRecord<byte[], byte[]> record) {
    String id = header(record, "zstd-dictionary-id");
    return id.isEmpty() ? 0 : Integer.parseInt(id);
  }

  private List<String> copied() throws IOException {
    return Files.readAllLines(directory.resolve("to"));
  }

  private void awaitCopied() {
    Await.until("all lines arrive", Await.DEADLINE, this::copied, copied -> copied.size() == lines);
  }
}
