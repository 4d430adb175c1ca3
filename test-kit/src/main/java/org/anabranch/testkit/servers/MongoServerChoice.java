package org.anabranch.testkit.servers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which MongoDB tests use. */
final class MongoServerChoice {
  private static final Logger LOG = LoggerFactory.getLogger(MongoServer.class);
  private static final String VARIABLE = "MONGODB_URI";
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();
  private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();

  private MongoServerChoice() {}

  static MongoServer start() {
    MongoServer server = choose();
    if (TOLD.add(server.kind())) {
      LOG.info("MongoDB is {}", server.kind());
    }
    return server;
  }

  private static MongoServer choose() {
    if (System.getenv(VARIABLE) != null) {
      return named();
    }
    return switch (ServerKind.chosen()) {
      case EMBEDDED -> new EmulatedMongoServer(true);
      case TESTCONTAINERS -> new ContainerMongoServer();
    };
  }

  /** The first of the named deployments that no other server has. */
  private static MongoServer named() {
    String variable = VARIABLE;
    for (int number = 2; ; number++) {
      String uri = System.getenv(variable);
      if (uri == null) {
        throw new IllegalStateException(
            "This test needs one more MongoDB deployment than the environment names: set "
                + variable
                + ", or unset "
                + VARIABLE);
      }
      if (TAKEN.add(uri)) {
        return new NamedMongoServer(variable, uri, () -> TAKEN.remove(uri));
      }
      variable = VARIABLE + "_" + number;
    }
  }
}
