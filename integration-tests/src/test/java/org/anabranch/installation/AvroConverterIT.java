package org.anabranch.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectWorker;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.anabranch.testkit.servers.WorkerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The converters' plugin directory in a worker, with connectors that know nothing of it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AvroConverterIT {

  private static KafkaBroker broker;
  private static SchemaRegistryServer registry;
  private static ConnectWorker worker;
  private static ConnectRest rest;

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void start() {
    broker = KafkaBroker.start();
    registry = SchemaRegistryServer.start();
    worker =
        ForkedConnectWorker.start(
            WorkerSettings.of(broker, "avro", PluginDirectories.of("anabranch-converters")));
    rest = worker.rest();
  }

  @AfterAll
  static void close() {
    worker.close();
    registry.close();
    broker.close();
  }

  private Map<String, String> settings(String kind, String url) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "connector.class", "org.apache.kafka.connect.file.FileStream" + kind + "Connector");
    settings.put("tasks.max", "1");
    settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    settings.put("value.converter", "org.anabranch.converters.AvroContextConverter");
    settings.put("value.converter.schema.registry.url", url);
    settings.put("value.converter.max.retries", "0");
    settings.put("errors.retry.timeout", "-1");
    settings.put("errors.retry.delay.max.ms", "500");
    return settings;
  }

  @Test
  void records_wait_for_a_registry_that_is_away_at_the_start_and_none_is_lost() throws Exception {
    Path lines = directory.resolve("lines");
    Path copied = directory.resolve("copied");
    List<String> written = List.of("one", "two", "three");
    Files.write(lines, written);
    broker.createTopic("lines", 1);
    try (FaultyProxy proxy = FaultyProxy.before(registry.url())) {
      proxy.answer(1_000_000, 503, Map.of(), "");
      Map<String, String> source = settings("Source", proxy.url());
      source.put("file", lines.toString());
      source.put("topic", "lines");
      Map<String, String> sink = settings("Sink", proxy.url());
      sink.put("file", copied.toString());
      sink.put("topics", "lines");
      rest.put("lines", source);
      rest.put("copy", sink);
      Await.until(
          "the registry was asked again and again",
          Await.DEADLINE,
          () -> proxy.requests().size() > 3);
      assertThat(rest.awaitRunning("lines").isRunning()).isTrue();

      proxy.recover();

      Await.until(
          "all lines are copied",
          Await.DEADLINE,
          () -> Files.readAllLines(copied),
          read -> read.equals(written));
      proxy.closePort();
      Files.write(lines, List.of("four"), StandardOpenOption.APPEND);
      Await.until(
          "a line flows without the registry",
          Await.DEADLINE,
          () -> Files.readAllLines(copied),
          read -> read.contains("four"));
      rest.delete("lines");
      rest.delete("copy");
    }
  }

  @Test
  void options_that_are_wrong_are_refused_when_a_connector_is_created() {
    Map<String, String> settings = settings("Source", registry.url().toString());
    settings.put("topic", "refused");
    settings.put("value.converter.enhanced.avro.schema.support", "false");
    assertThatThrownBy(() -> rest.put("refused", settings))
        .hasMessageContaining("enhanced.avro.schema.support")
        .hasMessageContaining("Set it to true");
    assertThat(rest.connectors()).doesNotContain("refused");
  }
}
