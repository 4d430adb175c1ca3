package org.anabranch.testkit.servers;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A replica set that somebody else runs. It must be empty, since the tests, and Debezium's scope of
 * a whole deployment, take all of it; it is empty again when it is closed.
 */
final class NamedMongoServer implements MongoServer {
  private static final Set<String> SYSTEM = Set.of("admin", "config", "local");

  private final String variable;
  private final String uri;
  private final Runnable release;
  private final MongoClient client;

  NamedMongoServer(String variable, String uri, Runnable release) {
    this.variable = variable;
    this.uri = uri;
    this.release = release;
    this.client = MongoClients.create(uri);
    List<String> found = databases();
    if (!found.isEmpty()) {
      client.close();
      release.run();
      throw new IllegalStateException(
          "The deployment that %s names has %d databases besides the system's; tests drop what they find, so give them an empty one"
              .formatted(variable, found.size()));
    }
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public MongoClient client() {
    return client;
  }

  @Override
  public String kind() {
    return "the deployment that " + variable + " names";
  }

  @Override
  public boolean canStop() {
    return false;
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException("Not ours to stop: " + kind());
  }

  @Override
  public void startAgain() {
    throw new UnsupportedOperationException("Not ours to start: " + kind());
  }

  @Override
  public boolean canCutOplog() {
    return false;
  }

  @Override
  public void cutOplog() {
    throw new UnsupportedOperationException("Not ours to cut the oplog of: " + kind());
  }

  @Override
  public void close() {
    try {
      databases().forEach(name -> client.getDatabase(name).drop());
    } catch (IllegalStateException closedBefore) {
      return;
    }
    client.close();
    release.run();
  }

  private List<String> databases() {
    List<String> names = client.listDatabaseNames().into(new ArrayList<>());
    names.removeAll(SYSTEM);
    return names;
  }
}
