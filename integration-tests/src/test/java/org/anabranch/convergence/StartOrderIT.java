package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The four connectors of two regions, started in every order. Orders that differ only in which
 * region is which are the same order.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class StartOrderIT {

  private static int orders;

  private final TwoRegionDeployment deployment;
  private final Topics topics;

  StartOrderIT(TwoRegionCluster cluster) {
    deployment = cluster.another("order" + ++orders);
    topics = new Topics(cluster.servers().broker().bootstrapServers());
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  static Stream<List<String>> everyOrder() {
    List<String> parts = List.of("first-capture", "second-capture", "first-sink", "second-sink");
    List<List<String>> all = new ArrayList<>();
    permute(parts, new ArrayList<>(), all);
    return all.stream()
        .filter(order -> order.indexOf("first-capture") < order.indexOf("second-capture"));
  }

  private static void permute(List<String> parts, List<String> chosen, List<List<String>> all) {
    if (chosen.size() == parts.size()) {
      all.add(List.copyOf(chosen));
    }
    for (String part : parts) {
      if (!chosen.contains(part)) {
        chosen.add(part);
        permute(parts, chosen, all);
        chosen.remove(part);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyOrder")
  void regions_converge_without_an_echo_when_started_as(List<String> order) {
    int step = 0;
    for (String part : order) {
      write("before " + ++step);
      Region region = part.startsWith("first") ? deployment.aws() : deployment.gcp();
      String name = part.endsWith("capture") ? region.captureName() : region.sinkName();
      deployment.deploy(name);
      deployment.rest().awaitRunning(name, Await.DEADLINE);
    }
    write("after all");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    for (Region region : deployment.regions()) {
      assertThat(region.count("SELECT count(*) FROM assistant.session")).isEqualTo(2L * (step + 1));
      // Each row that was written here is told of once, by the snapshot or as a change; an echo
      // would be one more.
      assertThat(topics.rowsTold(region)).isEqualTo(step + 1);
      Await.until(
          "the other region's last write is merged in " + region,
          Await.DEADLINE,
          () ->
              Streams.behind(
                  topics.ends(deployment.other(region)), region, deployment.other(region)),
          List::isEmpty);
    }
  }

  private void write(String title) {
    for (Region region : deployment.regions()) {
      region.execute(
          "INSERT INTO assistant.session (user_id, title) VALUES ('user-1', '%s in %s')"
              .formatted(title, region));
    }
  }
}
