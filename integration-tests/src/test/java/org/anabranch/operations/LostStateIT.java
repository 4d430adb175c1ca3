package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Quiet;
import org.anabranch.convergence.Topics;
import org.anabranch.operations.Shell.Result;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/operations/lost-state.md. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class LostStateIT {

  private static int deployments;

  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;
  private final ConnectRest rest;
  private final Shell shell;
  private final Topics topics;
  private final OperationsPage page = OperationsPage.read("lost-state");
  private final List<String> deletes = page.commands("Deletes that nobody heard of", 2);

  LostStateIT(OperationsServers servers) {
    deployment = servers.fresh("lost" + ++deployments);
    aws = deployment.aws();
    gcp = deployment.gcp();
    rest = deployment.rest();
    topics = servers.topics();
    shell = servers.shell(deployment, Map.of());
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void a_capture_whose_offsets_are_lost_says_what_to_do_and_what_it_missed_is_mended() {
    String wayOut = page.commands("A capture's offsets are lost", 1).get(0);
    deployWithRows();
    rest.stop(aws.captureName());
    rest.resetOffsets(aws.captureName());
    changeMeanwhile();
    // Without its offsets the capture does not know what changed, so all that it sends is newest.
    Await.until(
        "what another region changed has arrived",
        Await.DEADLINE,
        () -> aws.count("SELECT count(*) FROM assistant.preference WHERE value = '3'") == 1);
    resumeAwsCapture();
    assertThat(rest.awaitFailed(aws.captureName()).failures().get(0).trace())
        .contains("no position stored", "SELECT pg_drop_replication_slot('anabranch')");

    shell.run(wayOut);
    mendDeletes();
  }

  @Test
  void changes_that_a_dropped_slot_lost_come_by_a_snapshot_and_deletes_by_a_comparison() {
    String wayOut = page.commands("The replication slot is lost", 1).get(0);
    deployWithRows();
    awaitKnownAsTold();
    rest.stop(aws.captureName());
    // What changes elsewhere from now on arrives here only after the snapshot, or just before it.
    aws.execute("SELECT pg_drop_replication_slot('anabranch')");
    changeMeanwhile();
    resumeAwsCapture();
    assertThat(rest.awaitFailed(aws.captureName()).failures().get(0).trace())
        .contains("changes were lost", "snapshot.mode=when_needed", "compare");

    shell.run(wayOut);
    mendDeletes();
  }

  @Test
  void a_sink_whose_offsets_are_lost_reads_again_and_passes_over_what_it_has() {
    deployWithRows();
    rest.stop(gcp.sinkName());
    rest.resetOffsets(gcp.sinkName());
    aws.execute(
        "DELETE FROM assistant.preference WHERE name = 'deleted'",
        "UPDATE assistant.preference SET value = '2' WHERE name = 'updated'");
    rest.resume(gcp.sinkName());
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(gcp.column("SELECT name FROM assistant.preference ORDER BY name"))
        .containsExactly("elsewhere", "updated");
    assertThat(gcp.count("SELECT count(*) FROM anabranch.conflict")).isZero();
  }

  /** Rows that cross and are forgotten, so that nothing is in flight when state is lost. */
  private void deployWithRows() {
    deployment.deploy(Quiet::beatingOften);
    aws.execute(
        "INSERT INTO assistant.preference VALUES ('user-1', 'updated', '1'), ('user-1', 'deleted',"
            + " '1')");
    gcp.execute("INSERT INTO assistant.preference VALUES ('user-1', 'elsewhere', '1')");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    Quiet.await(deployment, topics, Await.DEADLINE);
    deployment.regions().forEach(Forgotten::await);
  }

  private void changeMeanwhile() {
    aws.execute(
        "UPDATE assistant.preference SET value = '2' WHERE name = 'updated'",
        "INSERT INTO assistant.preference VALUES ('user-1', 'inserted', '1')",
        "DELETE FROM assistant.preference WHERE name = 'deleted'");
    gcp.execute("UPDATE assistant.preference SET value = '3' WHERE name = 'elsewhere'");
  }

  /** The position that is stored says of every row that it was told. */
  private void awaitKnownAsTold() {
    Await.until(
        "a horizon is stored that lies above all rows",
        Await.DEADLINE,
        () -> {
          String horizon = rest.offsets(aws.captureName()).findPath("ab.horizon").asText();
          String above = horizon.isEmpty() ? "0" : horizon.substring(horizon.indexOf('/') + 1);
          return aws.count(
                  "SELECT count(*) FROM assistant.preference WHERE xmin::text::bigint >= " + above)
              == 0;
        });
  }

  private void mendDeletes() {
    Await.until(
        "what was inserted and updated meanwhile is in " + gcp,
        Await.DEADLINE,
        // A busy worker may start the task once more as it was, and that fails as before.
        () -> gcp.column("SELECT name || value FROM assistant.preference ORDER BY 1"),
        List.of("deleted1", "elsewhere3", "inserted1", "updated2")::equals);
    Result compared = shell.execute(deletes.get(0));
    assertThat(compared.status()).as(compared.output()).isEqualTo(1);
    assertThat(compared.output()).contains("name=deleted").doesNotContain("name=updated");

    assertThat(shell.run(deletes.get(1))).contains("deleted 1 rows");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(aws.column("SELECT name || value FROM assistant.preference ORDER BY 1"))
        .containsExactly("elsewhere3", "inserted1", "updated2");
    shell.run(deletes.get(0));
    deployment.regions().forEach(Forgotten::await);
  }

  /** It is to fail, which is not what resuming waits for. */
  private void resumeAwsCapture() {
    shell.run("curl -fsS -X PUT \"$CONNECT/connectors/aws-us-east-1-capture/resume\"");
  }
}
