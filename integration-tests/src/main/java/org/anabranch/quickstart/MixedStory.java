package org.anabranch.quickstart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.anabranch.regions.CatalogImage;
import org.anabranch.regions.DocumentStore;
import org.anabranch.regions.MixedContents;
import org.anabranch.regions.MixedDeployment;
import org.anabranch.regions.Region;
import org.anabranch.regions.TableMeaning;
import org.anabranch.testkit.servers.Await;
import org.bson.BsonBinary;
import org.bson.Document;

/** What the quickstart shows where the conversations of one region live in MongoDB. */
final class MixedStory {

  static final List<String> COLLECTIONS = List.of("sessions", "messages");

  private static final MixedContents CONTENTS =
      new MixedContents(List.of(TableMeaning.SESSION, TableMeaning.MESSAGE));
  private static final int SESSIONS = 20;

  /** A session that both regions write while they are apart. */
  private static final UUID SHARED = new UUID(0, 1);

  private final MixedDeployment deployment;
  private final Region tables;
  private final DocumentStore documents;
  private final Progress progress;

  MixedStory(MixedDeployment deployment, Progress progress) {
    this.deployment = deployment;
    this.tables = deployment.tables();
    this.documents = deployment.documents();
    this.progress = progress;
  }

  /** Whether both regions ended equal, and nothing of the applications' was altered. */
  boolean tell() {
    progress.say("an AI assistant has tables in " + tables + " and collections in " + documents);
    fill();
    CatalogImage catalog = CatalogImage.of(tables);
    List<String> collections = collections();
    progress.say("deploying connect-configs/postgres-mongodb over Connect's REST API");
    deployment.deploy(connector -> connector);
    progress.say("waiting until what each region had is in the other");
    CONTENTS.awaitSame(deployment);
    cross();
    cutAndHeal();
    return conclude(catalog, collections);
  }

  private void fill() {
    tables.execute(AssistantSchema.tables(), AssistantSchema.fill(tables.origin()));
    documents.createCollections();
    for (int n = 1; n <= SESSIONS; n++) {
      BsonBinary session = new BsonBinary(new UUID(0, n));
      documents
          .collection("sessions")
          .insertOne(session(session, "Session " + n + " begun in " + documents));
      documents.collection("messages").insertOne(message(session, "Message in " + documents));
    }
  }

  private static Document session(BsonBinary id, String title) {
    return new Document("_id", id)
        .append("user", "user-1")
        .append("title", title)
        .append("model", "small")
        .append("startedAt", Instant.now());
  }

  private static Document message(BsonBinary session, String content) {
    return new Document("_id", new BsonBinary(UUID.randomUUID()))
        .append("session", session)
        .append("role", "user")
        .append("content", content)
        .append("usage", new Document("tokens", content.length()))
        .append("createdAt", Instant.now());
  }

  private void cross() {
    String question = "Which river leaves its stream and joins it again?";
    progress.say("a row crosses: a message is written in " + tables);
    tables.execute(
        "INSERT INTO assistant.message (session_id, role, content) VALUES ('%s', 'user', '%s')"
            .formatted(SHARED, question));
    crossed(
        documents.origin(),
        () -> documents.collection("messages").countDocuments(new Document("content", question)));
    progress.say("a document crosses: the answer is written in " + documents);
    documents.collection("messages").insertOne(message(new BsonBinary(SHARED), "An anabranch."));
    crossed(
        tables.origin(),
        () ->
            tables.count("SELECT count(*) FROM assistant.message WHERE content = 'An anabranch.'"));
  }

  /** Counts what has arrived. */
  private interface Arrived {
    long count();
  }

  private void crossed(String where, Arrived arrived) {
    long start = System.nanoTime();
    Await.until("it is in " + where, Await.DEADLINE, () -> arrived.count() == 1);
    progress.detail("in " + where + " after " + (System.nanoTime() - start) / 1_000_000 + " ms");
  }

  private void cutAndHeal() {
    progress.say("the link between the regions is cut; both write the same session");
    deployment.cutLink();
    tables.execute(
        "UPDATE assistant.session SET title = 'Renamed in %s' WHERE id = '%s'"
            .formatted(tables, SHARED),
        AssistantSchema.apart(tables.origin()));
    documents
        .collection("sessions")
        .updateOne(
            new Document("_id", new BsonBinary(SHARED)),
            new Document("$set", new Document("title", "Renamed in " + documents)));
    progress.detail(CONTENTS.differences(deployment).size() + " rows and documents differ");
    progress.say("the link is healed");
    deployment.healLink();
    CONTENTS.awaitSame(deployment);
    progress.detail("0 rows and documents differ");
    Await.until("the conflict is recorded", Await.DEADLINE, () -> conflicts() > 0);
  }

  private boolean conclude(CatalogImage catalog, List<String> collections) {
    boolean unaltered =
        CatalogImage.of(tables).equals(catalog) && collections().equals(collections);
    progress.say(
        unaltered
            ? "tables, collections and indexes are as they were"
            : "the applications' tables or collections were ALTERED");
    Set<String> differences = CONTENTS.differences(deployment);
    differences.forEach(progress::detail);
    System.out.printf(
        "converged: 2 regions, %d rows that are documents, %d conflicts, %d differences%n",
        CONTENTS.of(tables).size(), conflicts(), differences.size());
    return unaltered && differences.isEmpty();
  }

  /** Either region may have met it first. */
  private int conflicts() {
    Set<String> ids = new HashSet<>(tables.column("SELECT id FROM anabranch.conflict"));
    documents
        .kept("conflict")
        .find()
        .forEach(conflict -> ids.add(String.valueOf(conflict.get("_id"))));
    return ids.size();
  }

  private List<String> collections() {
    List<String> told = new ArrayList<>();
    for (String name : documents.collections()) {
      documents
          .collection(name)
          .listIndexes()
          .forEach(index -> told.add(name + " " + index.toJson()));
    }
    return told;
  }
}
