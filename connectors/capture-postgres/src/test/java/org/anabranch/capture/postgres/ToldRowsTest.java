package org.anabranch.capture.postgres;

import static org.anabranch.capture.postgres.CapturedDatabase.mark;
import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.ChangeKind;
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

/** Which rows a snapshot tells after the slot was lost: docs/decisions/027. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ToldRowsTest {

  private static PostgresServer server;
  private final StoredOffsets offsets = new StoredOffsets();
  private long stamp = Stamp.atMillis(System.currentTimeMillis()).bits();

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void rows_that_were_written_since_the_stored_position_travel_and_no_others() {
    CapturedDatabase database = told("since");
    database.execute(
        "UPDATE notes SET t = 'since' WHERE id = 3",
        "INSERT INTO notes VALUES (100, 'since')",
        "UPDATE notes SET t = t WHERE id = 4",
        "DELETE FROM notes WHERE id = 5",
        "SELECT pg_drop_replication_slot('since')");
    try (RunningCapture capture = snapshot(database)) {
      assertThat(ids(capture)).containsExactlyInAnyOrder(3, 4, 100);
      assertThat(capture.changes())
          .allSatisfy(row -> assertThat(change(row).kind()).isEqualTo(ChangeKind.CHANGE));
      database.execute("UPDATE notes SET t = 'streaming' WHERE id = 1");
      assertThat(id(capture.pollChanges(4).get(3))).isEqualTo(1);
    }
  }

  @Test
  void a_transaction_that_was_open_at_the_stored_position_travels_whole() throws SQLException {
    CapturedDatabase database = told("open");
    try (RunningCapture capture = new RunningCapture(database.config(), offsets);
        Connection connection = database.connect();
        Statement open = connection.createStatement()) {
      connection.setAutoCommit(false);
      open.execute("UPDATE notes SET t = 'open' WHERE id = 1");
      open.execute("SAVEPOINT inner_one");
      open.execute("UPDATE notes SET t = 'open' WHERE id = 2");
      open.execute("RELEASE SAVEPOINT inner_one");
      capture.pollUntil("a heartbeat", records -> !records.isEmpty());
      awaitAnotherHorizon(database, capture);
      connection.commit();
    }
    database.execute("SELECT pg_drop_replication_slot('open')");
    try (RunningCapture capture = snapshot(database)) {
      assertThat(ids(capture)).containsExactlyInAnyOrder(1, 2);
    }
  }

  @Test
  void rows_of_the_sink_do_not_travel_where_it_wrote_them_whole() {
    CapturedDatabase database = told("sink");
    database.transaction(
        sinkAt(0),
        "UPDATE notes SET t = 'of there' WHERE id IN (1, 2)",
        "INSERT INTO anabranch.version SELECT 'public', 'notes', 0, '\\x01', xmin::text::bigint,"
            + " null, null FROM notes WHERE id = 1");
    database.transaction(
        sinkAt(0),
        "UPDATE notes SET t = 'by column' WHERE id = 3",
        "INSERT INTO anabranch.version SELECT 'public', 'notes', 0, '\\x03', xmin::text::bigint,"
            + " null, '\\x00' FROM notes WHERE id = 3");
    database.transaction(
        sinkAt(0),
        "UPDATE notes SET t = 'parked before' WHERE id = 4",
        "INSERT INTO anabranch.version SELECT 'public', 'notes', 0, '\\x04', xmin::text::bigint,"
            + " 17, null FROM notes WHERE id = 4");
    database.execute("SELECT pg_drop_replication_slot('sink')");
    try (RunningCapture capture = snapshot(database)) {
      assertThat(ids(capture)).containsExactlyInAnyOrder(3, 4);
    }
  }

  @Test
  void all_rows_of_a_table_travel_that_was_not_in_the_publication() {
    CapturedDatabase database = filled("added");
    database.execute("CREATE TABLE later (id int PRIMARY KEY, t text)");
    database.execute("INSERT INTO later VALUES (1000, 'old')");
    Map<String, String> config = database.config();
    config.put("table.include.list", "public.notes");
    tellAndStop(database, config);
    database.execute("SELECT pg_drop_replication_slot('added')");
    for (int attempt = 0; attempt < 2; attempt++) {
      // The second time its publication contains the table; the first one's snapshot was in vain.
      try (RunningCapture capture = snapshot(database)) {
        assertThat(ids(capture)).containsExactly(1000);
      }
      database.execute("SELECT pg_drop_replication_slot('added')");
    }
  }

  @Test
  void an_interrupted_snapshot_tells_the_same_rows_again() {
    CapturedDatabase database = told("again");
    database.execute(
        "UPDATE notes SET t = 'since' WHERE id < 4", "SELECT pg_drop_replication_slot('again')");
    try (RunningCapture capture = snapshot(database)) {
      assertThat(ids(capture)).containsExactlyInAnyOrder(1, 2, 3);
      offsets.store(capture.changes().get(1));
    }
    try (RunningCapture capture = snapshot(database)) {
      assertThat(ids(capture)).containsExactlyInAnyOrder(1, 2, 3);
    }
  }

  @Test
  void rows_of_parts_of_a_table_travel_where_they_were_written_since() {
    CapturedDatabase database = new CapturedDatabase(server, "parts");
    database.createWatermark();
    database.execute(
        "CREATE TABLE notes (id int PRIMARY KEY, t text) PARTITION BY RANGE (id)",
        "CREATE TABLE notes_low PARTITION OF notes FOR VALUES FROM (0) TO (5)",
        "CREATE TABLE notes_high PARTITION OF notes FOR VALUES FROM (5) TO (1000)",
        "INSERT INTO notes SELECT g, 'old' FROM generate_series(1, 9) g");
    tellAndStop(database);
    database.execute(
        "UPDATE notes SET t = 'since' WHERE id IN (2, 8)",
        "SELECT pg_drop_replication_slot('parts')");
    try (RunningCapture capture = snapshot(database)) {
      assertThat(ids(capture)).containsExactlyInAnyOrder(2, 8);
    }
  }

  private static CapturedDatabase filled(String name) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.createWatermark();
    database.execute(
        "CREATE TABLE anabranch.version (table_schema text, table_name text, lane int, key_hash"
            + " bytea, written_by bigint, written_kept bigint, columns bytea, hidden bool DEFAULT"
            + " false, winner_origin text, winner_stamp bigint)",
        "CREATE TABLE notes (id int PRIMARY KEY, t text)",
        "INSERT INTO notes SELECT g, 'old' FROM generate_series(1, 9) g");
    return database;
  }

  /** A database whose capture has told everything and knows it, and was stopped. */
  private CapturedDatabase told(String name) {
    CapturedDatabase database = filled(name);
    tellAndStop(database);
    return database;
  }

  private void tellAndStop(CapturedDatabase database) {
    tellAndStop(database, database.config());
  }

  private void tellAndStop(CapturedDatabase database, Map<String, String> config) {
    try (RunningCapture capture = new RunningCapture(config, offsets)) {
      capture.pollUntil(
          "the end of the snapshot", records -> records.stream().anyMatch(ToldRowsTest::isEnd));
      awaitAnotherHorizon(database, capture);
    }
  }

  /** As long as a sink writes its watermarks, horizons are drawn and passed; stores the next. */
  private void awaitAnotherHorizon(CapturedDatabase database, RunningCapture capture) {
    String before = horizon(capture);
    capture.pollUntil(
        "another horizon",
        records -> {
          database.execute(sinkAt(0));
          return !horizon(capture).equals(before);
        });
    List<SourceRecord> records = capture.records();
    offsets.store(records.get(records.size() - 1));
  }

  private static boolean isEnd(SourceRecord record) {
    return record.headers().lastWithName("anabranch") != null
        && change(record).kind() == ChangeKind.SNAPSHOT_END;
  }

  /** What the last record has stored; empty where that is nothing. */
  private static String horizon(RunningCapture capture) {
    List<SourceRecord> records = capture.records();
    Object text =
        records.isEmpty() ? null : records.get(records.size() - 1).sourceOffset().get("ab.horizon");
    return text == null ? "" : text.toString();
  }

  private String sinkAt(int lane) {
    return mark("there", "notes", lane, ++stamp);
  }

  /** Runs until the snapshot has ended. */
  private RunningCapture snapshot(CapturedDatabase database) {
    Map<String, String> config = database.config();
    config.put("snapshot.mode", "when_needed");
    RunningCapture capture = new RunningCapture(config, offsets);
    capture.pollUntil(
        "the end of the snapshot", records -> records.stream().anyMatch(ToldRowsTest::isEnd));
    return capture;
  }

  private static List<Integer> ids(RunningCapture capture) {
    return capture.changes().stream().map(ToldRowsTest::id).toList();
  }

  private static int id(SourceRecord row) {
    return ((Struct) row.value()).getStruct("after").getInt32("id");
  }
}
