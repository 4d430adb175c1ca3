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

  /** A waiting change stream holds its connection's thread; threads start when they are needed. */
  private static final int CONNECTIONS = 512;

  private final int port = Ports.free();
  private final boolean transactions;
  private final ReplicaSetBackend backend;
  private de.bwaldvogel.mongo.@Nullable MongoServer running;
  private @Nullable MongoClient client;

  EmulatedMongoServer(boolean transactions) {
    this.transactions = transactions;
    backend = new ReplicaSetBackend(SET_NAME, "127.0.0.1:" + port, transactions);
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
      running.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, CONNECTIONS);
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
    return "the emulator" + (transactions ? "" : " without transactions");
  }

  @Override
  public boolean canStop() {
    return true;
  }

  @Override
  public boolean canCutOplog() {
    return true;
  }

  @Override
  public void cutOplog() {
    backend.cutOplog();
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
