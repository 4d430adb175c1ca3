package org.anabranch.capture.mongodb;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureSnapshotTest {

  private static final Origin THERE = new Origin("there");

  private final CapturedReplicaSet database = new CapturedReplicaSet();
  private final MongoCollection<Document> notes = database.create("notes");
  private final StoredOffsets offsets = new StoredOffsets();

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void documents_of_a_first_snapshot_have_stamp_zero_and_later_changes_lie_above_them() {
    fill(5);
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      List<SourceRecord> rows = List.copyOf(capture.pollChanges(5));
      notes.updateOne(Filters.eq("_id", 1), Updates.set("t", "x"));
      Change update = change(capture.pollChanges(6).get(5));

      Stamp before = Stamp.ZERO;
      for (SourceRecord row : rows) {
        Change change = change(row);
        assertThat(change.kind()).isEqualTo(ChangeKind.SNAPSHOT);
        assertThat(change.operation()).isEqualTo(Operation.READ);
        assertThat(change.id().stamp()).isEqualTo(Stamp.ZERO);
        assertThat(change.context().size()).isZero();
        assertThat(change.sequence()).isGreaterThan(before);
        before = change.sequence();
      }
      assertThat(update.kind()).isEqualTo(ChangeKind.CHANGE);
      assertThat(update.id().stamp()).isGreaterThan(before);
      offsets.store(capture.changes().get(5));
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      Change update = change(again.pollChanges(1).get(0));
      assertThat(update.operation()).as("the snapshot is over").isEqualTo(Operation.UPDATE);
      assertThat(update.sequence()).isGreaterThan(Stamp.ZERO);
    }
  }

  @Test
  void an_interrupted_first_snapshot_is_taken_again_above_the_first_attempt() {
    fill(50);
    Stamp highest;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      List<SourceRecord> rows = capture.pollChanges(50);
      highest = change(rows.get(49)).sequence();
      offsets.store(rows.get(20));
    }
    notes.insertOne(note(100));
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      assertThat(again.pollChanges(51))
          .allSatisfy(
              row -> {
                assertThat(change(row).kind()).isEqualTo(ChangeKind.SNAPSHOT);
                assertThat(change(row).sequence()).isGreaterThan(highest);
              });
    }
  }

  @Test
  void a_snapshot_of_a_database_that_a_sink_has_written_to_travels_as_ordinary_changes() {
    fill(3);
    long far = Stamp.atMillis(System.currentTimeMillis() + 9_000).bits();
    database.transaction(
        session -> {
          for (int lane = 0; lane < 4; lane++) {
            database.mark(session, "there", "notes", lane, far);
            database.mark(session, "here", "notes", lane, far - 5);
          }
        });
    long driftMaxMillis = 60_000;
    long aboveAnyAttempt = System.currentTimeMillis() + driftMaxMillis;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      for (SourceRecord row : capture.pollChanges(3)) {
        Change change = change(row);
        assertThat(change.id().stamp().millis()).isGreaterThanOrEqualTo(aboveAnyAttempt);
        assertThat(change.kind()).isEqualTo(ChangeKind.CHANGE);
        assertThat(change.operation()).isEqualTo(Operation.READ);
        assertThat(change.context().of(THERE).bits()).isEqualTo(far);
      }
      assertThat(capture.records())
          .extracting(SourceRecord::topic)
          .noneMatch(topic -> topic.contains("anabranch"));
    }
  }

  @Test
  void a_sink_that_writes_during_a_first_snapshot_stops_it_and_the_next_is_a_later_one() {
    fill(40);
    Map<String, String> config = database.config();
    config.put("max.batch.size", "4");
    config.put("max.queue.size", "8");
    try (RunningCapture capture = new RunningCapture(config, offsets)) {
      offsets.store(capture.pollChanges(4).get(3));
      database.transaction(session -> database.mark(session, "there", "notes", 0, 5));
      assertThatThrownBy(() -> capture.pollChanges(40))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("Restart this task");
    }
    try (RunningCapture again = new RunningCapture(config, offsets)) {
      assertThat(again.pollChanges(40)).allMatch(row -> change(row).kind() == ChangeKind.CHANGE);
    }
  }

  @Test
  void a_capture_without_data_starts_where_the_log_stands() {
    fill(3);
    Map<String, String> config = database.config();
    config.put("snapshot.mode", "no_data");
    try (RunningCapture capture = new RunningCapture(config, offsets)) {
      notes.insertOne(note(9));
      SourceRecord only = capture.pollChanges(1).get(0);
      assertThat(after(only).getInteger("_id")).isEqualTo(9);
      offsets.store(only);
    }
    notes.insertOne(note(10));
    try (RunningCapture again = new RunningCapture(config, offsets)) {
      List<SourceRecord> both = again.pollChanges(2);
      assertThat(both).extracting(one -> after(one).getInteger("_id")).containsExactly(9, 10);
    }
  }

  @Test
  void a_lost_log_is_refused_unless_a_snapshot_may_be_taken() {
    Assumptions.assumeTrue(database.server().canCutOplog());
    fill(1);
    Stamp before;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      capture.pollChanges(1);
      notes.updateOne(Filters.eq("_id", 1), Updates.set("t", "x"));
      notes.updateOne(Filters.eq("_id", 1), Updates.set("t", "y"));
      SourceRecord last = capture.pollChanges(3).get(2);
      before = change(last).id().stamp();
      offsets.store(last);
    }
    database.server().cutOplog();
    assertThatThrownBy(() -> new RunningCapture(database.config(), offsets))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("snapshot.mode=when_needed");

    Map<String, String> config = database.config();
    config.put("snapshot.mode", "when_needed");
    try (RunningCapture healed = new RunningCapture(config, offsets)) {
      SourceRecord row = healed.pollChanges(1).get(0);
      assertThat(change(row).kind()).isEqualTo(ChangeKind.CHANGE);
      assertThat(change(row).id().stamp()).isGreaterThan(before);
      assertThat(after(row).getString("t")).isEqualTo("y");
    }
  }

  @Test
  void an_update_whose_image_was_not_kept_stops_the_capture_with_the_command() {
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
      MongoCollection<Document> made = database.collection("made_later");
      made.insertOne(note(1));
      made.updateOne(Filters.eq("_id", 1), Updates.set("t", "secret"));
      assertThatThrownBy(() -> capture.pollChanges(2))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("collMod: 'made_later'")
          .hasMessageNotContaining("secret");
    }
  }

  private static Document after(SourceRecord record) {
    return Document.parse(((Struct) record.value()).getString("after"));
  }

  private void fill(int count) {
    notes.insertMany(IntStream.rangeClosed(1, count).mapToObj(CaptureSnapshotTest::note).toList());
  }

  private static Document note(int id) {
    return new Document("_id", id).append("t", "old");
  }
}
