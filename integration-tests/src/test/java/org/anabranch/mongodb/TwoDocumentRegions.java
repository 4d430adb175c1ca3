package org.anabranch.mongodb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.MongoServer;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.WorkerSettings;

/** Two MongoDB deployments, one Kafka broker and one Connect worker. */
final class TwoDocumentRegions implements AutoCloseable {
  private static final String ORIGINS = "aws-us-east-1,gcp-europe-west1";

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final List<DocumentRegion> regions;
  private final KafkaBroker broker;
  private final ConnectRest rest;

  TwoDocumentRegions() {
    try {
      regions =
          List.of(ORIGINS.split(",")).stream()
              .map(origin -> new DocumentRegion(origin, closing(MongoServer.start())))
              .toList();
      broker = closing(KafkaBroker.start());
      WorkerSettings settings =
          WorkerSettings.of(
              broker,
              "connect",
              PluginDirectories.of("anabranch-capture-mongodb", "anabranch-store-mongodb"));
      rest = closing(ConnectWorker.start(settings)).rest();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    regions.forEach(DocumentRegion::createCollections);
  }

  private <T extends AutoCloseable> T closing(T server) {
    started.push(server);
    return server;
  }

  /** Both captures and both sinks run. */
  void deploy() {
    for (DocumentRegion region : regions) {
      rest.put(region.sink(ORIGINS));
      rest.put(region.capture(ORIGINS));
    }
    for (DocumentRegion region : regions) {
      rest.awaitRunning(region.sinkName());
      rest.awaitRunning(region.captureName());
    }
  }

  List<DocumentRegion> regions() {
    return regions;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  ConnectRest rest() {
    return rest;
  }

  /** Every one is closed even if another one cannot be. */
  @Override
  public void close() {
    RuntimeException failures = new IllegalStateException("Not every server could be closed");
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        failures.addSuppressed(e);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }
}
