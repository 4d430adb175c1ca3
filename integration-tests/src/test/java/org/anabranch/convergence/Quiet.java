package org.anabranch.convergence;

import java.time.Duration;
import java.util.List;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;

/** The state in which nothing is under way between the regions any more. */
public final class Quiet {

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
}
