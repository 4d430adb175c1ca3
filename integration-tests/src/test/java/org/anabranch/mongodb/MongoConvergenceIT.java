package org.anabranch.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.convergence.Writers;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applications write both regions at once; both end up the same, and nothing comes back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedDocumentCluster.class)
class MongoConvergenceIT {
  private static final int WRITERS = 3;
  private static final int ROUNDS = 2;
  private static final int COMMITS_BETWEEN = 40;

  private final TwoDocumentRegions deployment;
  private final Agreement agreement;

  MongoConvergenceIT(DocumentCluster cluster) {
    deployment = new TwoDocumentRegions(cluster);
    agreement = new Agreement(deployment);
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  @Test
  void writers_in_both_regions_end_equal_while_tasks_are_restarted_and_nothing_comes_back()
      throws Exception {
    List<CollectionsImage> before = images();
    deployment.deploy();
    try (LocalChanges first = new LocalChanges(deployment.aws().client());
        LocalChanges second = new LocalChanges(deployment.gcp().client())) {
      try (Writers writers = Writers.start(deployment.regions(), WRITERS, DocumentWriter::new)) {
        for (int round = 0; round < ROUNDS; round++) {
          for (DocumentRegion region : deployment.regions()) {
            writers.awaitCommitted(COMMITS_BETWEEN);
            deployment.rest().restart(region.captureName());
            writers.awaitCommitted(COMMITS_BETWEEN);
            deployment.rest().restart(region.sinkName());
          }
        }
        writers.finish();
      }
      agreement.awaitCaptured(deployment.aws(), first.soFar());
      agreement.awaitCaptured(deployment.gcp(), second.soFar());
    }
    agreement.awaitEqual();
    List<String> documents = deployment.aws().documents();
    agreement.awaitForgottenAmongOthers();
    agreement.awaitSilence();
    for (DocumentRegion region : deployment.regions()) {
      assertThat(region.documents()).isEqualTo(documents);
      assertThat(region.fields()).isSubsetOf(DocumentWriter.FIELDS);
    }
    assertThat(images()).isEqualTo(before);
  }

  @Test
  void regions_in_which_nobody_writes_any_more_forget_what_both_have_seen_and_fall_silent() {
    deployment.deploy();
    for (DocumentRegion region : deployment.regions()) {
      region.collection("chat").insertOne(new Document("_id", "of " + region));
    }
    agreement.awaitSame();
    agreement.awaitForgotten();
    agreement.awaitSilence();
    assertThat(deployment.aws().documents()).hasSize(2);
  }

  private List<CollectionsImage> images() {
    return deployment.regions().stream().map(CollectionsImage::of).toList();
  }
}
