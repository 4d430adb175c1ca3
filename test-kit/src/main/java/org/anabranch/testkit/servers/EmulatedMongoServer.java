package org.anabranch.testkit.servers;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.anabranch.testkit.mongo.ReplicaSetBackend;
import org.jspecify.annotations.Nullable;

/** The emulator in this JVM. */
final class EmulatedMongoServer implements MongoServer {
  private static final String SET_NAME = "rs0";

  /** A waiting change stream holds its worker. */
  private static final int WORKERS = 64;

  private final int port = Ports.free();
  private final ReplicaSetBackend backend;
  private de.bwaldvogel.mongo.@Nullable MongoServer running;
  private @Nullable MongoClient client;

  EmulatedMongoServer(boolean transactions) {
    backend = new ReplicaSetBackend(SET_NAME, transactions);
    backend.host("127.0.0.1:" + port);
    startAgain();
  }

  @Override
  public String uri() {
    return "mongodb://127.0.0.1:%d/?replicaSet=%s".formatted(port, SET_NAME);
  }

  @Override
  public synchronized MongoClient client() {
    if (client == null) {
      client = MongoClients.create(uri());
    }
    return client;
  }

  @Override
  public synchronized void startAgain() {
    if (running == null) {
      running = new de.bwaldvogel.mongo.MongoServer(backend);
      running.enableOplog();
      running.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, WORKERS);
    }
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      running.shutdownNow();
      running = null;
    }
  }

  @Override
  public String kind() {
    return "emulator";
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
    stop();
  }
}
