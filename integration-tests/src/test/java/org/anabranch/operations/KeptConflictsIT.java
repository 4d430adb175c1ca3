package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.anabranch.convergence.TopicRecords;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** docs/operations/conflicts.md, of tables whose regions keep what they wrote themselves. */
class KeptConflictsIT extends ConflictsPageTest {

  private static final String TONE = "SELECT value FROM assistant.preference WHERE name = 'tone'";

  private final String settling = page.commands("Settle one", 3).get(0);
  private final List<String> policies = page.commands("Rows that wait for a person", 2);

  KeptConflictsIT(OperationsServers servers) {
    super(servers, "kept");
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
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(aws.column(TONE)).containsExactly("\"friendly, but terse\"");
    for (Region region : deployment.regions()) {
      Await.until(
          "every version row of " + region + " is forgotten",
          Await.DEADLINE,
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
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }

  /** Both regions change the same row before either hears of the other's change. */
  private void conflictUnder(String policy) {
    deployment.deploy();
    deployment.whileSinksAreStopped(() -> shell.run(policy));
    aws.execute("INSERT INTO assistant.preference VALUES ('user-1', 'tone', '\"neutral\"')");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
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

  /** The region whose version does not win, and which shows it all the same. */
  private Region loser() {
    String origin = aws.column("SELECT loser_origin FROM anabranch.conflict").get(0);
    return aws.origin().equals(origin) ? aws : gcp;
  }

  private ConsumerRecord<byte[], byte[]> deadLetter(Region region) {
    String kafka = servers.cluster().servers().broker().bootstrapServers();
    return TopicRecords.read(kafka, "dead-letters-of-" + region.sinkName(), 1, any -> true).get(0);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
