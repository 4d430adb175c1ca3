package org.anabranch.convergence;

import java.time.Duration;
import java.util.List;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;

/** The state in which nothing is under way between the regions any more. */
public final class Quiet {

  private static final String HEARTBEAT_MILLIS = "500";

  /** So many take longer than captures hold a mark back. */
  private static final int HEARTBEATS = 6;

  private Quiet() {}

  /**
   * Waits until every captured change is merged in every region. Says how many changes each
   * origin's topics hold then.
   */
  public static List<Long> await(TwoRegionDeployment deployment, Topics topics, Duration deadline) {
    for (Region origin : deployment.regions()) {
      for (Region region : deployment.regions()) {
        Await.until(
            "the changes of " + origin + " are merged in " + region,
            deadline,
            () -> Streams.behind(topics.ends(origin), region, origin),
            List::isEmpty);
      }
    }
    return deployment.regions().stream().map(topics::count).toList();
  }

  /** A connector whose heartbeats, if it is a capture, are soon enough for a test to wait for. */
  public static ConnectorConfig beatingOften(ConnectorConfig connector) {
    return connector.name().endsWith("-capture")
        ? connector.with("heartbeat.interval.ms", HEARTBEAT_MILLIS)
        : connector;
  }

  /**
   * Waits until nobody has anything left to tell: no version row is kept in any region, and while
   * each capture sends several heartbeats, nothing is added to a table's topic, not even a mark.
   */
  public static void awaitSilence(
      TwoRegionDeployment deployment, Topics topics, Duration deadline) {
    for (Region region : deployment.regions()) {
      Await.until(
          "no version row is left in " + region,
          deadline,
          () -> {
            deployment.failIfAnyFailed();
            return region.column("SELECT v FROM anabranch.version v LIMIT 10");
          },
          List::isEmpty);
    }
    Await.until(
        "no table's topic grows",
        deadline,
        () -> {
          List<Long> before = records(deployment, topics);
          awaitHeartbeats(deployment, topics, deadline);
          return List.of(before, records(deployment, topics));
        },
        seen -> seen.get(0).equals(seen.get(1)));
  }

  private static List<Long> records(TwoRegionDeployment deployment, Topics topics) {
    return deployment.regions().stream().map(topics::records).toList();
  }

  private static void awaitHeartbeats(
      TwoRegionDeployment deployment, Topics topics, Duration deadline) {
    List<Long> before = deployment.regions().stream().map(topics::heartbeats).toList();
    for (int i = 0; i < before.size(); i++) {
      Region region = deployment.regions().get(i);
      long enough = before.get(i) + HEARTBEATS;
      Await.until(
          "heartbeats of " + region, deadline, () -> topics.heartbeats(region), n -> n >= enough);
    }
  }
}
