package org.anabranch.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.anabranch.convergence.SharedClusters;
import org.anabranch.convergence.TopicRecords;
import org.anabranch.convergence.TwoRegionCluster;
import org.anabranch.operations.OperationsPage;
import org.anabranch.operations.Shell;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The connectors of connect-configs/two-regions, with values that are compressed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class CompressedRegionsIT {

  @TempDir private Path directory = Path.of("");

  private final TwoRegionCluster cluster;
  private final TwoRegionDeployment deployment;

  CompressedRegionsIT(TwoRegionCluster cluster) {
    this.cluster = cluster;
    this.deployment = cluster.another("compressed");
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void two_regions_converge_before_and_after_a_dictionary_comes() {
    Region aws = deployment.aws();
    Region gcp = deployment.gcp();
    String topic = aws.origin() + ".assistant.message";
    String broker = cluster.servers().broker().bootstrapServers();
    // Before they are joined: they have keys in common.
    deployment.regions().forEach(region -> region.execute(AssistantSchema.fill(region.origin())));
    deployment.deploy(this::compressing);
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    ConsumerRecord<byte[], byte[]> without = compressed(broker, topic, 0);
    assertThat(without.key()).startsWith('{');

    train(broker, topic);
    awaitSettled();
    aws.execute("UPDATE assistant.message SET content = content || '!' WHERE tokens > 3");
    assertThat(compressed(broker, topic, 1).value()).hasSizeLessThan(without.value().length / 2);
    aws.execute("UPDATE assistant.preference SET value = '\"terse\"'");
    gcp.execute(
        "UPDATE assistant.preference SET value = '\"friendly\"'",
        "DELETE FROM assistant.message WHERE tokens = 3");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(gcp.count("SELECT count(*) FROM assistant.message WHERE content LIKE '%!'"))
        .isPositive();
  }

  private ConnectorConfig compressing(ConnectorConfig connector) {
    return connector
        .with("value.converter", "org.anabranch.converters.JsonContextConverter")
        .with("value.converter.dictionary.path", directory.toString())
        .with("value.converter.dictionary.refresh.ms", "100");
  }

  private void train(String broker, String topic) {
    String train = OperationsPage.read("dictionaries").commands().get(0);
    new Shell(
            Map.of(
                "KAFKA",
                broker,
                "TOPIC",
                topic,
                "ID",
                "1",
                "NEW",
                directory.resolve("messages.dict").toString(),
                "READERS",
                directory.toString()),
            Map.of())
        .run(train);
  }

  /** Converters leave a file alone that may still be written. */
  private void awaitSettled() {
    Await.until(
        "the dictionary is not new any more",
        Await.DEADLINE,
        () ->
            Files.getLastModifiedTime(directory.resolve("messages.dict"))
                .toInstant()
                .isBefore(Instant.now().minusSeconds(3)));
  }

  private static ConsumerRecord<byte[], byte[]> compressed(String broker, String topic, int id) {
    return TopicRecords.read(
            broker,
            topic,
            1,
            record ->
                record.value() != null && header(record).equals("zstd") && dictionary(record) == id)
        .get(0);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader("content-encoding");
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  private static int dictionary(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader("zstd-dictionary-id");
    return header == null ? 0 : Integer.parseInt(new String(header.value(), UTF_8));
  }
}
