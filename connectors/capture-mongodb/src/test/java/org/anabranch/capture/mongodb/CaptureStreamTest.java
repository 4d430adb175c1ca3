package org.anabranch.capture.mongodb;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.view.RecordViews;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureStreamTest {

  private static final Origin HERE = new Origin("here");
  private static final Origin THERE = new Origin("there");
  private static final TableName NOTES = new TableName("shop", "notes");

  private final CapturedReplicaSet database = new CapturedReplicaSet();
  private final MongoCollection<Document> notes = database.create("notes");

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void local_changes_are_stamped_and_echoes_are_left_out() {
    try (RunningCapture capture = started(database.config())) {
      database.transaction(
          session -> {
            notes.insertOne(session, new Document("_id", 1).append("t", "a"));
            notes.insertOne(session, new Document("_id", 2).append("t", "b"));
          });
      Change first = change(capture.pollChanges(2).get(0));
      long far = Stamp.atMillis(System.currentTimeMillis() + 20_000).bits();
      database.transaction(
          session -> {
            database.mark(session, "there", "notes", first.lane().number(), far);
            notes.updateMany(session, Filters.empty(), Updates.set("t", "remote"));
            notes.insertOne(session, new Document("_id", 3));
          });
      notes.updateOne(Filters.eq("_id", 1), Updates.set("t", "mine"));
      notes.deleteOne(Filters.eq("_id", 2));
      List<SourceRecord> changes = capture.pollChanges(4);

      assertThat(changes)
          .extracting(record -> change(record).operation())
          .containsExactly(Operation.CREATE, Operation.CREATE, Operation.UPDATE, Operation.DELETE);
      assertThat(first.kind()).isEqualTo(ChangeKind.CHANGE);
      assertThat(first.table()).isEqualTo(NOTES);
      assertThat(first.context().of(THERE)).isEqualTo(Stamp.ZERO);
      Change afterEcho = change(changes.get(2));
      assertThat(afterEcho.context().of(THERE).bits()).isEqualTo(far);
      assertThat(afterEcho.id().stamp().bits()).isEqualTo(far + 1);
      assertThat(afterEcho.context().of(HERE)).isEqualTo(afterEcho.id().stamp());
      assertThat(afterEcho.key()).isEqualTo(first.key());
      assertThat(image(changes.get(2), "before").getString("t")).isEqualTo("remote");
      assertThat(image(changes.get(2), "after").getString("t")).isEqualTo("mine");
      assertThat(image(changes.get(3), "before").getInteger("_id")).isEqualTo(2);
      assertThat(changes)
          .allSatisfy(
              record -> {
                assertThat(record.kafkaPartition()).isEqualTo(change(record).lane().number());
                assertThat(record.topic()).isEqualTo("here.shop.notes");
                assertThat(change(record).lane().of()).isEqualTo(4);
              });
    }
  }

  @Test
  void an_object_id_can_be_the_key_of_a_row_and_the_mapping_is_told_with_it() {
    Map<String, String> config = database.config();
    String mapping = "app.note = shop.notes (id text = _id objectId, t text)";
    config.put(DocumentMappingOption.NAME, mapping);
    ObjectId id = new ObjectId();
    try (RunningCapture capture = started(config)) {
      notes.insertOne(new Document("_id", id).append("t", "a"));
      Change change = change(capture.pollChanges(1).get(0));

      byte[] row =
          CanonicalKey.of(Objects.requireNonNull(RecordViews.of(Map.of("id", id.toHexString()))));
      assertThat(change.table()).isEqualTo(new TableName("app", "note"));
      assertThat(change.key()).isEqualTo(KeyHasher.withSecret(null).hash(row));
      assertThat(change.lane()).isEqualTo(CanonicalKey.lane(row, 4));
      assertThat(change.mapping())
          .isNotNull()
          .isEqualTo(DocumentMappingOption.of(config).fingerprintOf(change.table()));
    }
  }

  @Test
  void echoes_of_deletes_are_left_out_and_so_is_who_removes_watermarks() {
    notes.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
    try (RunningCapture capture = started(database.config())) {
      capture.pollChanges(2);
      database.transaction(
          session -> {
            database.mark(session, "there", "notes", 0, 1);
            notes.deleteMany(session, Filters.empty());
          });
      database.transaction(
          session -> {
            database.watermarks().deleteMany(session, Filters.empty());
            notes.insertOne(session, new Document("_id", 3));
          });
      notes.insertOne(new Document("_id", 4));
      List<SourceRecord> records = capture.pollChanges(3);
      assertThat(records).hasSize(3);
      assertThat(image(records.get(2), "after").getInteger("_id")).isEqualTo(4);
    }
  }

  @Test
  void a_database_that_only_receives_lets_its_position_move_on() {
    StoredOffsets offsets = new StoredOffsets();
    long far = Stamp.atMillis(System.currentTimeMillis() + 30_000).bits();
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
      database.transaction(
          session -> {
            database.mark(session, "there", "notes", 3, far);
            notes.insertOne(session, new Document("_id", 1));
          });
      database.goOn();
      capture.pollUntil("a heartbeat behind the sink's transaction", all -> clock(all) == far);
      offsets.store(capture.records().get(capture.records().size() - 1));
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      notes.insertOne(new Document("_id", 2));
      SourceRecord only = again.pollChanges(1).get(0);
      assertThat(image(only, "after").getInteger("_id")).isEqualTo(2);
      assertThat(change(only).id().stamp().bits()).isEqualTo(far + 1);
      Stamp seen = change(only).lane().number() == 3 ? new Stamp(far) : Stamp.ZERO;
      assertThat(change(only).context().of(THERE)).isEqualTo(seen);
    }
  }

  @Test
  void keys_are_those_of_tables_where_the_values_are_and_numbers_compare_by_value() {
    UUID uuid = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    List<Object> ids = List.of("session-1", 42, uuid, 43L, 44.0);
    List<Object> columns = List.of("session-1", 42, uuid.toString(), 43, 44);
    try (RunningCapture capture = started(database.config())) {
      ids.forEach(id -> notes.insertOne(new Document("_id", bson(id))));
      notes.insertOne(new Document("_id", new ObjectId("65a1b2c3d4e5f60718293a4b")));
      notes.insertOne(new Document("_id", new Document("region", "eu").append("n", 7)));
      notes.deleteOne(Filters.eq("_id", 44));
      List<SourceRecord> changes = capture.pollChanges(8);
      for (int i = 0; i < columns.size(); i++) {
        byte[] canonical =
            CanonicalKey.of(Objects.requireNonNull(RecordViews.of(Map.of("id", columns.get(i)))));
        Change change = change(changes.get(i));
        assertThat(change.key()).isEqualTo(KeyHasher.withSecret(null).hash(canonical));
        assertThat(change.lane()).isEqualTo(CanonicalKey.lane(canonical, 4));
      }
      assertThat(change(changes.get(7)).key()).isEqualTo(change(changes.get(4)).key());
    }
  }

  @Test
  void a_change_has_the_cluster_time_of_its_transaction_as_its_position() {
    try (RunningCapture capture = started(database.config());
        var watching = database.server().client().watch().cursor()) {
      notes.insertOne(new Document("_id", 1));
      database.transaction(
          session -> {
            notes.insertOne(session, new Document("_id", 2));
            notes.insertOne(session, new Document("_id", 3));
          });
      List<SourceRecord> changes = capture.pollChanges(3);
      for (SourceRecord record : changes) {
        long expected = Objects.requireNonNull(watching.next().getClusterTime()).getValue();
        assertThat(change(record).position()).isEqualTo(expected);
      }
      assertThat(change(changes.get(1)).position()).isEqualTo(change(changes.get(2)).position());
    }
  }

  private static Object bson(Object id) {
    return id instanceof UUID uuid
        ? new org.bson.BsonBinary(uuid, org.bson.UuidRepresentation.STANDARD)
        : id;
  }

  private static long clock(List<SourceRecord> records) {
    Object clock = records.get(records.size() - 1).sourceOffset().get("ab.clock");
    return clock instanceof Long bits ? bits : 0;
  }

  private static Document image(SourceRecord record, String name) {
    return Document.parse(((Struct) record.value()).getString(name));
  }

  private static RunningCapture started(Map<String, String> config) {
    RunningCapture capture = new RunningCapture(config, new StoredOffsets());
    capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
    return capture;
  }
}
