package org.anabranch.capture.mongodb;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** C4 and C6: what a capture tells of its lanes beside the changes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureMarksTest {

  private static final int LANES = 4;

  private final CapturedReplicaSet database = new CapturedReplicaSet();
  private final MongoCollection<Document> notes = database.create("notes");
  private final StoredOffsets offsets = new StoredOffsets();

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void a_snapshot_is_told_from_begin_to_end_in_every_lane_of_every_collection() {
    database.create("empty");
    notes.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      List<Change> told = told(capture, 2 * 2 * LANES + 2);
      assertThat(told.subList(0, 2 * LANES))
          .allMatch(change -> change.kind() == ChangeKind.SNAPSHOT_BEGIN);
      assertThat(told.subList(2 * LANES, 2 * LANES + 2))
          .allMatch(change -> change.kind() == ChangeKind.SNAPSHOT);
      List<Change> ends = told.subList(2 * LANES + 2, 2 * 2 * LANES + 2);
      assertThat(ends).allMatch(change -> change.kind() == ChangeKind.SNAPSHOT_END);
      assertThat(ends)
          .extracting(change -> change.table() + " " + change.lane())
          .doesNotHaveDuplicates()
          .anyMatch(place -> place.contains("empty"));
    }
  }

  @Test
  void a_mapped_collection_is_told_under_its_tables_name_in_its_own_topic() {
    notes.insertOne(new Document("_id", "n"));
    Map<String, String> mapped = new HashMap<>(database.config());
    mapped.put("document.mapping", "app.note = shop.notes (id text = _id)");
    try (RunningCapture capture = new RunningCapture(mapped, offsets)) {
      told(capture, 2 * LANES + 1);
      assertThat(capture.told())
          .allSatisfy(
              record -> {
                assertThat(change(record).table()).isEqualTo(new TableName("app", "note"));
                assertThat(record.topic()).isEqualTo("here.shop.notes");
              });
    }
  }

  @Test
  void a_later_collection_called_like_a_table_that_is_another_stops_the_capture() {
    Map<String, String> mapped = new HashMap<>(database.config());
    mapped.put("document.mapping", "shop.note = shop.notes (id text = _id)");
    try (RunningCapture capture = new RunningCapture(mapped, offsets)) {
      told(capture, 2 * LANES);
      database.create("note").insertOne(new Document("_id", "n"));
      assertThatThrownBy(() -> capture.pollChanges(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("shop.note has the name of a table that is the collection");
    }
  }

  @Test
  void marks_of_a_collection_are_in_the_topic_of_its_changes() {
    database.create("empty");
    notes.insertOne(new Document("_id", 1));
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      told(capture, 2 * 2 * LANES + 1);
      String document = capture.changes().get(0).topic();
      assertThat(document).isEqualTo("here.shop.notes");
      assertThat(capture.told())
          .allSatisfy(
              record ->
                  assertThat(record.topic())
                      .isEqualTo("here." + change(record).table().toString()));
    }
  }

  @Test
  void the_only_document_of_a_snapshot_comes_again_after_a_restart_at_any_of_its_begins() {
    notes.insertOne(new Document("_id", 1));
    Stamp begun;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      told(capture, LANES + 1);
      SourceRecord begin = capture.told().get(LANES - 1);
      begun = change(begin).sequence();
      offsets.store(begin);
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      List<Change> told = told(again, LANES + 1);
      assertThat(told.get(0).kind()).isEqualTo(ChangeKind.SNAPSHOT_BEGIN);
      assertThat(told.get(0).sequence()).isGreaterThan(begun);
      assertThat(told.get(LANES).kind()).isEqualTo(ChangeKind.SNAPSHOT);
    }
  }

  @Test
  void an_empty_database_tells_of_its_snapshot_and_loses_nothing_from_its_first_change_on() {
    SourceRecord first;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      told(capture, 2 * LANES);
      notes.insertOne(new Document("_id", 1));
      notes.insertOne(new Document("_id", 2));
      first = capture.pollChanges(2).get(0);
      offsets.store(first);
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      List<SourceRecord> both = again.pollChanges(2);
      assertThat(change(both.get(0))).isEqualTo(change(first));
    }
  }

  @Test
  void an_idle_database_tells_what_a_sink_has_applied_and_then_falls_silent() {
    Map<String, String> config = database.config();
    config.put("context.mark.interval.ms", "0");
    try (RunningCapture capture = new RunningCapture(config, offsets);
        var watching = database.server().client().watch().cursor()) {
      told(capture, 2 * LANES);
      long far = Stamp.atMillis(System.currentTimeMillis() + 9_000).bits();
      int before = capture.told().size();
      database.transaction(
          session -> {
            database.mark(session, "there", "notes", 2, far);
            notes.insertOne(session, new Document("_id", 7));
          });
      database.goOn();
      Change mark = told(capture, before + 1).get(before);
      assertThat(mark.kind()).isEqualTo(ChangeKind.MARK);
      assertThat(mark.lane().number()).isEqualTo(2);
      assertThat(mark.context().of(new Origin("there")).bits()).isEqualTo(far);
      assertThat(mark.id().stamp().bits()).isEqualTo(far);
      long committed = Objects.requireNonNull(watching.next().getClusterTime()).getValue();
      assertThat(mark.position()).isGreaterThanOrEqualTo(committed);
      int heartbeats = capture.records().size() + 5;
      capture.pollUntil("some heartbeats", all -> all.size() >= heartbeats);
      assertThat(capture.told()).hasSize(before + 1);
    }
  }

  private static List<Change> told(RunningCapture capture, int count) {
    capture.pollUntil(count + " told", all -> capture.told().size() >= count);
    return capture.told().stream().map(RunningCapture::change).toList();
  }
}
