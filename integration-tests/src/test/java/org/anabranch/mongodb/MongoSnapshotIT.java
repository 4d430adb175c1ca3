package org.anabranch.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.convergence.Writers;
import org.anabranch.testkit.servers.Await;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both regions have documents of the same keys before the first connector starts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedDocumentCluster.class)
class MongoSnapshotIT {
  private final TwoDocumentRegions deployment;
  private final Agreement agreement;

  MongoSnapshotIT(DocumentCluster cluster) {
    deployment = new TwoDocumentRegions(cluster);
    agreement = new Agreement(deployment);
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  @Test
  void two_filled_deployments_with_overlapping_keys_converge_while_both_are_written()
      throws Exception {
    for (DocumentRegion region : deployment.regions()) {
      region
          .collection("chat")
          .insertMany(
              IntStream.range(0, 100)
                  .mapToObj(
                      n ->
                          new Document("_id", n)
                              .append("value", n % 2 == 0 ? "same" : region.origin()))
                  .toList());
      region.collection("preference").insertOne(new Document("_id", "of " + region.origin()));
    }
    try (Writers writers = Writers.start(deployment.regions(), 2, DocumentWriter::new)) {
      deployment.deploy();
      writers.awaitCommitted(40);
      writers.finish();
    }
    agreement.awaitSilence();
    agreement.awaitForgottenAmongOthers();
    agreement.awaitEqual();
  }

  @Test
  void of_documents_that_both_had_before_the_same_one_wins_and_the_other_is_told_of() {
    for (DocumentRegion region : deployment.regions()) {
      region
          .collection("chat")
          .insertMany(
              List.of(
                  new Document("_id", "same").append("value", 1),
                  new Document("_id", "other").append("value", region.origin())));
    }
    deployment.deploy();
    agreement.awaitSame();
    for (DocumentRegion region : deployment.regions()) {
      Await.until(
          region + " has told of the one document that differed",
          Await.DEADLINE,
          () -> region.kept("conflict").find().into(new ArrayList<Document>()),
          conflicts -> conflicts.size() == 1 && conflicts.toString().contains("other"));
    }
    assertThat(deployment.aws().documents())
        .anyMatch(document -> document.contains(deployment.gcp().origin()))
        .hasSize(2);
  }
}
