package org.anabranch.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.convergence.Topics;
import org.anabranch.convergence.Writers;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
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

  private static final int WRITERS = 2;
  private static final int COMMITS_BETWEEN = 100;

  @Test
  void rows_and_documents_converge_through_restarts_and_no_change_comes_back() throws Exception {
    try (MixedPair pair = new MixedPair()) {
      prepare(pair);
      pair.deploy();
      pair.awaitEqual();
      assertThat(pair.contents()).hasSize(6);

      write(pair);
      pair.awaitEqual();
      assertThat(pair.contents()).isNotEmpty();
      assertThat(quarantined(pair)).isEmpty();

      nothingComesBack(pair);
      whatHasNoFormOnTheOtherSideIsRefusedThere(pair);
    }
  }

  /** What both had before they knew of each other: one row of each alone, one of both. */
  private static void prepare(MixedPair pair) {
    pair.tables()
        .execute(
            "INSERT INTO assistant.session (id, user_id) VALUES ('%s', 'a'), ('%s', 'a')"
                .formatted(TableWriter.key(0), TableWriter.key(1)),
            "INSERT INTO assistant.profile (id, name) VALUES (0, 'a')",
            "INSERT INTO assistant.note (id, body) VALUES ('%s', 'a')".formatted(NoteTable.key(1)));
    pair.documents()
        .collection(NoteTable.COLLECTION)
        .insertMany(
            List.of(
                new Document("_id", NoteTable.key(1)).append("body", "b"),
                new Document("_id", NoteTable.key(2))
                    .append("by", new Document("id", NoteTable.key(1)))));
    for (int key = 1; key <= 2; key++) {
      pair.documents()
          .collection("sessions")
          .insertOne(
              new Document("_id", new BsonBinary(TableWriter.key(key)))
                  .append("user", "b")
                  .append("model", "small")
                  .append("startedAt", Instant.EPOCH));
    }
  }

  /** While all connectors are restarted. */
  private static void write(MixedPair pair) throws Exception {
    ConnectRest rest = pair.rest();
    List<String> connectors = pair.deployment().connectors();
    try (Writers writers = pair.startWriters(WRITERS)) {
      writers.awaitCommitted(COMMITS_BETWEEN);
      connectors.forEach(rest::restart);
      connectors.forEach(name -> rest.awaitRunning(name, Await.DEADLINE));
      writers.awaitCommitted(COMMITS_BETWEEN);
      writers.finish();
    }
  }

  /** What could not be told on the other side, of either. */
  private static List<String> quarantined(MixedPair pair) {
    List<String> reasons =
        new ArrayList<>(
            pair.tables()
                .column("SELECT reason FROM anabranch.conflict WHERE verdict = 'quarantined'"));
    pair.documents()
        .kept("conflict")
        .find(new Document("verdict", "quarantined"))
        .forEach(conflict -> reasons.add(conflict.getString("reason")));
    return reasons;
  }

  /**
   * Captures tell in the order of commits, so once a write is in the other region, whatever was
   * committed before it is told as well: of each region no more than its next write is to come.
   */
  private static void nothingComesBack(MixedPair pair) {
    writeOneEach(pair, 100);
    Topics topics = pair.topics();
    int ofTables = topics.changes(pair.tables()).size();
    int ofDocuments = topics.changes(pair.documents().origin()).size();
    System.out.printf("changes of tables: %d, of documents: %d%n", ofTables, ofDocuments);
    assertThat(List.of(ofTables, ofDocuments)).allMatch(changes -> changes > COMMITS_BETWEEN / 4);

    writeOneEach(pair, 102);
    assertThat(topics.changes(pair.tables())).hasSize(ofTables + 1);
    assertThat(topics.changes(pair.documents().origin())).hasSize(ofDocuments + 1);
  }

  /** Each is there before the next is written. */
  private static void writeOneEach(MixedPair pair, long id) {
    pair.tables()
        .execute("INSERT INTO assistant.profile (id, name) VALUES (%d, 'once')".formatted(id));
    pair.awaitEqual();
    pair.documents()
        .collection(ProfileTable.COLLECTION)
        .insertOne(new Document("_id", id + 1).append("name", "once"));
    pair.awaitEqual();
  }

  /** With the name of what has no place, and until it is mended. */
  private static void whatHasNoFormOnTheOtherSideIsRefusedThere(MixedPair pair) {
    BsonBinary document = new BsonBinary(TableWriter.key(200));
    Document told =
        new Document("_id", document)
            .append("user", "b")
            .append("model", "small")
            .append("startedAt", Instant.EPOCH);
    var sessions = pair.documents().collection("sessions");
    sessions.insertOne(new Document(told).append("mood", "secret"));
    pair.tables()
        .execute(
            "INSERT INTO assistant.session (id, user_id, started_at) VALUES ('%s', 'a', 'infinity')"
                .formatted(TableWriter.key(201)));

    List<String> reasons =
        Await.until(
            "both are refused",
            Await.DEADLINE,
            () -> quarantined(pair),
            refused -> refused.size() == 2);
    assertThat(reasons)
        .noneMatch(reason -> reason.contains("secret") || reason.contains("infinity"))
        .anyMatch(reason -> reason.contains("The field mood of the documents of assistant.session"))
        .anyMatch(reason -> reason.contains("Column 'started_at' of assistant.session"));
    whatIsNoObjectIdIsRefused(pair);

    sessions.replaceOne(new Document("_id", document), told);
    pair.tables()
        .execute("UPDATE assistant.session SET started_at = now() WHERE started_at = 'infinity'");
    pair.awaitEqual();
  }

  /** A text in the tables that is the key of no document. */
  private static void whatIsNoObjectIdIsRefused(MixedPair pair) {
    pair.tables().execute("INSERT INTO assistant.note VALUES ('65A1B2C3D4E5F60718290001')");
    List<String> reasons =
        Await.until(
            "the key is refused",
            Await.DEADLINE,
            () -> quarantined(pair),
            refused -> refused.size() == 3);
    assertThat(reasons)
        .noneMatch(reason -> reason.contains("65A1B2C3"))
        .anyMatch(
            reason ->
                reason.contains("Column 'id' of assistant.note")
                    && reason.contains("the text is no ObjectId"));
    pair.tables().execute("DELETE FROM assistant.note WHERE id = '65A1B2C3D4E5F60718290001'");
    Await.until(
        "its delete is refused as well",
        Await.DEADLINE,
        () -> quarantined(pair),
        refused -> refused.size() == 4);
  }
}
