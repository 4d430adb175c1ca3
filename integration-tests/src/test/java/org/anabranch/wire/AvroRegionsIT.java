package org.anabranch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.anabranch.convergence.SharedClusters;
import org.anabranch.convergence.TopicRecords;
import org.anabranch.convergence.TwoRegionCluster;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connectors of connect-configs/two-regions, with values in Avro and a real registry. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class AvroRegionsIT {

  private static final String COLUMNS =
      "SELECT count(*) FROM information_schema.columns"
          + " WHERE table_name = 'message' AND column_name = 'language'";

  private final TwoRegionCluster cluster;
  private final TwoRegionDeployment deployment;

  AvroRegionsIT(TwoRegionCluster cluster) {
    this.cluster = cluster;
    this.deployment = cluster.another("avro");
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void two_regions_converge_and_a_new_column_appears_in_both_without_a_restart() {
    try (SchemaRegistryServer registry = SchemaRegistryServer.start()) {
      Region aws = deployment.aws();
      Region gcp = deployment.gcp();
      String topic = aws.origin() + ".assistant.message";
      String broker = cluster.servers().broker().bootstrapServers();
      // One region tells rows, the other context events, of which all tables have one schema.
      // Before they are joined: they have keys in common.
      deployment.regions().forEach(region -> region.execute(AssistantSchema.fill(region.origin())));
      deployment.deploy(
          connector ->
              connector.name().equals(gcp.captureName())
                  ? inEvents(inAvro(connector, registry))
                  : inAvro(connector, registry));
      deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
      Set<Integer> before = schemas(broker, topic, 1);

      aws.execute(
          "ALTER TABLE assistant.message ADD COLUMN language text",
          "UPDATE assistant.message SET language = 'de' WHERE tokens > 4");
      Await.until("the column appears", Await.DEADLINE, () -> gcp.count(COLUMNS) == 1);
      deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
      gcp.execute(
          "UPDATE assistant.message SET language = 'fr' WHERE tokens = 3",
          "DELETE FROM assistant.message WHERE tokens = 4");
      aws.execute("UPDATE assistant.preference SET value = '\"terse\"'");
      gcp.execute("UPDATE assistant.preference SET value = '\"friendly\"'");
      deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);

      assertThat(aws.count("SELECT count(*) FROM assistant.message WHERE language = 'fr'"))
          .isPositive();
      assertThat(schemas(broker, topic, before.size() + 1)).containsAll(before);
      String events = gcp.origin() + ".assistant.message";
      assertThat(schemas(broker, events, 1))
          .singleElement()
          .satisfies(id -> assertThat(schema(registry, id)).contains("ContextEvent"));
      // While the registry is there: a connector that is deleted converts what it has read.
      deployment.undeploy();
    }
  }

  private static ConnectorConfig inAvro(ConnectorConfig connector, SchemaRegistryServer registry) {
    ConnectorConfig changed =
        connector
            .with("value.converter", "org.anabranch.converters.AvroContextConverter")
            .with("value.converter.schema.registry.url", registry.url().toString())
            .with("value.converter.compatibility", "full");
    return connector.name().endsWith("-sink") ? changed.with("auto.evolve", "true") : changed;
  }

  private static ConnectorConfig inEvents(ConnectorConfig capture) {
    return capture
        .with("transforms", "event")
        .with("transforms.event.type", "org.anabranch.transforms.ToContextEvent$Value")
        .with("transforms.event.event.type", "state")
        .with("transforms.event.event.schema", "fixed");
  }

  private static String schema(SchemaRegistryServer registry, int id) throws IOException {
    URL url = URI.create(registry.url() + "/schemas/ids/" + id).toURL();
    try (InputStream answer = url.openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns once a topic has values of so many schemas: the ids in them. */
  private static Set<Integer> schemas(String broker, String topic, int count) {
    Set<Integer> ids = new HashSet<>();
    TopicRecords.read(
        broker,
        topic,
        1,
        record -> {
          if (record.value() != null) {
            ids.add(id(record));
          }
          return ids.size() == count;
        });
    return ids;
  }

  private static int id(ConsumerRecord<byte[], byte[]> record) {
    ByteBuffer value = ByteBuffer.wrap(record.value());
    assertThat(value.get()).as("the first byte").isZero();
    return value.getInt();
  }
}
