package org.anabranch.mongodb;

import java.util.concurrent.ExecutionException;
import org.anabranch.convergence.Topics;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.WorkerSettings;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka broker and a Connect worker with the plugins for MongoDB, for many tests. */
final class DocumentCluster implements AutoCloseable {
  private final KafkaBroker broker = KafkaBroker.start();
  private final ForkedConnectWorker worker;
  private int lent;

  DocumentCluster() {
    try {
      worker =
          ForkedConnectWorker.start(
              WorkerSettings.of(
                  broker,
                  "connect",
                  PluginDirectories.of("anabranch-capture-mongodb", "anabranch-store-mongodb")));
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** A number that no other test of this cluster has, to name what is its own. */
  synchronized int another() {
    return ++lent;
  }

  ConnectRest rest() {
    return worker.rest();
  }

  Topics topics() {
    return new Topics(broker.bootstrapServers());
  }

  /** Deletes what the captures of an origin wrote; every sink would ask for all partitions. */
  void deleteTopics(String origin) {
    Admin admin = broker.admin();
    try {
      admin
          .deleteTopics(
              admin.listTopics().names().get().stream()
                  .filter(topic -> (topic + ".").contains(origin + "."))
                  .toList())
          .all()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Topics of " + origin + " cannot be deleted", e);
    }
  }

  @Override
  public void close() {
    worker.close();
    broker.close();
  }
}
