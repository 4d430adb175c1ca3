package org.anabranch.capture.mongodb;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.debezium.connector.mongodb.transforms.ExtractNewDocumentState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.DocumentWrites;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentKey;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Writes of a sink that has no transactions, done here as docs/decisions/031 says it does them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureMarkedTest {

  private static final Origin HERE = new Origin("here");
  private static final TableName NOTES = new TableName("shop", "notes");
  private static final KeyHash KEY =
      KeyHasher.withSecret(null).hash(DocumentKey.of(new BsonInt32(1)));
  private static final MarkedKey MARKED = new MarkedKey(HERE, NOTES, KEY);
  private static final ChangeId REMOTE =
      new ChangeId(new Origin("there"), Stamp.atMillis(System.currentTimeMillis() + 5_000));

  private final CapturedReplicaSet database = new CapturedReplicaSet();
  private final MongoCollection<BsonDocument> notes =
      database.create("notes").withDocumentClass(BsonDocument.class);

  @AfterEach
  void stop() {
    database.close();
  }

  private RunningCapture started() {
    Map<String, String> config = database.config();
    config.put("snapshot.mode", "no_data");
    RunningCapture capture = new RunningCapture(config, new StoredOffsets());
    capture.pollUntil("marks of the lanes", records -> !records.isEmpty());
    return capture;
  }

  private static WriteId write(long number) {
    return new WriteId("w", number);
  }

  private static BsonDocument note(String text) {
    return BsonDocument.parse("{_id: 1, n: {$numberLong: '1'}}")
        .append("text", new BsonString(text));
  }

  private static BsonDocument bySink(String text, long number) {
    return bySink(note(text), MARKED, number);
  }

  /** Another document that the sink has written. */
  private static BsonDocument bySink(int id, long number) {
    BsonInt32 key = new BsonInt32(id);
    KeyHash hash = KeyHasher.withSecret(null).hash(DocumentKey.of(key));
    return bySink(new BsonDocument("_id", key), new MarkedKey(HERE, NOTES, hash), number);
  }

  private static BsonDocument bySink(BsonDocument note, MarkedKey key, long number) {
    VersionVector merged = VersionVector.EMPTY.with(REMOTE);
    return MarkedForm.with(
        note, DocumentMarker.of(key, REMOTE, merged, MarkedForm.content(note), write(number)));
  }

  /** As a store may write it that changes fields instead of the whole. */
  private static BsonDocument bySinkAsUpdate(String text, long number) {
    BsonDocument fields = bySink(text, number);
    fields.remove("_id");
    return new BsonDocument("$set", fields);
  }

  /** The sink marks the document as going. */
  private void markAsGoing(String text, long number) {
    MarkedDocument going =
        new MarkedDocument(MarkedForm.content(note(text)), null)
            .going(MARKED, REMOTE, write(number));
    DocumentMarker marker = Objects.requireNonNull(going.marker());
    notes.replaceOne(Filters.eq("_id", 1), MarkedForm.with(note(text), marker));
  }

  /** The sink has merged that it deletes by that mark. */
  private void merged(long number) {
    database
        .server()
        .client()
        .getDatabase("anabranch")
        .getCollection("merged", BsonDocument.class)
        .insertOne(
            new BsonDocument(
                "removed", MarkedForm.write(write(number)).append("since", new BsonInt64(number))));
  }

  private static BsonDocument image(SourceRecord record, String name) {
    return BsonDocument.parse(((Struct) record.value()).getString(name));
  }

  @Test
  void the_sinks_writes_are_no_changes_and_those_over_others_are_told_to_it() {
    try (RunningCapture capture = started()) {
      notes.insertOne(note("mine"));
      notes.replaceOne(Filters.eq("_id", 1), bySink("remote", 1));
      notes.replaceOne(Filters.eq("_id", 1), bySink("remote again", 2));
      notes.updateOne(Filters.eq("_id", 1), Updates.set("text", "mine again"));
      List<SourceRecord> told = capture.pollChanges(3);

      assertThat(told)
          .extracting(record -> change(record).kind())
          .containsExactly(ChangeKind.CHANGE, ChangeKind.RECEIPT, ChangeKind.CHANGE);
      Change receipt = change(told.get(1));
      assertThat(receipt.writes()).isEqualTo(new DocumentWrites(null, write(1)));
      assertThat(image(told.get(1), "before")).isEqualTo(note("mine"));
      Change local = change(told.get(2));
      assertThat(local.writes()).isEqualTo(new DocumentWrites(write(2), write(2)));
      assertThat(local.id().stamp()).isGreaterThan(REMOTE.stamp());
      assertThat(local.context().of(REMOTE.origin())).isEqualTo(Stamp.ZERO);
      assertThat(local.seen().of(REMOTE.origin())).isEqualTo(REMOTE.stamp());
      assertThat(image(told.get(2), "before")).isEqualTo(note("remote again"));
      assertThat(image(told.get(2), "after")).isEqualTo(note("mine again"));
    }
  }

  /** Debezium's own transform looks at nothing but what there is after a change. */
  @Test
  void who_takes_a_receipt_for_a_change_is_left_with_what_the_stream_had_told_before() {
    try (RunningCapture capture = started();
        ExtractNewDocumentState<SourceRecord> unwrap = new ExtractNewDocumentState<>()) {
      unwrap.configure(Map.of());
      notes.insertOne(note("mine"));
      notes.updateOne(Filters.eq("_id", 1), bySinkAsUpdate("remote", 1));
      notes.insertOne(bySink(2, 2));
      List<SourceRecord> told = capture.pollChanges(3);
      SourceRecord over = told.get(1);
      SourceRecord overNone = told.get(2);

      assertThat(List.of(over, overNone))
          .extracting(record -> change(record).kind())
          .containsOnly(ChangeKind.RECEIPT);
      assertThat(List.of(over, overNone))
          .extracting(record -> ((Struct) record.value()).getString("op"))
          .as("as of Debezium's messages")
          .containsOnly("m");
      assertThat(over.value()).asString().doesNotContain("remote");
      assertThat(image(over, "before")).isEqualTo(note("mine"));
      assertThat(((Struct) unwrap.apply(over).value()).getString("text")).isEqualTo("mine");
      assertThat(unwrap.apply(overNone).value()).as("there was none").isNull();
    }
  }

  @Test
  void a_delete_is_the_sinks_if_it_had_merged_that_before() {
    try (RunningCapture capture = started()) {
      for (boolean merged : List.of(true, false)) {
        notes.insertOne(note("mine"));
        markAsGoing("mine", merged ? 1 : 2);
        if (merged) {
          merged(1);
        }
        notes.deleteOne(Filters.eq("_id", 1));
      }
      List<SourceRecord> told = capture.pollChanges(4);

      assertThat(told)
          .extracting(record -> change(record).kind())
          .containsExactly(
              ChangeKind.CHANGE, ChangeKind.RECEIPT, ChangeKind.CHANGE, ChangeKind.CHANGE);
      assertThat(told)
          .extracting(record -> change(record).operation())
          .containsExactly(Operation.CREATE, Operation.DELETE, Operation.CREATE, Operation.DELETE);
      assertThat(change(told.get(1)).writes().after()).isEqualTo(write(1));
    }
  }

  @Test
  void a_replay_tells_all_as_before() {
    toldTwice(
        () -> {
          notes.insertOne(note("mine"));
          notes.replaceOne(Filters.eq("_id", 1), bySink("remote", 1));
          notes.updateOne(Filters.eq("_id", 1), Updates.set("text", "mine again"));
          notes.deleteOne(Filters.eq("_id", 1));
        });
  }

  @Test
  void an_applications_transaction_is_its_own_document_by_document_while_the_sink_writes_others() {
    List<Change> told =
        toldTwice(
            () -> {
              notes.insertOne(bySink("remote", 1));
              database.transaction(
                  session -> {
                    notes.insertOne(session, BsonDocument.parse("{_id: 2}"));
                    notes.updateOne(session, Filters.eq("_id", 1), Updates.set("text", "mine"));
                    notes.insertOne(bySink(3, 2));
                  });
            });

    assertThat(told)
        .extracting(Change::kind)
        .containsExactly(
            ChangeKind.RECEIPT, ChangeKind.RECEIPT, ChangeKind.CHANGE, ChangeKind.CHANGE);
    assertThat(told)
        .extracting(Change::operation)
        .containsExactly(Operation.CREATE, Operation.CREATE, Operation.CREATE, Operation.UPDATE);
    assertThat(told.get(3).writes()).isEqualTo(new DocumentWrites(write(1), write(1)));
    assertThat(told.get(3).position()).isEqualTo(told.get(2).position());
    assertThat(told.get(3).seen().of(REMOTE.origin())).isEqualTo(REMOTE.stamp());
  }

  /** The four changes that are told of these writes, and told alike from the offsets before. */
  private List<Change> toldTwice(Runnable writes) {
    StoredOffsets offsets = new StoredOffsets();
    Map<String, String> config = database.config();
    config.put("snapshot.mode", "no_data");
    List<Change> first;
    try (RunningCapture capture = new RunningCapture(config, offsets)) {
      capture.pollUntil("marks of the lanes", records -> !records.isEmpty());
      offsets.store(capture.records().get(0));
      writes.run();
      first = capture.pollChanges(4).stream().map(RunningCapture::change).toList();
    }
    try (RunningCapture again = new RunningCapture(config, offsets)) {
      List<Change> replayed = again.pollChanges(4).stream().map(RunningCapture::change).toList();

      assertThat(replayed).isEqualTo(first);
    }
    return first;
  }

  @Test
  void a_transaction_that_ends_a_delete_of_the_sinks_keeps_its_other_writes() {
    try (RunningCapture capture = started()) {
      notes.insertOne(note("mine"));
      markAsGoing("mine", 1);
      merged(1);
      database.transaction(
          session -> {
            notes.deleteOne(session, Filters.eq("_id", 1));
            notes.insertOne(session, BsonDocument.parse("{_id: 2}"));
          });
      List<SourceRecord> told = capture.pollChanges(3);

      assertThat(told)
          .extracting(record -> change(record).kind())
          .containsExactly(ChangeKind.CHANGE, ChangeKind.RECEIPT, ChangeKind.CHANGE);
      assertThat(image(told.get(2), "after")).isEqualTo(BsonDocument.parse("{_id: 2}"));
    }
  }
}
