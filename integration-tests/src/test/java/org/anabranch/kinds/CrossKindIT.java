package org.anabranch.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.convergence.Topics;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.DocumentStore;
import org.anabranch.regions.MixedContents;
import org.anabranch.regions.MixedDeployment;
import org.anabranch.regions.MixedServers;
import org.anabranch.regions.Region;
import org.anabranch.regions.TableMeaning;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.bson.BsonBinary;
import org.bson.Document;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The files of connect-configs/postgres-mongodb: applications write tables here and collections
 * there at once, and what they mean ends up the same.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrossKindIT {

  private static final long SEED = Long.getLong("writers.seed", 20_260_102L);
  private static final MixedContents CONTENTS =
      new MixedContents(List.of(TableMeaning.SESSION, TableMeaning.MESSAGE, ProfileTable.MEANING));
  private static final int WRITERS = 2;
  private static final int WRITES = 80;

  @Test
  void rows_and_documents_converge_through_restarts_and_no_change_comes_back() throws Exception {
    System.out.printf("seed %d (another: -Dwriters.seed=N)%n", SEED);
    try (MixedServers servers =
        new MixedServers(List.of("sessions", "messages", ProfileTable.COLLECTION))) {
      MixedDeployment deployment = servers.deployment();
      prepare(deployment);
      deployment.deploy(CrossKindIT::withProfiles);
      awaitEqual(deployment);
      assertThat(CONTENTS.of(deployment.tables())).hasSize(4);

      write(
          deployment,
          () -> {
            deployment.connectors().forEach(deployment.rest()::restart);
            deployment
                .connectors()
                .forEach(name -> deployment.rest().awaitRunning(name, Await.DEADLINE));
          });
      awaitEqual(deployment);
      assertThat(CONTENTS.of(deployment.tables())).isNotEmpty();
      assertThat(quarantined(deployment)).isEmpty();

      nothingComesBack(deployment);
      whatHasNoFormOnTheOtherSideIsRefusedThere(deployment);
    }
  }

  /** What both had before they knew of each other: one row of each alone, one of both. */
  private static void prepare(MixedDeployment deployment) {
    deployment.tables().execute(AssistantSchema.tables(), ProfileTable.TABLE);
    DocumentStore documents = deployment.documents();
    documents.createCollections();
    deployment
        .tables()
        .execute(
            "INSERT INTO assistant.session (id, user_id) VALUES ('%s', 'a'), ('%s', 'a')"
                .formatted(TableWriter.key(0), TableWriter.key(1)),
            "INSERT INTO assistant.profile (id, name) VALUES (0, 'a')");
    for (int key = 1; key <= 2; key++) {
      documents
          .collection("sessions")
          .insertOne(
              new Document("_id", new BsonBinary(TableWriter.key(key)))
                  .append("user", "b")
                  .append("model", "small")
                  .append("startedAt", Instant.EPOCH));
    }
  }

  private static ConnectorConfig withProfiles(ConnectorConfig config) {
    ConnectorConfig changed =
        config.name().endsWith("-sink")
            ? config
                .with("consumer.override.metadata.max.age.ms", "500")
                .with("on.error", "quarantine")
            : config.with("heartbeat.interval.ms", "500").with("poll.interval.ms", "20");
    for (String option : List.of("topics.regex", "table.include.list", "collection.include.list")) {
      String value = config.settings().get(option);
      if (value != null) {
        changed =
            changed.with(
                option,
                value
                    .replace("messages)", "messages|profiles)")
                    .replace("message)", "message|profile)"));
      }
    }
    String mapping = config.settings().get("document.mapping");
    return mapping == null
        ? changed
        : changed.with("document.mapping", mapping + ProfileTable.MAPPING);
  }

  private static void write(MixedDeployment deployment, Runnable meanwhile) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int n = 0; n < WRITERS; n++) {
        writers.add(threads.submit(new TableWriter(deployment.tables(), SEED + n, WRITES)));
        writers.add(
            threads.submit(new CollectionWriter(deployment.documents(), SEED - 1 - n, WRITES)));
      }
      meanwhile.run();
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitEqual(MixedDeployment deployment) {
    Await.until(
        "both regions hold the same",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return CONTENTS.differences(deployment);
        },
        Set::isEmpty);
  }

  /** What could not be told on the other side, of either. */
  private static List<String> quarantined(MixedDeployment deployment) {
    List<String> reasons =
        new ArrayList<>(
            deployment
                .tables()
                .column("SELECT reason FROM anabranch.conflict WHERE verdict = 'quarantined'"));
    deployment
        .documents()
        .kept("conflict")
        .find(new Document("verdict", "quarantined"))
        .forEach(conflict -> reasons.add(conflict.getString("reason")));
    return reasons;
  }

  /** One local write each: a change that came from the other side would be told by now, too. */
  private static void nothingComesBack(MixedDeployment deployment) {
    Topics topics = new Topics(deployment.broker().bootstrapServers());
    Region tables = deployment.tables();
    String documents = deployment.documents().origin();
    int ofTables = topics.changes(tables).size();
    int ofDocuments = topics.changes(documents).size();
    System.out.printf("changes of tables: %d, of documents: %d%n", ofTables, ofDocuments);
    assertThat(List.of(ofTables, ofDocuments)).allMatch(changes -> changes > WRITES);

    tables.execute("INSERT INTO assistant.profile (id, name) VALUES (100, 'once')");
    awaitEqual(deployment);
    deployment
        .documents()
        .collection(ProfileTable.COLLECTION)
        .insertOne(new Document("_id", 101L).append("name", "once"));
    awaitEqual(deployment);

    assertThat(topics.changes(tables)).hasSize(ofTables + 1);
    assertThat(topics.changes(documents)).hasSize(ofDocuments + 1);
  }

  /** With the name of what has no place, and until it is mended. */
  private static void whatHasNoFormOnTheOtherSideIsRefusedThere(MixedDeployment deployment) {
    BsonBinary document = new BsonBinary(TableWriter.key(200));
    Document told =
        new Document("_id", document)
            .append("user", "b")
            .append("model", "small")
            .append("startedAt", Instant.EPOCH);
    var sessions = deployment.documents().collection("sessions");
    sessions.insertOne(new Document(told).append("mood", "secret"));
    deployment
        .tables()
        .execute(
            "INSERT INTO assistant.session (id, user_id, started_at) VALUES ('%s', 'a', 'infinity')"
                .formatted(TableWriter.key(201)));

    List<String> reasons =
        Await.until(
            "both are refused",
            Await.DEADLINE,
            () -> quarantined(deployment),
            refused -> refused.size() == 2);
    assertThat(reasons)
        .noneMatch(reason -> reason.contains("secret") || reason.contains("infinity"))
        .anyMatch(reason -> reason.contains("The field mood of the documents of assistant.session"))
        .anyMatch(reason -> reason.contains("Column 'started_at' of assistant.session"));

    sessions.replaceOne(new Document("_id", document), told);
    deployment
        .tables()
        .execute("UPDATE assistant.session SET started_at = now() WHERE started_at = 'infinity'");
    awaitEqual(deployment);
  }
}
