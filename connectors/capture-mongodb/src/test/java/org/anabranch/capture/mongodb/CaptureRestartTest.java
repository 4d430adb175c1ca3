package org.anabranch.capture.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.Document;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * C1: wherever a capture starts again, it repeats whole transactions under the very names that they
 * had, and leaves nothing out.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureRestartTest {

  private static final int MANY = 25;

  @Test
  void a_restart_at_any_offset_repeats_the_rest_of_the_log_exactly() {
    try (CapturedReplicaSet database = new CapturedReplicaSet()) {
      database.create("notes");
      StoredOffsets offsets = new StoredOffsets();
      List<SourceRecord> all = runOnce(database, offsets);
      List<String> once = all.stream().map(CaptureRestartTest::identity).toList();

      for (int first : firstOfEachOffset(all).values()) {
        offsets.store(all.get(first));
        List<String> expected = once.subList(first, once.size());
        try (RunningCapture again = new RunningCapture(small(database), offsets)) {
          List<SourceRecord> repeated = again.pollChanges(expected.size());
          assertThat(repeated.stream().map(CaptureRestartTest::identity))
              .as("restarted at change %d of %d", first, all.size())
              .containsExactlyElementsOf(expected);
        }
      }
    }
  }

  @Test
  void a_server_that_was_away_loses_nothing_and_renames_nothing() {
    try (CapturedReplicaSet database = new CapturedReplicaSet()) {
      MongoCollection<Document> notes = database.create("notes");
      Map<String, String> config = database.config();
      config.put("retriable.restart.connector.wait.ms", "200");
      config.put("mongodb.server.selection.timeout.ms", "500");
      StoredOffsets offsets = new StoredOffsets();
      List<SourceRecord> all;
      try (RunningCapture capture = new RunningCapture(config, offsets)) {
        capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
        notes.insertOne(note(1));
        capture.pollChanges(1);
        database.server().restart();
        notes.insertOne(note(2));
        capture.pollUntilDespiteErrors(
            "what came after the outage",
            records ->
                capture.changes().stream().anyMatch(one -> identity(one).contains("note 2")));
        all = List.copyOf(capture.changes());
        offsets.store(all.get(0));
      }
      List<String> names = all.stream().map(CaptureRestartTest::identity).distinct().toList();
      assertThat(names).hasSize(2);
      try (RunningCapture again = new RunningCapture(config, offsets)) {
        assertThat(again.pollChanges(2).stream().map(CaptureRestartTest::identity))
            .containsExactlyElementsOf(names);
      }
    }
  }

  /** The first change of every group that carries one offset: the changes of one transaction. */
  private static Map<Map<String, ?>, Integer> firstOfEachOffset(List<SourceRecord> all) {
    Map<Map<String, ?>, Integer> first = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      first.putIfAbsent(all.get(i).sourceOffset(), i);
    }
    assertThat(first).hasSize(3 + 1 + 1 + 1 + 1);
    return first;
  }

  /** Transactions span several polls. */
  private static Map<String, String> small(CapturedReplicaSet database) {
    Map<String, String> config = database.config();
    config.put("max.batch.size", "7");
    config.put("max.queue.size", "16");
    return config;
  }

  private static List<SourceRecord> runOnce(CapturedReplicaSet database, StoredOffsets offsets) {
    try (RunningCapture capture = new RunningCapture(small(database), offsets)) {
      capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
      write(database, database.collection("notes"));
      return new ArrayList<>(capture.pollChanges(3 + MANY + 2 + 2 + 1));
    }
  }

  private static void write(CapturedReplicaSet database, MongoCollection<Document> notes) {
    long far = Stamp.atMillis(System.currentTimeMillis() + 5_000).bits();
    for (int id = 1; id <= 3; id++) {
      notes.insertOne(note(id));
    }
    database.transaction(
        session ->
            notes.insertMany(
                session,
                IntStream.range(100, 100 + MANY).mapToObj(CaptureRestartTest::note).toList()));
    database.transaction(
        session -> {
          database.mark(session, "there", "notes", 1, far);
          notes.updateMany(session, Filters.empty(), Updates.set("t", "remote"));
        });
    database.transaction(
        session -> {
          notes.deleteOne(session, Filters.eq("_id", 1));
          notes.insertOne(session, note(1));
        });
    database.transaction(
        session -> {
          database.mark(session, "here", "notes", 1, 77);
          database.mark(session, "there", "notes", 2, far + 9);
        });
    overlapping(database, notes);
  }

  /** Two transactions whose statements alternate; the one that began first ends last. */
  private static void overlapping(CapturedReplicaSet database, MongoCollection<Document> notes) {
    try (ClientSession one = database.server().client().startSession()) {
      one.startTransaction();
      notes.insertOne(one, note(10));
      notes.insertOne(note(20));
      notes.updateOne(one, Filters.eq("_id", 10), Updates.set("t", "again"));
      one.commitTransaction();
    }
  }

  private static Document note(int id) {
    return new Document("_id", id).append("t", "note " + id);
  }

  /** Everything about a change that the protocol relies on, and the document. */
  private static String identity(SourceRecord record) {
    Struct value = (Struct) record.value();
    return RunningCapture.change(record)
        + " "
        + value.getString("before")
        + " "
        + value.getString("after");
  }
}
