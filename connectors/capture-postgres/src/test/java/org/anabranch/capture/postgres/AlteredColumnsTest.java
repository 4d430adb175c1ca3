package org.anabranch.capture.postgres;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Columns that arrive altered in the captured database, through Debezium and Postgres. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AlteredColumnsTest {

  private static final String ALTERED =
      "CREATE TABLE anabranch.altered (origin text, table_schema text, table_name text,"
          + " column_name text, since timestamptz DEFAULT now())";
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
  void only_what_applications_wrote_travels_once_a_column_is_listed() {
    CapturedDatabase database = customers("listed", "FULL");
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("INSERT INTO customer VALUES (2, 'n', '***')");
      assertThat(after(capture.pollChanges(2).get(1))).containsExactly("id", "name", "email");

      database.createWatermark();
      database.execute(
          ALTERED, "INSERT INTO anabranch.altered VALUES ('b', 'public', 'customer', 'email')");
      database.execute(
          "UPDATE customer SET name = 'm' WHERE id = 2",
          "UPDATE customer SET email = 'mine' WHERE id = 2",
          "UPDATE customer SET id = 3 WHERE id = 2",
          "UPDATE customer SET id = 4, email = 'own' WHERE id = 3",
          "DELETE FROM customer WHERE id = 4",
          "INSERT INTO customer VALUES (5, 'n', 'own')");
      List<SourceRecord> told = capture.pollChanges(2 + 8).subList(2, 10);

      assertThat(after(told.get(0))).containsExactly("id", "name");
      assertThat(before(told.get(0))).containsExactly("id", "name");
      assertThat(change(told.get(0)).columns().unchanged()).containsExactly("email");
      assertThat(told.get(0).valueSchema()).isEqualTo(((Struct) told.get(0).value()).schema());
      assertThat(after(told.get(1))).containsExactly("id", "name", "email");
      assertThat(before(told.get(1))).containsExactly("id", "name");
      assertThat(change(told.get(1)).columns().unchanged()).isEmpty();
      assertThat(before(told.get(2))).as("the delete of the old key").containsExactly("id", "name");
      assertThat(after(told.get(3))).as("the row under the new key").containsExactly("id", "name");
      assertThat(after(told.get(5))).containsExactly("id", "name", "email");
      assertThat(before(told.get(6))).as("the delete").containsExactly("id", "name");
      assertThat(after(told.get(7))).as("a new row").containsExactly("id", "name", "email");
    }
  }

  @Test
  void a_snapshot_and_rows_whose_past_is_not_told_say_nothing_of_such_a_column() {
    CapturedDatabase database = customers("unsure", "DEFAULT");
    database.createWatermark();
    database.execute(
        ALTERED, "INSERT INTO anabranch.altered VALUES ('b', 'public', 'customer', 'email')");
    Map<String, String> config = database.config();
    config.put("altered.columns.writes", "withhold");
    try (RunningCapture capture = new RunningCapture(config, new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("UPDATE customer SET email = 'mine'");

      for (SourceRecord told : capture.pollChanges(2)) {
        assertThat(after(told)).containsExactly("id", "name");
        assertThat(change(told).columns().unchanged()).isEqualTo(Set.of("email"));
      }
    }
  }

  private static CapturedDatabase customers(String name, String identity) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute(
        "CREATE TABLE customer (id int PRIMARY KEY, name text, email text)",
        "ALTER TABLE customer REPLICA IDENTITY " + identity,
        "INSERT INTO customer VALUES (1, 'first', '***')");
    return database;
  }

  private static List<String> after(SourceRecord record) {
    return columns(record, "after");
  }

  private static List<String> before(SourceRecord record) {
    return columns(record, "before");
  }

  private static List<String> columns(SourceRecord record, String image) {
    @Nullable Struct row = ((Struct) record.value()).getStruct(image);
    return row == null ? List.of() : row.schema().fields().stream().map(Field::name).toList();
  }
}
