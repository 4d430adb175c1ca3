package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.anabranch.convergence.Streams;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** docs/operations/priorities.md, with the files of connect-configs/priorities. */
class PrioritiesIT extends OperationsTest {

  private static final Path FILES =
      PluginDirectories.projectRoot().resolve("connect-configs/priorities");
  private static final String STALENESS = "anabranch.staleness.max.ms";

  private final OperationsPage page = OperationsPage.read("priorities");

  PrioritiesIT(OperationsServers servers) {
    super(servers, "priorities");
  }

  @Test
  void tables_go_by_topics_of_their_priority_and_regions_are_equal_also_when_priorities_change()
      throws IOException {
    assertThat(page.commands()).hasSize(2);
    deployment.regions().forEach(region -> region.execute(AssistantSchema.fill(region.origin())));
    deploy();
    gcp.execute(
        "INSERT INTO assistant.preference VALUES ('user-1', 'later', '1')",
        "UPDATE assistant.message SET tokens = tokens + 1 WHERE tokens > 8");
    aws.execute("DELETE FROM assistant.session WHERE user_id = 'user-3'");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    for (Region region : deployment.regions()) {
      assertThat(told(region))
          .isEqualTo(
              Map.of(
                  region.origin() + ".assistant.session.critical", Set.of("1000"),
                  region.origin() + ".assistant.preference.important", Set.of("30000"),
                  region.origin() + ".assistant.message.background", Set.of("600000")));
    }
    deployment.regions().forEach(Forgotten::await);

    List<String> steps = page.commands("Changing priorities", 2);
    shell.run(steps.get(0));
    gcp.execute("UPDATE assistant.preference SET value = '1'");
    awaitMerged();
    aws.execute("UPDATE assistant.message SET tokens = 7 WHERE tokens = 3");
    shell.run(steps.get(1));

    aws.execute("UPDATE assistant.message SET tokens = 8 WHERE tokens = 7");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    Await.until(
        "messages go by their new topic",
        Await.DEADLINE,
        () -> told(aws).keySet(),
        topics -> topics.contains(aws.origin() + ".assistant.message.critical"));
    assertThat(gcp.count("SELECT count(*) FROM assistant.message WHERE tokens = 8")).isPositive();
    deployment.regions().forEach(Forgotten::await);
  }

  private void deploy() throws IOException {
    List<ConnectorConfig> connectors = new ArrayList<>();
    try (Stream<Path> files = Files.list(FILES)) {
      files
          .filter(file -> file.toString().endsWith(".json"))
          .map(this::here)
          .forEach(connectors::add);
    }
    assertThat(connectors).hasSize(8);
    connectors.forEach(deployment.rest()::put);
    connectors.forEach(
        connector -> deployment.rest().awaitRunning(connector.name(), Await.DEADLINE));
  }

  /** With the origins of this test, and new topics found sooner than by the file. */
  private ConnectorConfig here(Path file) {
    ConnectorConfig read = ConnectorConfig.read(file, Map.of());
    Map<String, String> settings = new HashMap<>(read.settings());
    settings.replaceAll((option, value) -> named(value));
    settings.computeIfPresent("consumer.override.metadata.max.age.ms", (option, value) -> "500");
    return new ConnectorConfig(named(read.name()), settings);
  }

  private String named(String text) {
    return text.replace(TwoRegionDeployment.AWS, aws.origin())
        .replace(TwoRegionDeployment.GCP, gcp.origin());
  }

  /** What a person sees as the lag of the sinks' consumer groups. */
  private void awaitMerged() {
    for (Region origin : deployment.regions()) {
      Map<String, Long> ends = servers.topics().ends(origin);
      for (Region region : deployment.regions()) {
        Await.until(
            region + " has merged all of " + origin,
            Await.DEADLINE,
            () -> Streams.behind(ends, region, origin),
            List::isEmpty);
      }
    }
  }

  /** Which bounds the records of each topic of an origin's tables tell. */
  private Map<String, Set<String>> told(Region origin) {
    Map<String, Set<String>> told = new TreeMap<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", servers.cluster().servers().broker().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> topic.getKey().startsWith(origin.origin() + ".assistant."))
              .flatMap(topic -> topic.getValue().stream())
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          told.computeIfAbsent(record.topic(), topic -> new TreeSet<>()).add(staleness(record));
        }
      }
    }
    return told;
  }

  private static String staleness(ConsumerRecord<?, ?> record) {
    var header = record.headers().lastHeader(STALENESS);
    return header == null ? "none" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
