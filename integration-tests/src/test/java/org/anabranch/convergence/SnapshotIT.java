package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class SnapshotIT {

  private static int deployments;

  private final TwoRegionCluster cluster;
  private final TwoRegionDeployment deployment;

  SnapshotIT(TwoRegionCluster cluster) {
    this.cluster = cluster;
    this.deployment = cluster.another("snapshot" + ++deployments);
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void two_filled_databases_with_overlapping_keys_converge_while_both_are_written()
      throws Exception {
    for (Region region : deployment.regions()) {
      region.execute(
          AssistantSchema.fill(region.origin()),
          "INSERT INTO assistant.preference SELECT 'user-' || n % 3, 'name-' || n, to_jsonb(CASE"
              + " n % 2 WHEN 0 THEN 'same' ELSE '"
              + region
              + "' END) FROM generate_series(0, 99) n");
    }
    try (Writers writers = Writers.start(deployment.regions(), 2)) {
      deployment.deploy();
      writers.awaitCommitted(200);
      writers.finish();
    }
    Topics topics = new Topics(cluster.servers().broker().bootstrapServers());
    Quiet.await(deployment, topics, Await.DEADLINE);
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }

  @Test
  void of_rows_that_both_had_before_the_same_one_wins_and_the_other_is_told_of() {
    for (Region region : deployment.regions()) {
      region.execute(
          "INSERT INTO assistant.preference VALUES ('user-1', 'same', '1'), ('user-1', 'other', '\""
              + region
              + "\"')");
    }
    deployment.deploy();
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    Await.until(
        "each region has told of the one row that differed",
        Await.DEADLINE,
        () ->
            deployment.regions().stream()
                .map(region -> region.column("SELECT key->>'name' FROM anabranch.conflict"))
                .toList(),
        told -> told.equals(List.of(List.of("other"), List.of("other"))));
    assertThat(
            deployment
                .aws()
                .column("SELECT value::text FROM assistant.preference WHERE name = 'other'"))
        .containsExactly("\"" + deployment.gcp() + "\"");
  }
}
