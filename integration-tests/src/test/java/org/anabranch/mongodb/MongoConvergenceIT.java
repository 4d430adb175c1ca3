package org.anabranch.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.convergence.Topics;
import org.anabranch.testkit.servers.Await;
import org.bson.Document;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Applications write both regions at once; both end up the same, and nothing comes back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MongoConvergenceIT {
  private static final long SEED = Long.getLong("writers.seed", 20_260_102L);
  private static final int WRITERS = 3;
  private static final int WRITES = 60;

  @Test
  void writers_in_both_regions_end_equal_and_no_change_comes_back() throws Exception {
    System.out.printf("seed %d (another: -Dwriters.seed=N)%n", SEED);
    try (TwoDocumentRegions cluster = new TwoDocumentRegions()) {
      cluster.deploy();
      Topics topics = new Topics(cluster.bootstrapServers());
      List<DocumentRegion> regions = cluster.regions();
      regions.forEach(region -> awaitStreaming(topics, region));
      try (LocalChanges first = new LocalChanges(regions.get(0));
          LocalChanges second = new LocalChanges(regions.get(1))) {
        write(regions);
        List<List<String>> local = List.of(first.soFar(), second.soFar());
        for (int i = 0; i < regions.size(); i++) {
          awaitCaptured(topics, regions.get(i), local.get(i));
        }
      }
      awaitMerged(topics, regions);
      assertThat(regions.get(0).documents()).isNotEmpty().isEqualTo(regions.get(1).documents());
      awaitNothingLeft(regions);
      assertThat(regions.get(0).documents()).isEqualTo(regions.get(1).documents());
    }
  }

  /** What is written before is part of the first snapshot, which holds no changes. */
  private static void awaitStreaming(Topics topics, DocumentRegion region) {
    Await.until(
        "the capture of " + region.origin() + " has taken its snapshot",
        Await.DEADLINE,
        () -> topics.heartbeats(region.origin()),
        heartbeats -> heartbeats > 1);
  }

  private static void write(List<DocumentRegion> regions) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (DocumentRegion region : regions) {
        for (int n = 0; n < WRITERS; n++) {
          DocumentWriter writer = new DocumentWriter(region, SEED + writers.size());
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

  /** Each local change once, in the order of the commits, and nothing that a sink wrote. */
  private static void awaitCaptured(Topics topics, DocumentRegion region, List<String> local) {
    Await.until(
        local.size() + " changes of " + region.origin() + " are captured",
        Await.DEADLINE,
        () -> topics.changes(region.origin()).size(),
        captured -> captured >= local.size());
    assertThat(topics.changes(region.origin())).isEqualTo(local);
  }

  private static void awaitMerged(Topics topics, List<DocumentRegion> regions) {
    for (DocumentRegion origin : regions) {
      Map<String, Long> ends = topics.ends(origin.origin());
      for (DocumentRegion region : regions) {
        Await.until(
            "the changes of " + origin.origin() + " are merged in " + region.origin(),
            Await.DEADLINE,
            () -> region.merged(origin.origin()),
            merged ->
                ends.entrySet().stream()
                    .allMatch(end -> merged.getOrDefault(end.getKey(), 0L) >= end.getValue()));
      }
    }
  }

  /** Version documents are only kept for what is in flight. */
  private static void awaitNothingLeft(List<DocumentRegion> regions) {
    for (DocumentRegion region : regions) {
      Await.until(
          "no version document is left in " + region.origin(),
          Await.DEADLINE,
          () -> region.kept("version").find().into(new ArrayList<Document>()).size(),
          left -> left == 0);
    }
  }
}
