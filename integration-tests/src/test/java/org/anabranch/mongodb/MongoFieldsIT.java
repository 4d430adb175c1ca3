package org.anabranch.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.List;
import org.anabranch.convergence.Writers;
import org.anabranch.testkit.servers.Await;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two regions merge documents field by field. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedDocumentCluster.class)
class MongoFieldsIT {
  private static final int WRITERS = 2;
  private static final int COMMITS = 150;
  private static final Document KEY = new Document("_id", "both");

  private final TwoDocumentRegions deployment;
  private final Agreement agreement;

  MongoFieldsIT(DocumentCluster cluster) {
    deployment = new TwoDocumentRegions(cluster, DocumentRegion.BY_FIELD);
    agreement = new Agreement(deployment);
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  @Test
  void what_two_regions_do_to_different_fields_at_once_is_all_there() {
    deployment.deploy();
    Document first = new Document(KEY).append("title", "old").append("mood", "old");
    deployment.aws().collection("chat").insertOne(first);
    awaitDocument(deployment.gcp(), first);
    // While neither sink runs, neither region sees what the other one does.
    deployment.regions().forEach(region -> deployment.rest().stop(region.sinkName()));
    deployment.aws().collection("chat").updateOne(KEY, Updates.unset("title"));
    deployment.gcp().collection("chat").updateOne(KEY, Updates.set("mood", null));
    deployment.gcp().collection("chat").updateOne(KEY, Updates.set("tags", List.of("new")));
    deployment.regions().forEach(region -> deployment.rest().resume(region.sinkName()));

    Document merged = new Document(KEY).append("mood", null).append("tags", List.of("new"));
    deployment.regions().forEach(region -> awaitDocument(region, merged));
    deployment
        .regions()
        .forEach(region -> assertThat(region.kept("conflict").countDocuments()).isZero());
  }

  private static void awaitDocument(DocumentRegion region, Document expected) {
    Await.until(
        "the document is as expected in " + region,
        Await.DEADLINE,
        () -> expected.equals(region.collection("chat").find(KEY).first()));
  }

  @Test
  void writers_that_set_and_remove_fields_end_equal_and_nothing_comes_back() throws Exception {
    deployment.deploy();
    try (LocalChanges first = new LocalChanges(deployment.aws().client());
        LocalChanges second = new LocalChanges(deployment.gcp().client())) {
      try (Writers writers = Writers.start(deployment.regions(), WRITERS, FieldWriter::new)) {
        writers.awaitCommitted(COMMITS);
        writers.finish();
      }
      awaitAllMerged(first, second);
      // What a delete had not seen waits for a document to come back, until a change has seen it.
      for (String id : FieldWriter.IDS) {
        deployment
            .aws()
            .collection("chat")
            .updateOne(
                Filters.eq("_id", id), Updates.set("seen", true), new UpdateOptions().upsert(true));
      }
      awaitAllMerged(first, second);
    }
    List<String> documents = deployment.aws().documents();
    agreement.awaitForgottenAmongOthers();
    agreement.awaitSilence();
    for (DocumentRegion region : deployment.regions()) {
      assertThat(region.documents()).isEqualTo(documents);
    }
  }

  private void awaitAllMerged(LocalChanges first, LocalChanges second) {
    agreement.awaitCaptured(deployment.aws(), first.soFar());
    agreement.awaitCaptured(deployment.gcp(), second.soFar());
    agreement.awaitEqual();
  }
}
