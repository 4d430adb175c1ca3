package org.anabranch.capture.postgres;

import static org.anabranch.capture.postgres.CapturedDatabase.mark;
import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureStreamTest {

  private static final Origin HERE = new Origin("here");
  private static final Origin THERE = new Origin("there");
  private static final TableName NOTES = new TableName("public", "notes");
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void local_changes_are_stamped_and_echoes_are_left_out() {
    CapturedDatabase database = notes("stream");
    database.createWatermark();
    try (RunningCapture capture = started(database.config())) {
      database.transaction(
          "INSERT INTO notes VALUES (1, 'a')", "INSERT INTO notes VALUES (2, 'b')");
      Change first = change(capture.pollChanges(2).get(0));
      long far = Stamp.atMillis(System.currentTimeMillis() + 20_000).bits();
      database.transaction(
          mark("there", "notes", first.lane().number(), far), "UPDATE notes SET t = 'remote'");
      database.execute(
          "UPDATE notes SET t = 'mine' WHERE id = 1", "DELETE FROM notes WHERE id = 2");
      List<SourceRecord> changes = capture.pollChanges(4);

      assertThat(changes).hasSize(4);
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
      assertThat(((Struct) changes.get(2).value()).getStruct("after").getString("t"))
          .isEqualTo("mine");
      assertThat(changes)
          .allSatisfy(
              record -> {
                assertThat(record.kafkaPartition()).isEqualTo(change(record).lane().number());
                assertThat(record.topic()).isEqualTo("here.public.notes");
                assertThat(change(record).lane().of()).isEqualTo(4);
              });
    }
  }

  @Test
  void a_truncate_goes_to_every_lane_and_a_deleted_row_leaves_a_tombstone_where_asked_for() {
    CapturedDatabase database = notes("truncate");
    Map<String, String> config = database.config();
    config.put("tombstones.on.delete", "true");
    try (RunningCapture capture = started(config)) {
      database.execute("INSERT INTO notes VALUES (1, 'a')", "DELETE FROM notes", "TRUNCATE notes");
      List<SourceRecord> records = capture.pollChanges(3 + 4);
      SourceRecord delete = records.get(1);
      SourceRecord tombstone = records.get(2);
      assertThat(tombstone.value()).isNull();
      assertThat(tombstone.key()).isEqualTo(delete.key());
      assertThat(tombstone.kafkaPartition()).isEqualTo(delete.kafkaPartition());
      assertThat(change(tombstone)).isEqualTo(change(delete));
      List<SourceRecord> truncates = records.subList(3, 7);
      assertThat(truncates).extracting(SourceRecord::kafkaPartition).containsExactly(0, 1, 2, 3);
      assertThat(truncates)
          .allSatisfy(
              record -> {
                assertThat(record.key()).isNull();
                assertThat(record.topic()).isEqualTo("here.public.notes");
                assertThat(change(record).operation()).isEqualTo(Operation.TRUNCATE);
                assertThat(change(record).key()).isNull();
              });
      assertThat(truncates).extracting(record -> change(record).id()).doesNotHaveDuplicates();
    }
  }

  @Test
  void echoes_of_deletes_and_truncates_are_left_out_too() {
    CapturedDatabase database = notes("echoes");
    database.createWatermark();
    Map<String, String> config = database.config();
    config.put("tombstones.on.delete", "true");
    database.execute("INSERT INTO notes SELECT g, 'x' FROM generate_series(1, 9) g");
    try (RunningCapture capture = started(config)) {
      capture.pollChanges(9);
      database.transaction(mark("there", "notes", 0, 1), "DELETE FROM notes WHERE id < 5");
      database.transaction(mark("there", "notes", 0, 2), "TRUNCATE notes");
      database.transaction("DELETE FROM anabranch.watermark", "INSERT INTO notes VALUES (1, 'no')");
      database.execute("INSERT INTO notes VALUES (20, 'local')");
      List<SourceRecord> records = capture.pollChanges(10);
      assertThat(records).hasSize(10);
      assertThat(((Struct) records.get(9).value()).getStruct("after").getInt32("id")).isEqualTo(20);
    }
  }

  @Test
  void a_database_that_only_receives_lets_go_of_its_log() {
    CapturedDatabase database = notes("receives");
    database.createWatermark();
    StoredOffsets offsets = new StoredOffsets();
    long far = Stamp.atMillis(System.currentTimeMillis() + 30_000).bits();
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
      database.transaction(mark("there", "notes", 3, far), "INSERT INTO notes VALUES (1, 'r')");
      long written = database.position();
      capture.pollUntil(
          "a heartbeat behind the sink's transaction, confirmed to the slot",
          records -> {
            offsets.store(records.get(records.size() - 1));
            capture.commit();
            return database.confirmed("receives") >= written;
          });
      assertThat(capture.changes()).isEmpty();
    }
    database.execute("INSERT INTO notes VALUES (2, 'local')");
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      Change local = change(again.pollChanges(1).get(0));
      assertThat(local.id().stamp().bits()).as("above the watermark").isGreaterThan(far);
    }
  }

  @Test
  void a_watermark_table_that_appears_later_is_published_and_seen() {
    CapturedDatabase database = notes("appears");
    try (RunningCapture capture = started(database.config())) {
      database.execute("INSERT INTO notes VALUES (1, 'local')");
      capture.pollChanges(1);
      database.createWatermark();
      capture.pollUntil("the table is published", records -> database.published("watermark"));
      long far = Stamp.atMillis(System.currentTimeMillis() + 20_000).bits();
      for (int lane = 0; lane < 4; lane++) {
        database.transaction(
            mark("there", "notes", lane, far), "UPDATE notes SET t = 'remote' || " + lane);
      }
      database.execute("UPDATE notes SET t = 'local again'");
      Change local = change(capture.pollChanges(2).get(1));
      assertThat(capture.changes()).hasSize(2);
      assertThat(local.context().of(THERE).bits()).isEqualTo(far);
    }
  }

  @Test
  void a_table_that_is_created_later_is_published_and_captured() {
    CapturedDatabase database = notes("created");
    try (RunningCapture capture = started(database.config())) {
      database.execute("CREATE TABLE \"More\" (id int PRIMARY KEY)");
      capture.pollUntil("the table is published", records -> database.published("More"));
      database.execute("INSERT INTO \"More\" VALUES (1)");
      Change change = change(capture.pollChanges(1).get(0));
      assertThat(change.table()).isEqualTo(new TableName("public", "More"));
    }
  }

  @Test
  void a_database_that_restarts_is_followed_without_gaps_or_new_names() {
    try (PostgresServer restarting = PostgresServer.start()) {
      CapturedDatabase database = new CapturedDatabase(restarting, "restarting");
      database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
      Map<String, String> config = database.config();
      config.put("retriable.restart.connector.wait.ms", "200");
      config.put("slot.retry.delay.ms", "200");
      try (RunningCapture capture = started(config)) {
        database.execute("INSERT INTO notes VALUES (1, 'a')");
        capture.pollChanges(1);
        restarting.restart();
        database.execute("INSERT INTO notes VALUES (2, 'b')");
        capture.pollUntilDespiteErrors(
            "the row after the restart",
            records -> records.stream().anyMatch(record -> id(record) == 2));
        Map<Object, Object> namesById = new HashMap<>();
        for (SourceRecord record : capture.changes()) {
          Object name = change(record).id();
          assertThat(namesById.putIfAbsent(id(record), name)).isIn(null, name);
        }
      }
    }
  }

  @Test
  void nothing_is_left_in_the_database_but_a_publication_and_a_slot() {
    CapturedDatabase database = notes("promise");
    database.execute("CREATE INDEX by_text ON notes (t)");
    List<String> before = database.catalog();
    try (RunningCapture capture = started(database.config())) {
      database.execute("INSERT INTO notes VALUES (1, 'a')", "UPDATE notes SET t = 'b'");
      capture.pollChanges(2);
    }
    assertThat(database.catalog()).isEqualTo(before);
  }

  private static int id(SourceRecord record) {
    return RunningCapture.isChange(record)
        ? ((Struct) record.value()).getStruct("after").getInt32("id")
        : 0;
  }

  private static CapturedDatabase notes(String name) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
    return database;
  }

  /** Returns when the capture streams. */
  private static RunningCapture started(Map<String, String> config) {
    RunningCapture capture = new RunningCapture(config, new StoredOffsets());
    capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
    return capture;
  }
}
