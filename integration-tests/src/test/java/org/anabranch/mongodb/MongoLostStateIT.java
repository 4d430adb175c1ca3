package org.anabranch.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.operations.OperationsPage;
import org.anabranch.operations.Shell;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/operations/lost-state.md, what it says of MongoDB. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedDocumentCluster.class)
class MongoLostStateIT {
  private final TwoDocumentRegions deployment;
  private final Agreement agreement;
  private final DocumentRegion aws;
  private final DocumentRegion gcp;
  private final ConnectRest rest;
  private final Shell shell;
  private final OperationsPage page = OperationsPage.read("lost-state");

  MongoLostStateIT(DocumentCluster cluster) {
    deployment = new TwoDocumentRegions(cluster);
    agreement = new Agreement(deployment);
    aws = deployment.aws();
    gcp = deployment.gcp();
    rest = deployment.rest();
    shell =
        new Shell(
            Map.of("CONNECT", rest.url().toString().replaceAll("/$", "")),
            Map.of(deployment.nameOnPages(), aws.origin()));
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  @Test
  void changes_that_the_log_has_given_up_come_by_a_snapshot_and_deletes_by_a_comparison() {
    assumeTrue(aws.server().canCutOplog(), "somebody else runs the server");
    String wayOut = page.commands("The replication slot is lost", 1).get(0);
    deployWithDocuments();
    rest.stop(aws.captureName());
    changeMeanwhile();
    aws.server().cutOplog();
    // It is to fail, which is not what the client's resuming waits for.
    shell.run("curl -fsS -X PUT \"$CONNECT/connectors/aws-us-east-1-capture/resume\"");
    assertThat(rest.awaitFailed(aws.captureName()).failures().get(0).trace())
        .contains("changes were lost", "snapshot.mode=when_needed", "compare the keys");

    shell.run(wayOut);
    mendDeletes();
  }

  @Test
  void a_capture_whose_offsets_are_lost_takes_a_snapshot_and_deletes_come_by_a_comparison() {
    String forgetOffsets = page.commands("MongoDB", 1).get(0);
    deployWithDocuments();
    rest.stop(aws.captureName());
    changeMeanwhile();
    shell.run(forgetOffsets);
    mendDeletes();
  }

  /** Documents that cross and are forgotten, so that nothing is in flight when state is lost. */
  private void deployWithDocuments() {
    deployment.deploy();
    aws.collection("chat").insertMany(List.of(chat("updated", 1), chat("deleted", 1)));
    gcp.collection("chat").insertOne(chat("elsewhere", 1));
    Await.until(
        "all documents are in both regions",
        Await.DEADLINE,
        () -> List.of(values(aws), values(gcp)),
        List.of(
                List.of("deleted 1", "elsewhere 1", "updated 1"),
                List.of("deleted 1", "elsewhere 1", "updated 1"))
            ::equals);
    agreement.awaitForgottenAmongOthers();
  }

  private static Document chat(String id, int value) {
    return new Document("_id", id).append("value", value);
  }

  private static List<String> values(DocumentRegion region) {
    return region
        .collection("chat")
        .find()
        .sort(new Document("_id", 1))
        .map(document -> document.get("_id") + " " + document.get("value"))
        .into(new ArrayList<>());
  }

  /** The snapshot tells all documents as they are here: what another region changes comes first. */
  private void changeMeanwhile() {
    aws.collection("chat").updateOne(eq("_id", "updated"), Updates.set("value", 2));
    aws.collection("chat").insertOne(chat("inserted", 1));
    aws.collection("chat").deleteOne(eq("_id", "deleted"));
    gcp.collection("chat").updateOne(eq("_id", "elsewhere"), Updates.set("value", 3));
    Await.until(
        "what another region changed has arrived",
        Await.DEADLINE,
        () -> values(aws),
        List.of("elsewhere 3", "inserted 1", "updated 2")::equals);
  }

  private void mendDeletes() {
    Await.until(
        "what was inserted and updated meanwhile is in " + gcp,
        Await.DEADLINE,
        () -> values(gcp),
        List.of("deleted 1", "elsewhere 3", "inserted 1", "updated 2")::equals);

    // What the page says in the language of mongosh, which is not at hand.
    List<Object> gone = new ArrayList<>(ids(gcp));
    gone.removeAll(ids(aws));
    assertThat(gone).containsExactly("deleted");
    gcp.collection("chat").deleteMany(in("_id", gone));

    agreement.awaitSame();
    agreement.awaitForgottenAmongOthers();
    for (DocumentRegion region : deployment.regions()) {
      assertThat(values(region)).containsExactly("elsewhere 3", "inserted 1", "updated 2");
      assertThat(region.kept("conflict").countDocuments()).isZero();
    }
  }

  private static List<Object> ids(DocumentRegion region) {
    return region
        .collection("chat")
        .find()
        .map(document -> document.get("_id"))
        .into(new ArrayList<>());
  }
}
