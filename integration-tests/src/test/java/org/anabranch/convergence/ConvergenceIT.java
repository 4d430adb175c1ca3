package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.CatalogImage;
import org.anabranch.regions.Differences;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class ConvergenceIT {

  private static final int WRITERS = 3;
  private static final int ROUNDS = 3;
  private static final int COMMITS_BETWEEN = 100;

  private static int deployments;

  private final TwoRegionCluster cluster;
  private final TwoRegionDeployment deployment;
  private final Topics topics;

  ConvergenceIT(TwoRegionCluster cluster) {
    this.cluster = cluster;
    this.deployment = cluster.another("convergence" + ++deployments);
    this.topics = new Topics(cluster.servers().broker().bootstrapServers());
  }

  @AfterEach
  void undeploy() {
    deployment.regions().forEach(Witness::stop);
    deployment.undeploy();
  }

  @Test
  void writers_in_both_regions_end_equal_while_tasks_are_restarted() throws Exception {
    List<CatalogImage> before = catalogs();
    deployment.deploy(Quiet::beatingOften);
    List<Witness> witnesses = deployment.regions().stream().map(Witness::of).toList();
    try (Writers writers = Writers.start(deployment.regions(), WRITERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (Region region : deployment.regions()) {
          writers.awaitCommitted(COMMITS_BETWEEN);
          deployment.rest().restart(region.captureName());
          writers.awaitCommitted(COMMITS_BETWEEN);
          deployment.rest().restart(region.sinkName());
        }
      }
      writers.finish();
    }
    assertConverged(witnesses);
    assertThat(catalogs()).isEqualTo(before);
  }

  @Test
  void writers_in_both_regions_end_equal_although_a_worker_is_killed() throws Exception {
    deployment.deploy(Quiet::beatingOften);
    List<Witness> witnesses = deployment.regions().stream().map(Witness::of).toList();
    try (Writers writers = Writers.start(deployment.regions(), WRITERS);
        ForkedConnectWorker second = cluster.startWorker()) {
      Await.until("both workers have tasks", Await.DEADLINE, () -> workersWithTasks() == 2);
      writers.awaitCommitted(COMMITS_BETWEEN);
      second.kill();
      writers.awaitCommitted(COMMITS_BETWEEN);
      writers.finish();
    }
    assertConverged(witnesses);
  }

  /**
   * Once every change of every origin is merged in every region: the regions are equal, and the
   * topics hold the local changes, each once, in commit order, and no echo; and nothing is left of
   * it, neither version rows nor marks that are still sent.
   */
  private void assertConverged(List<Witness> witnesses) {
    for (int i = 0; i < witnesses.size(); i++) {
      Region region = deployment.regions().get(i);
      List<String> local = witnesses.get(i).localChanges();
      Await.until(
          local.size() + " changes of " + region + " are captured",
          Await.DEADLINE,
          () -> topics.changes(region).size(),
          captured -> captured >= local.size());
      assertThat(topics.changes(region)).as("changes of %s", region).isEqualTo(local);
    }
    List<Long> records = Quiet.await(deployment, topics, Await.DEADLINE);
    assertThat(
            Differences.between(deployment.aws(), deployment.gcp(), AssistantSchema.TABLES).lines())
        .isEmpty();
    assertThat(Quiet.await(deployment, topics, Await.DEADLINE))
        .as("records after all was merged")
        .isEqualTo(records);
    Quiet.awaitSilence(deployment, topics, Await.DEADLINE);
  }

  private long workersWithTasks() {
    return deployment.rest().connectors().stream()
        .flatMap(name -> deployment.rest().status(name).stream())
        .flatMap(status -> status.tasks().stream())
        .map(task -> task.worker())
        .distinct()
        .count();
  }

  private List<CatalogImage> catalogs() {
    return deployment.regions().stream().map(CatalogImage::of).toList();
  }
}
