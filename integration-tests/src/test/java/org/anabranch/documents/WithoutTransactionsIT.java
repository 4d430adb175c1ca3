package org.anabranch.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.MongoServer;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.WorkerSettings;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Two regions whose servers have no transactions (the emulator without them), through Kafka
 * Connect: applications write both at once, a sink and a capture are started again meanwhile.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WithoutTransactionsIT {

  private static final String ORIGINS = "aws-us-east-1,gcp-europe-west1";
  private static final long SEED = Long.getLong("writers.seed", 20_261_122L);
  private static final int WRITERS = 2;
  private static final int WRITES = 60;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private <T extends AutoCloseable> T closing(T server) {
    started.push(server);
    return server;
  }

  @AfterEach
  void stop_all() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }

  @Test
  void writers_in_both_regions_end_equal() throws Exception {
    System.out.printf("seed %d (another: -Dwriters.seed=N)%n", SEED);
    List<MarkingRegion> regions = regions();
    KafkaBroker broker = closing(KafkaBroker.start());
    ConnectRest rest = connect(broker);
    regions.forEach(MarkingRegion::createCollection);
    deploy(rest, regions);
    regions.forEach(region -> awaitFirst(region, regions));

    write(regions);
    rest.restart(regions.get(0).sink(ORIGINS).name());
    rest.restart(regions.get(1).capture(ORIGINS).name());
    write(regions);
    regions.forEach(region -> awaitEnd(region, regions));

    regions.forEach(
        region ->
            Await.until(
                "nothing is in flight in " + region.origin(),
                Await.DEADLINE,
                region::inFlight,
                count -> count == 0));
    assertThat(regions.get(0).documents()).isNotEmpty().isEqualTo(regions.get(1).documents());
  }

  /** The way back is what docs/operations/lost-state.md says. */
  @Test
  void a_collection_without_images_stops_the_capture_and_a_snapshot_brings_it_back()
      throws Exception {
    List<MarkingRegion> regions = regions();
    MarkingRegion blind = regions.get(0);
    MarkingRegion other = regions.get(1);
    ConnectRest rest = connect(closing(KafkaBroker.start()));
    other.createCollection();
    deploy(rest, regions);
    // The capture would have refused it, and the sink would have made it with images.
    blind.createCollectionWithoutImages();
    awaitFirst(other, regions);
    other.chats().deleteMany(new BsonDocument());
    String capture = blind.capture(ORIGINS).name();
    assertThat(rest.awaitFailed(capture).failures().toString())
        .contains("merge without transactions", "collMod: 'chat'", "snapshot.mode=initial");
    BsonDocument missed = new BsonDocument("_id", new BsonString("missed"));
    blind.chats().insertOne(missed);

    blind.keepImages();
    rest.stop(capture);
    rest.resetOffsets(capture);
    rest.put(blind.capture(ORIGINS).with("snapshot.mode", "initial"));
    rest.resume(capture);
    rest.awaitRunning(capture);
    Await.until(
        "what was missed comes to " + other.origin(),
        Await.DEADLINE,
        other::documents,
        there -> there.toString().contains("missed"));
    write(regions);
    regions.forEach(region -> awaitEnd(region, regions));

    assertThat(blind.documents())
        .isEqualTo(other.documents())
        .noneMatch(one -> one.contains("first of"));
  }

  private List<MarkingRegion> regions() {
    return List.of(ORIGINS.split(",", -1)).stream()
        .map(origin -> new MarkingRegion(origin, closing(MongoServer.startWithoutTransactions())))
        .toList();
  }

  private ConnectRest connect(KafkaBroker broker) {
    WorkerSettings settings =
        WorkerSettings.of(
            broker,
            "connect",
            PluginDirectories.of("anabranch-capture-mongodb", "anabranch-store-mongodb"));
    return closing(ConnectWorker.start(settings)).rest();
  }

  private static void deploy(ConnectRest rest, List<MarkingRegion> regions) {
    for (MarkingRegion region : regions) {
      rest.put(region.sink(ORIGINS));
      rest.put(region.capture(ORIGINS));
    }
    for (MarkingRegion region : regions) {
      rest.awaitRunning(region.sink(ORIGINS).name());
      rest.awaitRunning(region.capture(ORIGINS).name());
    }
  }

  /** What is written before the captures stream is not sent. */
  private static void awaitFirst(MarkingRegion region, List<MarkingRegion> regions) {
    MarkingRegion other = regions.get(region.equals(regions.get(0)) ? 1 : 0);
    BsonString id = new BsonString("first of " + region.origin());
    Await.until(
        "a document of " + region.origin() + " comes to " + other.origin(),
        Await.DEADLINE,
        () -> {
          BsonDocument first = new BsonDocument("_id", id);
          region.chats().deleteOne(first);
          region.chats().insertOne(first);
          return other.documents().toString();
        },
        there -> there.contains(id.getValue()));
  }

  /** Changes of a region come in their order, so the last of each lane means that all came. */
  private static void awaitEnd(MarkingRegion region, List<MarkingRegion> regions) {
    MarkingRegion other = regions.get(region.equals(regions.get(0)) ? 1 : 0);
    for (int n = 0; n < 12; n++) {
      region
          .chats()
          .insertOne(new BsonDocument("_id", new BsonString(region.origin() + " end " + n)));
    }
    for (int n = 0; n < 12; n++) {
      String id = region.origin() + " end " + n;
      Await.until(
          "all of " + region.origin() + " comes to " + other.origin(),
          Await.DEADLINE,
          () -> other.documents().toString(),
          there -> there.contains(id));
    }
    Await.until(
        "both regions show the same",
        Await.DEADLINE,
        () -> List.of(region.documents(), other.documents()),
        shown -> shown.get(0).equals(shown.get(1)));
  }

  private static void write(List<MarkingRegion> regions) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (MarkingRegion region : regions) {
        for (int n = 0; n < WRITERS; n++) {
          MarkingWriter writer = new MarkingWriter(region, SEED + writers.size());
          writers.add(threads.submit(() -> writer.write(WRITES)));
        }
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
