package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The files of connect-configs/events, with a system that knows nothing but Kafka and JSON. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExternalEventsIT {

  private static final Path FILES =
      PluginDirectories.projectRoot().resolve("connect-configs/events");
  private static final String TOPIC = "crm.events";
  private static final String ONE = "11111111-1111-4111-8111-111111111111";
  private static final String TWO = "22222222-2222-4222-8222-222222222222";
  private static final Duration DRIFT_MAX = Duration.ofSeconds(60);

  private final TwoRegionCluster cluster = TwoRegionCluster.start();
  private final TwoRegionDeployment deployment = cluster.deployment();
  private final Region aws = deployment.aws();
  private final Region gcp = deployment.gcp();
  private int sent;

  @BeforeEach
  void deploy_the_files() throws Exception {
    cluster.servers().broker().createTopic(TOPIC, 1);
    List<String> names =
        deployment.regions().stream()
            .flatMap(
                region ->
                    List.of(region.captureName(), region.sinkName(), eventsSink(region)).stream())
            .toList();
    for (String name : names) {
      ConnectorConfig file = ConnectorConfig.read(FILES.resolve(name + ".json"), Map.of());
      deployment.rest().put(name.endsWith("-events") ? file.with("on.error", "quarantine") : file);
    }
    names.forEach(name -> deployment.rest().awaitRunning(name, Await.DEADLINE));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void events_of_another_system_and_changes_of_both_regions_converge() {
    Instant begin = Instant.now();
    send(ONE, begin, "tea");
    awaitTitle(ONE, "tea");

    aws.execute("UPDATE assistant.session SET title = 'aws'");
    awaitTitle(ONE, "aws");

    // A late one of before the update, then a newer one, and that again.
    send(ONE, begin.plusMillis(1), "late");
    String newer = event(ONE, Instant.now(), "newer");
    send(newer);
    send(newer);
    awaitTitle(ONE, "newer");

    Instant beforeDelete = Instant.now();
    gcp.execute("DELETE FROM assistant.session");
    awaitTitle(ONE, null);
    send(ONE, beforeDelete.minusMillis(1), "from before the delete");
    send(newer);
    send(TWO, Instant.now(), "two");
    awaitTitle(TWO, "two");
    assertThat(titles(aws, ONE)).isEmpty();
    assertThat(titles(gcp, ONE)).isEmpty();

    deployment.cutLink();
    deployment.awaitLinkCut();
    aws.execute("UPDATE assistant.session SET title = 'apart in aws'");
    send(TWO, Instant.now(), "meanwhile");
    gcp.execute("UPDATE assistant.session SET title = 'apart in gcp'");
    deployment.healLink();
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }

  @Test
  void one_that_is_ahead_waits_and_one_that_is_too_late_is_told_of_in_both_regions() {
    Instant ahead = Instant.now().plus(DRIFT_MAX).plusSeconds(5);
    send(ONE, ahead, "ahead");
    awaitTitle(ONE, "ahead");
    assertThat(Instant.now()).isAfterOrEqualTo(ahead.minus(DRIFT_MAX));

    send(TWO, ahead.minus(Duration.ofDays(1)).minusMillis(1), "too late");
    for (Region region : deployment.regions()) {
      Await.until(
          "the late event is told of in " + region,
          Await.DEADLINE,
          () -> {
            deployment.failIfAnyFailed();
            return region.column(
                "SELECT reason FROM anabranch.conflict WHERE topic = '" + TOPIC + "'");
          },
          reasons -> reasons.size() == 1 && reasons.get(0).contains("context.external.lag.max.ms"));
      assertThat(titles(region, TWO)).isEmpty();
    }
  }

  private void awaitTitle(String id, @Nullable String title) {
    List<String> expected = title == null ? List.of() : List.of(title);
    for (Region region : deployment.regions()) {
      Await.until(
          "the title in " + region + " is " + title,
          DRIFT_MAX.plus(Await.DEADLINE),
          () -> {
            deployment.failIfAnyFailed();
            return titles(region, id);
          },
          expected::equals);
    }
  }

  private static List<String> titles(Region region, String id) {
    return region.column("SELECT title FROM assistant.session WHERE id = '" + id + "'");
  }

  private static String eventsSink(Region region) {
    return region.sinkName() + "-events";
  }

  private void send(String id, Instant at, String title) {
    send(event(id, at, title));
  }

  private String event(String id, Instant at, String title) {
    return """
        {"eventId": "crm-%d", "timestamp": "%s", "version": 1, "contextId": "session-%s",
         "cloudRegion": "crm", "eventType": "CONTEXT_STATE",
         "payload": {"operations": [{"type": "ADD", "path": "", "value":
           {"id": "%s", "user_id": "ann", "title": "%s", "model": "small",
            "started_at": "2026-01-01T12:00:00Z"}}]}}
        """
        .formatted(++sent, at, id, id, title);
  }

  private void send(String event) {
    try (var producer =
        new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, event.getBytes(StandardCharsets.UTF_8))).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", cluster.servers().broker().bootstrapServers());
  }
}
