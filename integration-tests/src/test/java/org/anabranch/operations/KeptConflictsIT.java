package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/operations/conflicts.md, of tables whose regions keep what they wrote themselves. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class KeptConflictsIT {

  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final String TONE = "SELECT value FROM assistant.preference WHERE name = 'tone'";

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final OperationsPage page = OperationsPage.read("conflicts");
  private final String open = page.commands("What is open", 1).get(0);
  private final String settling = page.commands("Settle one", 3).get(0);
  private final List<String> policies = page.commands("Rows that wait for a person", 2);
  private final OperationsServers servers;
  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;
  private final Shell shell;

  KeptConflictsIT(OperationsServers servers) {
    this.servers = servers;
    deployment = servers.fresh("kept" + NEXT.incrementAndGet());
    aws = deployment.aws();
    gcp = deployment.gcp();
    shell = servers.shell(deployment, Map.of());
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void each_region_shows_its_own_version_until_a_write_in_the_other_region_settles_it() {
    conflictUnder(policies.get(0));

    for (Region region : deployment.regions()) {
      assertThat(listed(region)).contains("terse", "friendly");
    }
    assertThat(aws.column(TONE)).containsExactly("\"terse\"");
    assertThat(gcp.column(TONE)).containsExactly("\"friendly\"");

    in(loser()).run(settling);

    deployment.regions().forEach(region -> awaitOpen(region, 0));
    deployment.awaitEqual(AssistantSchema.TABLES, DEADLINE);
    assertThat(aws.column(TONE)).containsExactly("\"friendly, but terse\"");
    for (Region region : deployment.regions()) {
      Await.until(
          "every version row of " + region + " is forgotten",
          DEADLINE,
          () -> region.count("SELECT count(*) FROM anabranch.version") == 0);
    }
  }

  @Test
  void the_dead_letter_queue_gets_the_change_with_both_versions() {
    conflictUnder(policies.get(1));

    assertThat(aws.column(TONE)).containsExactly("\"terse\"");
    assertThat(gcp.column(TONE)).containsExactly("\"friendly\"");
    for (Region region : deployment.regions()) {
      Headers headers = deadLetter(region).headers();
      List<String> rows =
          List.of(
              text(headers, "anabranch.conflict.winner.row"),
              text(headers, "anabranch.conflict.loser.row"));
      assertThat(rows).anyMatch(row -> row.contains("terse"));
      assertThat(rows).anyMatch(row -> row.contains("friendly"));
      assertThat(text(headers, "anabranch.conflict.loser")).startsWith(loser().origin() + "@");
      assertThat(text(headers, ChangeHeader.NAME)).startsWith("ab1:");
    }

    in(loser()).run(settling);

    deployment.regions().forEach(region -> awaitOpen(region, 0));
    deployment.awaitEqual(AssistantSchema.TABLES, DEADLINE);
  }

  /** Both regions change the same row before either hears of the other's change. */
  private void conflictUnder(String policy) {
    deployment.deploy();
    shell.run(policy);
    deployment.awaitSinksRunning();
    aws.execute("INSERT INTO assistant.preference VALUES ('user-1', 'tone', '\"neutral\"')");
    deployment.awaitEqual(AssistantSchema.TABLES, DEADLINE);
    deployment.cutLink();
    deployment.awaitLinkCut();
    aws.execute(write("terse"));
    gcp.execute(write("friendly"));
    deployment.healLink();
    deployment.regions().forEach(region -> awaitOpen(region, 1));
  }

  private static String write(String tone) {
    return "UPDATE assistant.preference SET value = '\"%s\"' WHERE name = 'tone'".formatted(tone);
  }

  private void awaitOpen(Region region, int count) {
    Await.until(
        "%d conflicts are in the list of %s".formatted(count, region),
        DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return listed(region);
        },
        list -> list.contains("(%d row".formatted(count)));
  }

  private String listed(Region region) {
    return in(region).run(open);
  }

  private Shell in(Region region) {
    return shell.with(Map.of("URL", OperationsServers.url(region)));
  }

  /** The region whose version does not win, and which shows it all the same. */
  private Region loser() {
    String origin = aws.column("SELECT loser_origin FROM anabranch.conflict").get(0);
    return aws.origin().equals(origin) ? aws : gcp;
  }

  private ConsumerRecord<byte[], byte[]> deadLetter(Region region) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", servers.cluster().servers().broker().bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition("dead-letters-of-" + region.sinkName(), 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Await.until(
          "the dead letter of " + region,
          DEADLINE,
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            return !read.isEmpty();
          });
    }
    return read.get(0);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
