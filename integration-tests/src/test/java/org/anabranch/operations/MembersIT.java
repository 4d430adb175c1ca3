package org.anabranch.operations;

import static org.anabranch.operations.OperationsServers.AZURE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Quiet;
import org.anabranch.convergence.Topics;
import org.anabranch.convergence.Writers;
import org.anabranch.operations.Shell.Result;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Differences;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectorStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/operations/members.md. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class MembersIT {

  private static final List<String> TABLES = AssistantSchema.TABLES;

  private final TwoRegionDeployment two;
  private final Region aws;
  private final Region gcp;
  private final Region azure;
  private final Region azureAnew;
  private final ConnectRest rest;
  private final OperationsPage page = OperationsPage.read("members");
  private final List<String> joins = page.commands("A region joins", 8);
  private final List<String> retires = page.commands("A region retires", 6);
  private final List<String> tooLong = page.commands("A region was away too long", 3);
  private final Shell shell;
  private final Shell shellAnew;
  private final Topics topics;

  MembersIT(OperationsServers servers) {
    this.two = servers.asInTheFiles();
    this.aws = two.aws();
    this.gcp = two.gcp();
    this.azure = servers.join(two, AZURE);
    this.azureAnew = new Region(AZURE + "-2", azure.variablePrefix(), azure.database());
    this.rest = two.rest();
    this.shell = servers.shell(two, Map.of(), azure);
    this.topics = servers.topics();
    this.shellAnew = servers.shell(two, Map.of(AZURE, azureAnew.origin()), azureAnew);
  }

  @AfterEach
  void undeploy() {
    two.undeploy();
    azure.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
  }

  @Test
  void a_region_joins_while_others_write_is_away_too_long_joins_anew_and_retires()
      throws Exception {
    assertThat(page.commands()).hasSize(joins.size() + retires.size() + tooLong.size());
    two.regions().forEach(region -> region.execute(AssistantSchema.fill(region.origin())));
    two.deploy(Quiet::beatingOften);
    try (Writers writers = Writers.startGently(two.regions(), 2)) {
      writers.awaitCommitted(50);
      join(shell, azure, () -> shell.run(joins.get(1)));
      try (Writers there = Writers.startGently(List.of(azure), 2)) {
        there.awaitCommitted(100);
        there.finish();
      }
      writers.finish();
    }
    awaitEqual(aws, gcp, azure);

    beAwayTooLong();
    two.awaitEqual(TABLES, Await.DEADLINE);
    // This command names both, the old name and the new one.
    join(shellAnew, azureAnew, () -> shell.run(tooLong.get(2)));
    try (Writers writers = Writers.startGently(two.regions(), 2)) {
      try (Writers there = Writers.startGently(List.of(azureAnew), 2)) {
        there.awaitCommitted(100);
        there.finish();
      }
      retire();
      writers.awaitCommitted(50);
      writers.finish();
    }
    awaitEqual(aws, gcp);
  }

  /** The commands of "A region joins"; how the new region is deployed is said by the caller. */
  private void join(Shell with, Region joining, Runnable deploy) {
    with.run(joins.get(0));
    awaitRunning(aws.sinkName(), gcp.sinkName());
    deploy.run();
    with.run(joins.get(2));
    awaitRunning(aws.captureName(), gcp.captureName(), joining.captureName(), joining.sinkName());
    with.await(joins.get(3), Await.DEADLINE);
    with.run(joins.get(4));
    with.await(joins.get(5), Await.DEADLINE);
    with.await(joins.get(6), Await.DEADLINE);
    with.run(joins.get(7));
    awaitRunning(aws.sinkName(), gcp.sinkName(), joining.sinkName());
  }

  private void retire() {
    shellAnew.run(retires.get(0));
    shellAnew.run(retires.get(1));
    shellAnew.await(retires.get(2), Await.DEADLINE);
    unlist(shellAnew);
  }

  /** The retiring from step 3 on. */
  private void unlist(Shell with) {
    with.run(retires.get(3));
    awaitRunning(aws.sinkName(), gcp.sinkName());
    with.run(retires.get(4));
    awaitRunning(aws.captureName(), gcp.captureName());
    with.run(retires.get(5));
  }

  private void beAwayTooLong() {
    aws.execute(
        "INSERT INTO assistant.preference VALUES ('gone', 'deleted elsewhere', '1'), ('gone',"
            + " 'written there', '1')");
    awaitEqual(aws, gcp, azure);
    awaitForgotten(aws, gcp, azure);
    rest.pause(azure.sinkName());
    rest.pause(azure.captureName());
    retention("1000");
    aws.execute("DELETE FROM assistant.preference WHERE user_id = 'gone'");
    two.awaitEqual(TABLES, Await.DEADLINE);
    // What a region has not read back yet is not forgotten there either.
    Quiet.await(two, topics, Await.DEADLINE);
    awaitForgotten(aws, gcp);
    azure.execute("UPDATE assistant.preference SET value = '2' WHERE name = 'deleted elsewhere'");
    rest.resume(azure.captureName());

    for (Region region : two.regions()) {
      ConnectorStatus failed = rest.awaitFailed(region.sinkName());
      assertThat(failed.failures().get(0).trace())
          .contains(azure.origin(), "docs/operations/members.md", "assistant.preference");
      assertThat(region.count("SELECT count(*) FROM assistant.preference WHERE user_id = 'gone'"))
          .isZero();
    }
    comeBack();
  }

  private void comeBack() {
    Result compared = shell.execute(tooLong.get(0));
    assertThat(compared.status()).as(compared.output()).isEqualTo(1);
    assertThat(compared.output()).contains("deleted elsewhere");
    unlist(shell);
    retention("604800000");
    assertThat(aws.count("SELECT count(*) FROM assistant.preference WHERE user_id = 'gone'"))
        .isZero();
    shell.run(tooLong.get(1));
  }

  private void retention(String millis) {
    for (Region region : two.regions()) {
      shell.run(
          """
          curl -fsS --retry 5 --retry-all-errors "$CONNECT/connectors/%1$s/config" | jq '."tombstone.retention.ms" = "%2$s"' |
            curl -fsS --retry 5 --retry-all-errors -X PUT -H 'Content-Type: application/json' --data @- \
              "$CONNECT/connectors/%1$s/config"
          """
              .formatted(region.sinkName(), millis));
    }
  }

  private void awaitRunning(String... connectors) {
    for (String connector : connectors) {
      rest.awaitRunning(connector, Await.DEADLINE);
    }
  }

  private static void awaitForgotten(Region... regions) {
    for (Region region : regions) {
      Await.until(
          "no version row is left in " + region,
          Await.DEADLINE,
          () -> region.column("SELECT v::text FROM anabranch.version v LIMIT 20"),
          List::isEmpty);
    }
  }

  private void awaitEqual(Region... regions) {
    for (int i = 1; i < regions.length; i++) {
      Region other = regions[i];
      Await.until(
          regions[0] + " and " + other + " hold the same rows",
          Await.DEADLINE,
          () -> {
            two.failIfAnyFailed();
            return Differences.between(regions[0], other, TABLES);
          },
          Differences::none);
    }
    awaitForgotten(regions);
  }
}
