package org.anabranch.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Topics;
import org.anabranch.testkit.servers.Await;
import org.bson.Document;

/** How far two regions have come with each other, and whether anything is left to tell. */
final class Agreement {

  /** So many take longer than captures hold a mark back. */
  private static final int HEARTBEATS = 6;

  private final TwoDocumentRegions deployment;
  private final Topics topics;

  Agreement(TwoDocumentRegions deployment) {
    this.deployment = deployment;
    this.topics = deployment.topics();
  }

  /** Waits until both captures have told in every lane that a snapshot is over. */
  void awaitSnapshots() {
    for (DocumentRegion region : deployment.regions()) {
      Await.until(
          "the capture of " + region + " has taken its snapshot",
          Await.DEADLINE,
          () -> topics.lanesPastSnapshot(region.origin()),
          lanes -> lanes == DocumentRegion.STREAMS);
    }
  }

  /** Waits for each local change once, in the order of the commits, and nothing of a sink's. */
  void awaitCaptured(DocumentRegion region, List<String> local) {
    Await.until(
        local.size() + " changes of " + region + " are captured",
        Await.DEADLINE,
        () -> topics.changes(region.origin()).size(),
        captured -> captured >= local.size());
    assertThat(topics.changes(region.origin())).as("changes of %s", region).isEqualTo(local);
  }

  /** Waits until all that is in the topics is merged in both regions, and they are the same. */
  void awaitEqual() {
    awaitMerged();
    assertThat(deployment.aws().documents()).isNotEmpty().isEqualTo(deployment.gcp().documents());
  }

  /** Waits until both regions have the same documents, and more than none. */
  void awaitSame() {
    Await.until(
        "both regions are the same",
        Await.DEADLINE,
        () -> deployment.regions().stream().map(DocumentRegion::documents).toList(),
        both -> !both.get(0).isEmpty() && both.get(0).equals(both.get(1)));
  }

  private void awaitMerged() {
    for (DocumentRegion origin : deployment.regions()) {
      Map<String, Long> ends = topics.ends(origin.origin());
      for (DocumentRegion region : deployment.regions()) {
        Await.until(
            "the changes of " + origin + " are merged in " + region,
            Await.DEADLINE,
            () -> region.merged(origin.origin()),
            merged ->
                ends.entrySet().stream()
                    .allMatch(end -> merged.getOrDefault(end.getKey(), 0L) >= end.getValue()));
      }
    }
  }

  /** Waits until no version document is left, while nobody writes anything to the deployments. */
  void awaitForgotten() {
    awaitForgotten(() -> {});
  }

  /**
   * The same while somebody else writes: a deployment on which nothing happens says only every ten
   * seconds that a transaction has ended.
   */
  void awaitForgottenAmongOthers() {
    awaitForgotten(() -> deployment.regions().forEach(DocumentRegion::goOn));
  }

  private void awaitForgotten(Runnable meanwhile) {
    for (DocumentRegion region : deployment.regions()) {
      Await.until(
          "no version document is left in " + region,
          Await.DEADLINE,
          () -> {
            meanwhile.run();
            return region.kept("version").find().limit(10).into(new ArrayList<Document>());
          },
          List::isEmpty);
    }
  }

  /**
   * Waits until nobody has anything left to tell: while each capture sends several heartbeats and
   * its log goes on, nothing is added to a collection's topic, not even a mark.
   */
  void awaitSilence() {
    Await.until(
        "no collection's topic grows",
        Await.DEADLINE,
        () -> {
          List<Long> before = records();
          deployment.regions().forEach(DocumentRegion::goOn);
          deployment.regions().forEach(this::awaitHeartbeats);
          return List.of(before, records());
        },
        seen -> seen.get(0).equals(seen.get(1)));
  }

  private List<Long> records() {
    return deployment.regions().stream().map(region -> topics.records(region.origin())).toList();
  }

  private void awaitHeartbeats(DocumentRegion region) {
    long enough = topics.heartbeats(region.origin()) + HEARTBEATS;
    Await.until(
        "heartbeats of " + region,
        Await.DEADLINE,
        () -> topics.heartbeats(region.origin()),
        heartbeats -> heartbeats >= enough);
  }
}
