package org.anabranch.capture.postgres;

import static org.anabranch.capture.postgres.CapturedDatabase.mark;
import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** C4, C6 and hidden winners, through Debezium and Postgres. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureMarksTest {

  private static final Origin THERE = new Origin("there");
  private static final Origin HERE = new Origin("here");
  private static final int LANES = 4;
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
  void a_snapshot_is_told_from_begin_to_end_in_every_lane_of_every_table() {
    CapturedDatabase database = notes("around");
    database.execute(
        "CREATE TABLE empty (id int PRIMARY KEY)", "INSERT INTO notes VALUES (1, 'a'), (2, 'b')");
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      List<Change> told = told(capture, 2 * 2 * LANES + 2);
      assertThat(told.subList(0, 2 * LANES))
          .allMatch(change -> change.kind() == ChangeKind.SNAPSHOT_BEGIN);
      assertThat(told.subList(2 * LANES, 2 * LANES + 2))
          .allMatch(change -> change.kind() == ChangeKind.SNAPSHOT);
      List<Change> ends = told.subList(2 * LANES + 2, told.size());
      assertThat(ends).allMatch(change -> change.kind() == ChangeKind.SNAPSHOT_END);
      assertThat(ends).extracting(change -> change.table() + " " + change.lane()).hasSize(8);
      assertThat(ends)
          .extracting(change -> change.table() + " " + change.lane())
          .doesNotHaveDuplicates()
          .anyMatch(place -> place.contains("empty"));
      assertThat(told.get(0).sequence()).isLessThan(told.get(2 * LANES).sequence());
      assertThat(ends.get(0).sequence()).isGreaterThan(told.get(2 * LANES + 1).sequence());
      assertThat(capture.told().get(0).topic()).startsWith("here.public.");
      assertThat(capture.told().get(0).key()).isNull();
      assertThat(capture.told().get(0).value()).isNull();
    }
  }

  @Test
  void the_only_row_of_a_snapshot_comes_again_after_a_restart_at_any_of_its_begins() {
    CapturedDatabase database = notes("onerow");
    database.execute("INSERT INTO notes VALUES (1, 'a')");
    StoredOffsets offsets = new StoredOffsets();
    Stamp begun;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      told(capture, LANES + 1);
      capture.commit();
      SourceRecord begin = capture.told().get(LANES - 1);
      begun = change(begin).sequence();
      offsets.store(begin);
      capture.commit();
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      List<Change> told = told(again, 2 * LANES + 1);
      assertThat(told.get(0).kind()).isEqualTo(ChangeKind.SNAPSHOT_BEGIN);
      assertThat(told.get(0).sequence()).isGreaterThan(begun);
      assertThat(told.get(LANES).kind()).isEqualTo(ChangeKind.SNAPSHOT);
    }
  }

  @Test
  void ends_that_were_not_sent_come_after_a_restart_and_the_rows_do_not() {
    CapturedDatabase database = notes("ends");
    database.execute("INSERT INTO notes VALUES (1, 'a')");
    StoredOffsets offsets = new StoredOffsets();
    Stamp ended;
    try (RunningCapture capture = new RunningCapture(database.config(), offsets)) {
      told(capture, 2 * LANES + 1);
      SourceRecord end = capture.told().get(LANES + 1);
      ended = change(end).sequence();
      offsets.store(end);
    }
    try (RunningCapture again = new RunningCapture(database.config(), offsets)) {
      List<Change> told = told(again, LANES);
      assertThat(told)
          .hasSizeGreaterThanOrEqualTo(LANES)
          .allSatisfy(
              change -> {
                assertThat(change.kind()).isEqualTo(ChangeKind.SNAPSHOT_END);
                assertThat(change.sequence()).isEqualTo(ended);
              });
    }
  }

  @Test
  void an_idle_database_tells_what_a_sink_has_applied_and_then_falls_silent() {
    CapturedDatabase database = notes("idle");
    database.createWatermark();
    Map<String, String> config = config(database);
    try (RunningCapture capture = new RunningCapture(config, new StoredOffsets())) {
      told(capture, 2 * LANES);
      long far = Stamp.atMillis(System.currentTimeMillis() + 9_000).bits();
      int before = capture.told().size();
      database.transaction(
          mark("there", "notes", 2, far), "INSERT INTO notes VALUES (7, 'remote')");
      long written = database.position();
      Change mark = told(capture, before + 1).get(before);
      assertThat(mark.kind()).isEqualTo(ChangeKind.MARK);
      assertThat(mark.operation()).isEqualTo(Operation.NONE);
      assertThat(mark.lane().number()).isEqualTo(2);
      assertThat(mark.context().of(THERE).bits()).isEqualTo(far);
      assertThat(mark.sequence()).as("the clock as it is").isEqualTo(new Stamp(far));
      assertThat(mark.position()).isGreaterThanOrEqualTo(written);

      // The sink reads the mark back, and once more in another transaction of the same place.
      database.execute(mark("here", "notes", 2, far));
      told(capture, before + 2);
      database.execute(mark("here", "notes", 2, far));
      database.execute("INSERT INTO notes VALUES (8, 'local')");
      List<Change> all = told(capture, before + 3);
      assertThat(all.get(before + 1).kind()).isEqualTo(ChangeKind.MARK);
      assertThat(all.get(before + 2).kind()).as("no third mark").isEqualTo(ChangeKind.CHANGE);
    }
  }

  @Test
  void a_start_without_data_tells_that_it_is_there_and_no_row() {
    CapturedDatabase database = notes("nodata");
    database.execute("INSERT INTO notes VALUES (1, 'old')");
    Map<String, String> config = config(database);
    config.put("snapshot.mode", "no_data");
    StoredOffsets offsets = new StoredOffsets();
    try (RunningCapture capture = new RunningCapture(config, offsets)) {
      List<Change> told = told(capture, LANES);
      assertThat(told).allMatch(change -> change.kind() == ChangeKind.MARK);
      database.execute("INSERT INTO notes VALUES (2, 'new')");
      Change local = told(capture, LANES + 1).get(LANES);
      assertThat(local.kind()).isEqualTo(ChangeKind.CHANGE);
      assertThat(local.operation()).isEqualTo(Operation.CREATE);
      offsets.store(capture.told().get(LANES - 1));
    }
    try (RunningCapture again = new RunningCapture(config, offsets)) {
      again.pollUntil(
          "the change after the marks",
          all ->
              again.told().stream().anyMatch(one -> change(one).operation() == Operation.CREATE));
      assertThat(again.told()).extracting(one -> change(one).kind()).contains(ChangeKind.MARK);
    }
  }

  @Test
  void a_local_change_over_a_hidden_winner_says_that_it_has_not_seen_it() {
    CapturedDatabase database = notes("hidden");
    database.createWatermark();
    database.execute(
        "INSERT INTO notes VALUES (1, 'a'), (2, 'b')",
        "CREATE TABLE anabranch.version (table_schema text, table_name text, lane int,"
            + " key_hash bytea, hidden bool, winner_origin text, winner_stamp bigint)");
    try (RunningCapture capture = new RunningCapture(config(database), new StoredOffsets())) {
      Change row = told(capture, 2 * LANES + 2).get(LANES);
      long stamp = Stamp.atMillis(System.currentTimeMillis()).bits();
      for (int lane = 0; lane < LANES; lane++) {
        database.execute(mark("there", "notes", lane, stamp + 5));
      }
      database.execute(
          "INSERT INTO anabranch.version VALUES ('public', 'notes', %d, decode('%s', 'hex'),"
                  .formatted(row.lane().number(), row.key())
              + " true, 'there', "
              + stamp
              + ")",
          "UPDATE notes SET t = 'local'");
      capture.pollUntil("both updates", all -> updates(capture).size() == 2);
      for (Change update : updates(capture)) {
        VersionVector seen = update.keyContext();
        if (update.key() != null && update.key().equals(row.key())) {
          assertThat(seen).isNotNull();
          assertThat(update.seen().of(THERE).bits()).isEqualTo(stamp - 1);
          assertThat(update.seen().of(HERE)).isEqualTo(update.id().stamp());
          assertThat(update.context().of(THERE).bits()).isEqualTo(stamp + 5);
        } else {
          assertThat(seen).isNull();
        }
      }
    }
  }

  @Test
  void a_table_that_is_created_later_is_told_of_in_every_lane() {
    CapturedDatabase database = notes("later_table");
    try (RunningCapture capture = new RunningCapture(config(database), new StoredOffsets())) {
      told(capture, 2 * LANES);
      database.execute("CREATE TABLE more (id int PRIMARY KEY)");
      TableName more = new TableName("public", "more");
      capture.pollUntil(
          "its marks",
          all ->
              capture.told().stream()
                      .filter(one -> change(one).table().equals(more))
                      .filter(one -> change(one).kind() == ChangeKind.MARK)
                      .count()
                  == LANES);
    }
  }

  private static List<Change> updates(RunningCapture capture) {
    return capture.told().stream()
        .map(RunningCapture::change)
        .filter(change -> change.operation() == Operation.UPDATE)
        .toList();
  }

  private static List<Change> told(RunningCapture capture, int count) {
    capture.pollUntil(count + " records", all -> capture.told().size() >= count);
    return capture.told().stream().map(RunningCapture::change).toList();
  }

  private static Map<String, String> config(CapturedDatabase database) {
    Map<String, String> config = database.config();
    config.put("context.mark.interval.ms", "0");
    return config;
  }

  private static CapturedDatabase notes(String name) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
    return database;
  }
}
