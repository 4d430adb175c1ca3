package org.anabranch.mongodb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.anabranch.convergence.Writers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A deployment goes away while both regions are written, and comes back with its data. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedDocumentCluster.class)
class MongoOutageIT {
  private static final int WRITERS = 2;
  private static final int COMMITS_BETWEEN = 40;

  private final TwoDocumentRegions deployment;
  private final Agreement agreement;

  MongoOutageIT(DocumentCluster cluster) {
    deployment = new TwoDocumentRegions(cluster);
    agreement = new Agreement(deployment);
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  @Test
  void connectors_go_on_by_themselves_when_their_server_is_back_and_nothing_is_lost()
      throws Exception {
    DocumentRegion away = deployment.aws();
    assumeTrue(away.server().canStop(), "somebody else runs the server");
    deployment.deploy();
    try (LocalChanges first = new LocalChanges(deployment.aws().client());
        LocalChanges second = new LocalChanges(deployment.gcp().client())) {
      try (Writers writers = Writers.start(deployment.regions(), WRITERS, DocumentWriter::new)) {
        writers.awaitCommitted(COMMITS_BETWEEN);
        away.server().stop();
        writers.awaitCommitted(COMMITS_BETWEEN);
        away.server().startAgain();
        writers.awaitCommitted(COMMITS_BETWEEN);
        writers.finish();
      }
      agreement.awaitCaptured(deployment.aws(), first.soFar());
      agreement.awaitCaptured(deployment.gcp(), second.soFar());
    }
    agreement.awaitEqual();
    agreement.awaitForgottenAmongOthers();
    deployment.awaitRunning();
  }
}
