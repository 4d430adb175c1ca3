package org.anabranch.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.convergence.ClusterBytes;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.TemporaryDirectory;
import org.anabranch.testkit.servers.TwoRegions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * docs/segments.md: two regions over a cluster that takes no record above 256 KiB, and a mirror of
 * one region's topics.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SegmentsIT {

  private static final String LIMIT = "262144";
  private static final int LANES = 12;
  private static final List<String> TABLES = List.of("assistant.conversation");
  private static final String TABLE =
      """
      CREATE SCHEMA assistant;
      CREATE TABLE assistant.conversation (id int PRIMARY KEY, title text, body text);
      ALTER TABLE assistant.conversation REPLICA IDENTITY FULL;
      ALTER TABLE assistant.conversation ALTER COLUMN body SET STORAGE EXTERNAL
      """;

  private static @Nullable TemporaryDirectory directory;
  private static @Nullable TwoRegions servers;
  private static @Nullable TwoRegionDeployment regions;

  @BeforeAll
  static void start() {
    directory = TemporaryDirectory.create("anabranch-segments-");
    Path variables = directory.path().resolve("variables.properties");
    TwoRegions.Builder builder =
        TwoRegions.withPlugins(
                "anabranch-capture-postgres", "anabranch-store-postgres", "anabranch-transforms")
            .broker("message.max.bytes", LIMIT)
            .forkedWorker();
    EnvironmentFile.workerProperties(variables).forEach(builder::worker);
    servers = builder.start();
    Region aws = new Region(TwoRegionDeployment.AWS, "AWS", servers.first().database("segments"));
    Region gcp = new Region(TwoRegionDeployment.GCP, "GCP", servers.second().database("segments"));
    regions =
        new TwoRegionDeployment(
            servers.rest(), aws, gcp, Map.of("consumer.override.metadata.max.age.ms", "500"));
    Map<String, String> all = new HashMap<>(aws.variables());
    all.putAll(gcp.variables());
    all.put("KAFKA", servers.broker().bootstrapServers());
    EnvironmentFile.write(variables, all);
    for (Region region : regions.regions()) {
      region.execute(TABLE);
      servers.broker().createTopic("parts." + topic(region), LANES);
    }
    servers.broker().createTopic("parts.judged." + topic(aws), LANES);
  }

  @AfterAll
  static void stop() {
    try {
      if (servers != null) {
        servers.close();
      }
    } finally {
      if (directory != null) {
        directory.close();
      }
    }
  }

  private final TwoRegions running = Objects.requireNonNull(servers);
  private final TwoRegionDeployment deployment = Objects.requireNonNull(regions);
  private final Region aws = deployment.aws();
  private final Region gcp = deployment.gcp();

  private static String topic(Region region) {
    return region.origin() + ".assistant.conversation";
  }

  /** Text that nothing compresses much, of so many kibibytes. */
  private static void insert(Region region, int id, int kibibytes) {
    region.execute(
        "INSERT INTO assistant.conversation SELECT %d, 'a title', string_agg(md5('%d ' || n), '')"
                .formatted(id, id)
            + " FROM generate_series(1, %d) n".formatted(kibibytes * 32));
  }

  private ConnectorConfig changed(ConnectorConfig connector) {
    return connector.name().endsWith("-capture")
        ? SegmentsPage.writing(connector)
        : SegmentsPage.reading(connector);
  }

  @Test
  void large_rows_cross_a_cluster_that_refuses_them_and_its_mirror() throws Exception {
    insert(aws, 1, 1);
    insert(aws, 2, 1500);
    deployment.deploy(this::changed);
    insert(gcp, 3, 700);
    aws.execute(
        "INSERT INTO assistant.conversation VALUES (4, 'small', 'x')",
        "UPDATE assistant.conversation SET title = 'another' WHERE id = 2");
    deployment.awaitEqual(TABLES, Await.DEADLINE);
    assertThat(gcp.count("SELECT length(body) FROM assistant.conversation WHERE id = 2"))
        .isEqualTo(1500 * 1024);
    assertThat(gcp.column("SELECT title FROM assistant.conversation WHERE id = 2"))
        .containsExactly("another");
    assertThat(aws.count("SELECT length(body) FROM assistant.conversation WHERE id = 3"))
        .isEqualTo(700 * 1024);
    assertThat(ClusterBytes.of(running.broker().bootstrapServers()).count("anabranch_segments"))
        .isPositive();

    writesGoOnWhileConnectorsRestart();
    aSinkThatDoesNotAssembleStopsAndGoesOnOnceItDoes();
    aMirrorBringsThePartsUnderItsOwnNames();
    aMirrorWithAPolicyJudgesWholeRowsAndTakesThemApartAnew();
  }

  private void writesGoOnWhileConnectorsRestart() {
    for (int id = 10; id < 20; id++) {
      insert(aws, id, 200 + 50 * id);
      if (id == 13) {
        running.rest().restart(aws.captureName());
      }
      if (id == 16) {
        running.rest().restart(gcp.sinkName());
      }
    }
    aws.execute("DELETE FROM assistant.conversation WHERE id IN (2, 12)");
    deployment.awaitEqual(TABLES, Await.DEADLINE);
    assertThat(gcp.count("SELECT count(*) FROM assistant.conversation")).isEqualTo(12);
  }

  private void aSinkThatDoesNotAssembleStopsAndGoesOnOnceItDoes() {
    running.rest().replace(deployment.config(gcp.sinkName()));
    insert(aws, 30, 600);
    assertThat(running.rest().awaitFailed(gcp.sinkName()).failures().get(0).trace())
        .contains("Its value lies in parts", "Assemble$Value");
    running.rest().replace(changed(deployment.config(gcp.sinkName())));
    deployment.awaitEqual(TABLES, Await.DEADLINE);
  }

  private void aMirrorBringsThePartsUnderItsOwnNames() throws IOException {
    running.rest().put(mirror("away"));
    running.rest().awaitRunning("mirror", Await.DEADLINE);
    String whole = aws.column("SELECT body FROM assistant.conversation WHERE id = 19").get(0);
    assertThat(awaitMirrored("away", "body=" + whole)).contains("title=a title");
  }

  private void aMirrorWithAPolicyJudgesWholeRowsAndTakesThemApartAnew() throws IOException {
    running.rest().put(SegmentsPage.judging(mirror("judged"), directory().resolve("policy.yaml")));
    running.rest().awaitRunning("mirror", Await.DEADLINE);
    String whole = aws.column("SELECT body FROM assistant.conversation WHERE id = 19").get(0);
    assertThat(awaitMirrored("judged", "body=" + whole)).doesNotContain("title=a title");
  }

  /** What a connector without any store reads of a mirrored topic, once a text is in it. */
  private String awaitMirrored(String prefix, String text) throws IOException {
    Path file = directory().resolve(prefix + ".txt");
    Map<String, String> sink = new HashMap<>();
    sink.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
    sink.put("topics", prefix + "." + topic(aws));
    sink.put("file", file.toString());
    sink.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    sink.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    sink.put("header.converter", "org.apache.kafka.connect.storage.StringConverter");
    sink.put("consumer.override.metadata.max.age.ms", "500");
    running.rest().put(SegmentsPage.reading(new ConnectorConfig("mirrored", sink)));
    Await.until(
        "a large row of the mirrored topic is read whole",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return Files.exists(file) && Files.readString(file).contains(text);
        });
    running.rest().delete("mirrored");
    running.rest().delete("mirror");
    return Files.readString(file);
  }

  private static Path directory() {
    return Objects.requireNonNull(directory).path();
  }

  /** With the default names: the alias before that of each topic. */
  private ConnectorConfig mirror(String alias) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "org.apache.kafka.connect.mirror.MirrorSourceConnector");
    config.put("source.cluster.alias", alias);
    config.put("target.cluster.alias", "home");
    config.put("source.cluster.bootstrap.servers", running.broker().bootstrapServers());
    config.put("target.cluster.bootstrap.servers", running.broker().bootstrapServers());
    config.put("topics", "aws-us-east-1\\.assistant\\..*|parts\\.aws-us-east-1\\.assistant\\..*");
    config.put("replication.factor", "1");
    config.put("offset-syncs.topic.replication.factor", "1");
    config.put("sync.topic.acls.enabled", "false");
    for (String converter : List.of("key", "value", "header")) {
      config.put(
          converter + ".converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    }
    return new ConnectorConfig("mirror", config);
  }
}
