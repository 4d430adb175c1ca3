package org.anabranch.capture.postgres;

import static org.anabranch.capture.postgres.CapturedDatabase.mark;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * C1 against a real Postgres: wherever a capture starts again, it repeats whole transactions under
 * the very names that they had, and leaves nothing out. Debezium alone loses rows here, where rows
 * share a log position (COPY, multi-row INSERT, a changed key).
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureRestartTest {

  private static final int COPIED = 40;

  @Test
  void a_restart_at_any_offset_repeats_the_rest_of_the_log_exactly() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      CapturedDatabase database = new CapturedDatabase(server, "restarts");
      database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
      database.createWatermark();
      StoredOffsets offsets = new StoredOffsets();
      List<SourceRecord> all = runOnce(database, offsets);
      List<String> once = all.stream().map(CaptureRestartTest::identity).toList();

      for (Map.Entry<Map<String, ?>, Integer> place : firstOfEachOffset(all).entrySet()) {
        offsets.store(all.get(place.getValue()));
        List<String> expected = once.subList(place.getValue(), once.size());
        try (RunningCapture again = new RunningCapture(small(database), offsets)) {
          List<SourceRecord> repeated = again.pollChanges(expected.size());
          assertThat(repeated.stream().map(CaptureRestartTest::identity))
              .as("restarted at change %d of %d", place.getValue(), all.size())
              .containsExactlyElementsOf(expected);
        }
      }
    }
  }

  @Test
  void after_a_confirmed_position_nothing_is_repeated_but_the_last_transaction() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      CapturedDatabase database = new CapturedDatabase(server, "confirmed");
      database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
      database.createWatermark();
      StoredOffsets offsets = new StoredOffsets();
      List<SourceRecord> all = runOnce(database, offsets);
      long confirmed = confirmed(database);
      offsets.store(all.get(all.size() - 1));
      try (RunningCapture again = new RunningCapture(small(database), offsets)) {
        assertThat(identity(again.pollChanges(1).get(0)))
            .isEqualTo(identity(all.get(all.size() - 1)));
        again.commit();
        again.pollUntil("the slot moved", records -> confirmed(database) > confirmed);
      }
      try (RunningCapture again = new RunningCapture(small(database), offsets)) {
        assertThat(identity(again.pollChanges(1).get(0)))
            .isEqualTo(identity(all.get(all.size() - 1)));
      }
    }
  }

  /** The first change of every group that carries one offset: the changes of one transaction. */
  private static Map<Map<String, ?>, Integer> firstOfEachOffset(List<SourceRecord> all) {
    Map<Map<String, ?>, Integer> first = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      first.putIfAbsent(all.get(i).sourceOffset(), i);
    }
    // Each transaction with local changes has an offset of its own.
    assertThat(first).hasSize(8);
    return first;
  }

  private static Map<String, String> small(CapturedDatabase database) {
    Map<String, String> config = database.config();
    config.put("max.batch.size", "7");
    config.put("max.queue.size", "16");
    return config;
  }

  private static List<SourceRecord> runOnce(CapturedDatabase database, StoredOffsets offsets)
      throws Exception {
    try (RunningCapture capture = new RunningCapture(small(database), offsets)) {
      capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
      write(database);
      return new ArrayList<>(capture.pollChanges(3 + COPIED + 2 + 2 + 3 + 1 + 1 + 1));
    }
  }

  private static void write(CapturedDatabase database) throws SQLException {
    long far = Stamp.atMillis(System.currentTimeMillis() + 5_000).bits();
    database.execute("INSERT INTO notes VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    database.execute("COPY notes (id) FROM PROGRAM 'seq 100 139'");
    database.transaction(mark("there", "notes", 1, far), "UPDATE notes SET t = 'remote'");
    // The changed key comes last: its delete and insert share a log position.
    database.execute("UPDATE notes SET id = 4 WHERE id = 3");
    database.transaction("DELETE FROM notes WHERE id = 1", "INSERT INTO notes VALUES (1, 'again')");
    database.transaction(mark("here", "notes", 1, 77), mark("there", "notes", 2, far + 9));
    overlapping(database);
    database.execute("DELETE FROM notes WHERE id = 2");
  }

  /** Two transactions whose changes alternate in the log; the one that began first ends last. */
  private static void overlapping(CapturedDatabase database) throws SQLException {
    try (Connection one = database.connect();
        Connection two = database.connect();
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      first.execute("INSERT INTO notes VALUES (10, 'first')");
      second.execute("INSERT INTO notes VALUES (20, 'second')");
      first.execute("UPDATE notes SET t = 'first again' WHERE id = 10");
      two.commit();
      first.execute("INSERT INTO notes VALUES (11, 'first, last')");
      one.commit();
    }
    database.execute("INSERT INTO notes VALUES (30, 'after both')");
  }

  private static long confirmed(CapturedDatabase database) {
    try (Connection connection = database.connect()) {
      Slot slot = Slot.find(connection, "confirmed");
      return slot == null ? 0 : slot.confirmed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything about a change that the protocol relies on, and the row. */
  private static String identity(SourceRecord record) {
    Struct value = (Struct) record.value();
    return RunningCapture.change(record)
        + " "
        + value.getStruct("before")
        + " "
        + value.getStruct("after");
  }
}
