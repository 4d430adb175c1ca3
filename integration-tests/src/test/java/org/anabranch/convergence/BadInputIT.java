package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.ConnectorStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a sink does with a record that is no change, and with one that does not fit its table. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class BadInputIT {

  private static final String SECRET = "a value that nobody may read in a log";
  private static final String DEAD_LETTERS = "dead-letters-";

  private static int deployments;

  private final TwoRegionCluster cluster;
  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;

  BadInputIT(TwoRegionCluster cluster) {
    this.cluster = cluster;
    this.deployment = cluster.another("bad" + ++deployments);
    this.aws = deployment.aws();
    this.gcp = deployment.gcp();
  }

  @BeforeEach
  void make_an_index_that_only_one_region_has_and_that_takes_short_values_only() {
    gcp.execute(
        "CREATE INDEX short ON assistant.preference ((1 / (length(value::text) < 20)::int))");
    deployment.deploy();
    aws.execute("INSERT INTO assistant.preference VALUES ('user-1', 'fits', '\"short\"')");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void without_a_word_of_the_admin_the_task_fails_and_says_where_what_and_how_to_mend_it() {
    aws.execute(misfit());
    ConnectorStatus failed = deployment.rest().awaitFailed(gcp.sinkName());
    assertThat(failed.failures()).isNotEmpty();
    assertThat(failed.failures().get(0).trace())
        .contains(topic(), "partition", "offset", "on.error=quarantine")
        .contains("22012")
        .doesNotContain(SECRET);
    assertThat(gcp.count("SELECT count(*) FROM assistant.preference")).isEqualTo(1);

    gcp.execute("DROP INDEX assistant.short");
    deployment.rest().restart(gcp.sinkName());
    deployment.rest().awaitRunning(gcp.sinkName(), Await.DEADLINE);
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }

  @Test
  void quarantined_records_are_in_the_dead_letter_queue_and_in_the_conflict_table() {
    for (Region region : deployment.regions()) {
      // Both sinks read every topic, so both meet the record without a header.
      deployment.rest().replace(tolerant(region, deployment.config(region.sinkName())));
    }
    produceRecordWithoutHeader();
    aws.execute(misfit(), "INSERT INTO assistant.preference VALUES ('user-1', 'after', '1')");

    Await.until(
        "the change after the misfit is merged",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return gcp.count("SELECT count(*) FROM assistant.preference WHERE name = 'after'") == 1;
        });
    Await.until(
        "both bad records are conflict rows",
        Await.DEADLINE,
        () ->
            gcp.column(
                "SELECT concat_ws(' ', verdict, topic, \"partition\" IS NOT NULL, \"offset\" IS NOT"
                    + " NULL, key->>'name') FROM anabranch.conflict ORDER BY 1"),
        List.of("quarantined " + topic() + " t t", "quarantined " + topic() + " t t misfit")
            ::equals);
    assertThat(gcp.column("SELECT reason FROM anabranch.conflict"))
        .allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotContain(SECRET));
    List<ConsumerRecord<byte[], byte[]>> dead = deadLetters(2);
    assertThat(dead).hasSize(2);
    assertThat(dead)
        .allSatisfy(
            letter ->
                letter
                    .headers()
                    .forEach(
                        header ->
                            assertThat(new String(header.value(), StandardCharsets.UTF_8))
                                .doesNotContain(SECRET)));
  }

  private String topic() {
    return aws.origin() + ".assistant.preference";
  }

  private static String misfit() {
    return "INSERT INTO assistant.preference VALUES ('user-1', 'misfit', '\"" + SECRET + "\"')";
  }

  private static ConnectorConfig tolerant(Region region, ConnectorConfig sink) {
    return sink.with("errors.tolerance", "all")
        .with("errors.deadletterqueue.topic.name", DEAD_LETTERS + region)
        .with("errors.deadletterqueue.topic.replication.factor", "1")
        .with("errors.deadletterqueue.context.headers.enable", "true");
  }

  private void produceRecordWithoutHeader() {
    byte[] json = "{\"schema\":null,\"payload\":null}".getBytes(StandardCharsets.UTF_8);
    try (var producer =
        new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
      Future<?> unused = producer.send(new ProducerRecord<>(topic(), 0, json, json));
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
    String kafka = cluster.servers().broker().bootstrapServers();
    return TopicRecords.read(kafka, DEAD_LETTERS + gcp, count, any -> true);
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", cluster.servers().broker().bootstrapServers());
  }
}
