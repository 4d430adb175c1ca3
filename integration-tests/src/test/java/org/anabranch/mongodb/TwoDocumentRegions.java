package org.anabranch.mongodb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.anabranch.convergence.Topics;
import org.anabranch.testkit.servers.Closing;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.MongoServer;

/**
 * Two MongoDB deployments of their own, each shared with a region of its own name on a cluster that
 * other tests use as well. Nothing is deployed at first; all of it is gone when this is closed.
 */
final class TwoDocumentRegions implements AutoCloseable {
  private static final List<String> NAMES = List.of("aws-us-east-1", "gcp-europe-west1");

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final DocumentCluster cluster;
  private final List<DocumentRegion> regions;
  private final String origins;

  TwoDocumentRegions(DocumentCluster cluster) {
    this(cluster, DocumentRegion.WHOLE);
  }

  /**
   * The same.
   *
   * @param strategy by which both sinks merge
   */
  TwoDocumentRegions(DocumentCluster cluster, String strategy) {
    this.cluster = cluster;
    int number = cluster.another();
    try {
      regions = NAMES.stream().map(name -> region(name + "-" + number, strategy)).toList();
      regions.forEach(DocumentRegion::createCollections);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    origins = regions.stream().map(DocumentRegion::origin).collect(Collectors.joining(","));
  }

  private DocumentRegion region(String origin, String strategy) {
    MongoServer server = MongoServer.start();
    started.push(server);
    started.push(() -> cluster.deleteTopics(origin));
    return new DocumentRegion(origin, server, strategy);
  }

  List<DocumentRegion> regions() {
    return regions;
  }

  DocumentRegion aws() {
    return regions.get(0);
  }

  DocumentRegion gcp() {
    return regions.get(1);
  }

  /** What the pages call the first region, whose connectors they are about. */
  String nameOnPages() {
    return NAMES.get(0);
  }

  ConnectRest rest() {
    return cluster.rest();
  }

  Topics topics() {
    return cluster.topics();
  }

  /** Both captures, and once their first snapshots are over both sinks. */
  void deploy() {
    deployCaptures();
    deploySinks();
  }

  /** Returns once the first snapshots are over: what is written before is part of them. */
  void deployCaptures() {
    for (DocumentRegion region : regions) {
      started.push(() -> rest().delete(region.captureName()));
      rest().put(region.capture(origins));
    }
    regions.forEach(region -> rest().awaitRunning(region.captureName()));
    new Agreement(this).awaitSnapshots();
  }

  void deploySinks() {
    for (DocumentRegion region : regions) {
      started.push(() -> rest().delete(region.sinkName()));
      rest().put(region.sink(origins));
    }
    awaitRunning();
  }

  /** Returns once all connectors run; fails with the trace of one that has failed for good. */
  void awaitRunning() {
    for (DocumentRegion region : regions) {
      rest().awaitRunning(region.captureName());
      rest().awaitRunning(region.sinkName());
    }
  }

  @Override
  public void close() {
    Closing.emptying(started);
  }
}
