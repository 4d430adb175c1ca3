package org.anabranch.capture.postgres;

import static org.anabranch.capture.postgres.CapturedDatabase.mark;
import static org.anabranch.capture.postgres.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
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
    try (RunningCapture capture = started(database)) {
      database.transaction(
          "INSERT INTO notes VALUES (1, 'a')", "INSERT INTO notes VALUES (2, 'b')");
      long far = Stamp.atMillis(System.currentTimeMillis() + 20_000).bits();
      Change first = change(capture.pollChanges(2).get(0));
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

  private static CapturedDatabase notes(String name) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
    return database;
  }

  /** Returns when the capture streams. */
  private static RunningCapture started(CapturedDatabase database) {
    RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets());
    capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
    return capture;
  }
}
