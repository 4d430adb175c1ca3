package org.anabranch.capture.postgres;

import static org.anabranch.capture.postgres.CapturedDatabase.mark;
import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.anabranch.capture.StoredOffset;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** C1 and C4: where a capture goes on, and what the rows of snapshots carry. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureSnapshotTest {

  private static final Origin THERE = new Origin("there");
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
  void rows_of_a_first_snapshot_have_stamp_zero_and_later_changes_lie_above_them() {
    CapturedDatabase database = filled("first", 5);
    StoredOffsets offsets = new StoredOffsets();
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      List<SourceRecord> rows = List.copyOf(capture.pollChanges(5));
      database.execute("UPDATE notes SET t = 'x' WHERE id = 1");
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
      offsets.store(rows.get(4));
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      Change update = change(again.pollChanges(1).get(0));
      assertThat(update.operation()).as("the snapshot is over").isEqualTo(Operation.UPDATE);
      assertThat(update.sequence()).isGreaterThan(Stamp.ZERO);
    }
  }

  @Test
  void an_interrupted_first_snapshot_is_taken_again_above_the_first_attempt() {
    CapturedDatabase database = filled("interrupted", 50);
    StoredOffsets offsets = new StoredOffsets();
    Stamp highest;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      List<SourceRecord> rows = capture.pollChanges(50);
      highest = change(rows.get(49)).sequence();
      offsets.store(rows.get(20));
    }
    database.execute("INSERT INTO notes VALUES (100, 'meanwhile')");
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      List<SourceRecord> rows = again.pollChanges(51);
      assertThat(rows)
          .allSatisfy(
              row -> {
                assertThat(change(row).kind()).isEqualTo(ChangeKind.SNAPSHOT);
                assertThat(change(row).sequence()).isGreaterThan(highest);
              });
    }
  }

  @Test
  void a_snapshot_of_a_database_that_a_sink_has_written_to_travels_as_ordinary_changes() {
    CapturedDatabase database = filled("later", 3);
    database.createWatermark();
    long far = Stamp.atMillis(System.currentTimeMillis() + 9_000).bits();
    for (int lane = 0; lane < 4; lane++) {
      database.execute(mark("there", "notes", lane, far), mark("here", "notes", lane, far - 5));
    }
    long driftMaxMillis = 60_000;
    long aboveAnyAttempt = System.currentTimeMillis() + driftMaxMillis;
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      for (SourceRecord row : capture.pollChanges(3)) {
        Change change = change(row);
        assertThat(change.id().stamp().millis()).isGreaterThanOrEqualTo(aboveAnyAttempt);
        assertThat(change.kind()).isEqualTo(ChangeKind.CHANGE);
        assertThat(change.operation()).isEqualTo(Operation.READ);
        assertThat(change.context().of(THERE).bits()).isEqualTo(far);
        assertThat(change.id().stamp().bits()).isGreaterThan(far);
      }
      assertThat(capture.records())
          .extracting(SourceRecord::topic)
          .noneMatch(topic -> topic.contains("anabranch"));
    }
  }

  @Test
  void a_slot_without_a_stored_position_is_refused_with_the_way_out() {
    CapturedDatabase database = filled("stateless", 1);
    new RunningCapture(database.config(), new StoredOffsets()).close();
    assertThatThrownBy(() -> new RunningCapture(database.config(), new StoredOffsets()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("SELECT pg_drop_replication_slot('stateless')");
  }

  @Test
  void a_lost_slot_is_refused_unless_a_snapshot_may_be_taken() {
    CapturedDatabase database = filled("lost", 1);
    StoredOffsets offsets = new StoredOffsets();
    Stamp before;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      capture.pollChanges(1);
      database.execute("UPDATE notes SET t = 'x'", "UPDATE notes SET t = 'y'");
      SourceRecord last = capture.pollChanges(3).get(2);
      before = change(last).id().stamp();
      offsets.store(last);
    }
    database.execute("SELECT pg_drop_replication_slot('lost')");
    assertThatThrownBy(() -> new RunningCapture(database.config(), offsets))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("snapshot.mode=when_needed");

    Map<String, String> config = database.config();
    config.put("snapshot.mode", "when_needed");
    try (RunningCapture healed = new RunningCapture(config, offsets)) {
      SourceRecord row = healed.pollChanges(1).get(0);
      assertThat(change(row).kind()).isEqualTo(ChangeKind.CHANGE);
      assertThat(change(row).id().stamp()).isGreaterThan(before);
      assertThat(((Struct) row.value()).getStruct("after").getString("t")).isEqualTo("y");
    }
  }

  @Test
  void a_slot_confirmed_beyond_the_stored_position_moves_the_clock_on() {
    CapturedDatabase database = filled("beyond", 1);
    StoredOffsets offsets = new StoredOffsets();
    Stamp emitted;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      capture.pollChanges(1);
      database.execute("UPDATE notes SET t = 'x'", "UPDATE notes SET t = 'y'");
      List<SourceRecord> changes = capture.pollChanges(3);
      emitted = change(changes.get(2)).id().stamp();
      offsets.store(changes.get(1));
    }
    database.execute("SELECT pg_replication_slot_advance('beyond', pg_current_wal_lsn())");
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      database.execute("UPDATE notes SET t = 'z'");
      Change next = change(again.pollChanges(1).get(0));
      assertThat(next.id().stamp()).isGreaterThan(emitted);
    }
  }

  @Test
  void offsets_of_another_connector_are_refused() {
    assertThatThrownBy(() -> StoredOffset.of(Map.of("lsn", 5L, "lsn_proc", 5L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("another connector");
  }

  @Test
  void rows_of_a_partitioned_table_travel_once_and_under_its_name() {
    CapturedDatabase database = new CapturedDatabase(server, "partitioned");
    database.execute(
        "CREATE TABLE events (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2030-01-01')",
        "INSERT INTO events VALUES (1, '2020-05-05'), (2, '2021-05-05')");
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      capture.pollUntil("the end of the snapshot", records -> records.size() > 2);
      database.execute("UPDATE events SET at = at + 400 WHERE id = 1");
      List<SourceRecord> changes = capture.pollChanges(4);
      assertThat(changes).hasSize(4);
      assertThat(changes).extracting(SourceRecord::topic).containsOnly("here.public.events");
    }
  }

  private static CapturedDatabase filled(String name, int rows) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute(
        "CREATE TABLE notes (id int PRIMARY KEY, t text)",
        "INSERT INTO notes SELECT g, 'old' FROM generate_series(1, " + rows + ") g");
    return database;
  }
}
