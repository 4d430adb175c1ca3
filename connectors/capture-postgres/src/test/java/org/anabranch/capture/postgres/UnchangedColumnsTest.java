package org.anabranch.capture.postgres;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** C8: values that Postgres keeps out of line and leaves out of the log when they do not change. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnchangedColumnsTest {

  /** Type and an expression for a value of some kilobytes. */
  private static final Map<String, String> LARGE = new LinkedHashMap<>();

  static {
    String series = "FROM generate_series(1, 1200) g)";
    LARGE.put("text", "(SELECT string_agg(md5(g::text), '') " + series);
    LARGE.put("varchar", "(SELECT string_agg(md5(g::text), '') " + series);
    LARGE.put("large_text", "(SELECT string_agg(md5(g::text), '') " + series);
    LARGE.put("xml", "(SELECT xmlelement(name a, string_agg(md5(g::text), '')) " + series);
    LARGE.put("json", "(SELECT json_agg(md5(g::text)) " + series);
    LARGE.put("jsonb", "(SELECT jsonb_agg(md5(g::text)) " + series);
    LARGE.put("bytea", "(SELECT string_agg(md5(g::text), '')::bytea " + series);
    LARGE.put("numeric", "(SELECT string_agg(abs(hashint4(g))::text, '')::numeric " + series);
    LARGE.put("numeric(900,2)", "(SELECT (10::numeric ^ 890) + 0.25)");
    LARGE.put(
        "varbit(9600)", "(SELECT string_agg(hashint4(g)::bit(8)::text, '')::varbit " + series);
    LARGE.put("tsvector", "(SELECT array_to_tsvector(array_agg(md5(g::text))) " + series);
    LARGE.put("text[]", "(SELECT array_agg(md5(g::text)) " + series);
    LARGE.put("smallint[]", "(SELECT array_agg((g % 9000)::smallint) " + series);
    LARGE.put("integer[]", "(SELECT array_agg(hashint4(g)) " + series);
    LARGE.put("bigint[]", "(SELECT array_agg(hashint4(g)::bigint << 20) " + series);
    LARGE.put("real[]", "(SELECT array_agg(1.5::real * g) " + series);
    LARGE.put("double precision[]", "(SELECT array_agg(1 / g::double precision) " + series);
    LARGE.put("numeric(9,3)[]", "(SELECT array_agg((g / 8.0)::numeric(9,3)) " + series);
    LARGE.put("boolean[]", "(SELECT array_agg(g % 3 = 0) FROM generate_series(1, 9000) g)");
    LARGE.put("uuid[]", "(SELECT array_agg(md5(g::text)::uuid) " + series);
    LARGE.put("date[]", "(SELECT array_agg(date '2020-01-01' + g) " + series);
    LARGE.put(
        "timestamptz[]",
        "(SELECT array_agg(timestamptz '2020-01-01Z' + g * interval '1 s') " + series);
    LARGE.put("jsonb[]", "(SELECT array_agg(to_jsonb(md5(g::text))) " + series);
    LARGE.put("bytea[]", "(SELECT array_agg(md5(g::text)::bytea) " + series);
    LARGE.put("interval[]", "(SELECT array_agg(g * interval '1 day') " + series);
  }

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
  void unchanged_values_of_every_type_are_read_again_as_they_were_captured() {
    CapturedDatabase database = wide("unchanged");
    try (RunningCapture capture = started(database)) {
      insert(database, 1);
      insert(database, 2);
      database.execute("UPDATE wide SET n = n + 1");
      capture.pollChanges(4);
      database.execute("UPDATE wide SET id = 3 WHERE id = 1");
      List<SourceRecord> changes = capture.pollChanges(6);
      Struct inserted = after(changes.get(0));
      assertThat(inserted.schema().fields()).hasSize(LARGE.size() + 2);
      for (SourceRecord update : List.of(changes.get(2), changes.get(3), changes.get(5))) {
        assertThat(change(update).columns().unchanged()).isEmpty();
        assertThat(change(update).columns().reselected()).hasSize(LARGE.size());
        for (String column : change(update).columns().reselected()) {
          assertThat(text(after(update), column))
              .as(column)
              .isEqualTo(text(inserted, column))
              .isNotEqualTo("null");
        }
      }
    }
  }

  @Test
  void an_update_whose_row_is_gone_is_told_of_as_a_delete_and_its_columns_hold_nothing() {
    CapturedDatabase database = new CapturedDatabase(server, "gone");
    database.execute(
        "CREATE TABLE wide (id int PRIMARY KEY, n int, a text, b text NOT NULL, c float8[] NOT NULL)",
        "ALTER TABLE wide ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL",
        "ALTER TABLE wide ALTER c SET STORAGE EXTERNAL");
    try (RunningCapture capture = started(database)) {
      database.execute(
          "INSERT INTO wide SELECT 1, 0, repeat('a', 9999), repeat('b', 9999),"
              + " array_agg(g) FROM generate_series(1, 2000) g",
          "UPDATE wide SET n = 1",
          "DELETE FROM wide");
      SourceRecord update = capture.pollChanges(3).get(1);
      assertThat(change(update).operation()).isEqualTo(Operation.DELETE);
      ColumnMarks marks = change(update).columns();
      assertThat(marks.unchanged()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(marks.reselected()).isEmpty();
      assertThat(after(update).get("a")).isNull();
      assertThat(after(update).get("b")).isEqualTo("");
      assertThat(after(update).get("c")).isEqualTo("");
    }
  }

  @Test
  void a_full_replica_identity_has_the_values_even_of_a_row_that_is_gone() {
    CapturedDatabase database = wide("full");
    database.execute("ALTER TABLE wide REPLICA IDENTITY FULL");
    try (RunningCapture capture = started(database)) {
      insert(database, 1);
      database.execute("UPDATE wide SET n = n + 1", "DELETE FROM wide");
      List<SourceRecord> changes = capture.pollChanges(3);
      assertThat(change(changes.get(1)).columns()).isEqualTo(ColumnMarks.NONE);
      for (Field field : after(changes.get(0)).schema().fields()) {
        if (!field.name().equals("n")) {
          assertThat(text(after(changes.get(1)), field.name()))
              .as(field.name())
              .isEqualTo(text(after(changes.get(0)), field.name()));
        }
      }
    }
  }

  @Test
  void rows_are_found_by_keys_of_many_types() {
    CapturedDatabase database = new CapturedDatabase(server, "keyed");
    String key = "u, \"T\", tz, d, tm, n, x, b, f, i, c";
    database.execute(
        "CREATE TABLE keyed (u uuid, \"T\" timestamp, tz timestamptz, d date, tm time,"
            + " n numeric(12,3), x numeric, b bytea, f boolean, i bigint, c varchar(20),"
            + " v int, large text, PRIMARY KEY ("
            + key
            + "))",
        "ALTER TABLE keyed ALTER large SET STORAGE EXTERNAL");
    try (RunningCapture capture = started(database)) {
      database.execute(
          "INSERT INTO keyed SELECT md5(g::text)::uuid, '1999-12-31 23:59:59.123456',"
              + " '2024-02-29 12:00:00.5+05:30', '0099-01-02', '23:59:59.000001', 1.500, 7.25,"
              + " '\\x00ff', true, g, 'it''s ''' || g, 0, repeat(g::text, 5000)"
              + " FROM generate_series(1, 3) g",
          "UPDATE keyed SET v = 1");
      List<SourceRecord> changes = capture.pollChanges(6);
      for (int i = 3; i < 6; i++) {
        assertThat(change(changes.get(i)).columns().reselected()).containsExactly("large");
        assertThat(after(changes.get(i)).get("large"))
            .isEqualTo(String.valueOf(i - 2).repeat(5000));
      }
    }
  }

  @Test
  void a_text_that_looks_like_a_marker_is_a_text() {
    CapturedDatabase database = new CapturedDatabase(server, "lookalike");
    database.execute("CREATE TABLE t (id int PRIMARY KEY, a text, b text[], c bytea)");
    try (RunningCapture capture = started(database)) {
      database.execute(
          "INSERT INTO t VALUES (1, '__debezium_unavailable_value', '{}', ''),"
              + " (2, 'unchanged', '{unchanged}', 'unchanged')");
      List<SourceRecord> changes = capture.pollChanges(2);
      assertThat(change(changes.get(0)).columns()).isEqualTo(ColumnMarks.NONE);
      assertThat(change(changes.get(1)).columns()).isEqualTo(ColumnMarks.NONE);
      assertThat(after(changes.get(0)).get("a")).isEqualTo("__debezium_unavailable_value");
    }
  }

  @Test
  void defaults_of_every_kind_leave_the_capture_running() {
    CapturedDatabase database = new CapturedDatabase(server, "defaults");
    database.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE DOMAIN short AS text CHECK (length(value) < 9)",
        "CREATE TABLE t (id int PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,"
            + " a numeric NOT NULL DEFAULT 1.5, b numeric(9,2) NOT NULL DEFAULT 0,"
            + " c timestamptz NOT NULL DEFAULT now(), d jsonb NOT NULL DEFAULT '{}',"
            + " e text[] NOT NULL DEFAULT '{}', f uuid NOT NULL DEFAULT gen_random_uuid(),"
            + " g interval NOT NULL DEFAULT '1 day', h mood NOT NULL DEFAULT 'good',"
            + " i date NOT NULL DEFAULT current_date + 1, j timestamp DEFAULT 'infinity',"
            + " k bytea NOT NULL DEFAULT '\\x01', l short NOT NULL DEFAULT 'x',"
            + " m mood[] NOT NULL DEFAULT '{bad}', n float8[] DEFAULT ARRAY[1.5, 2],"
            + " o point DEFAULT '(1,2)', p inet DEFAULT '::1', q bit(8) DEFAULT B'10101010',"
            + " r int GENERATED ALWAYS AS (id * 2) STORED, s tsvector DEFAULT to_tsvector('a b'),"
            + " t int4range DEFAULT '[1,4)', v money DEFAULT 1.25, w char(3) DEFAULT 'ab')");
    database.execute("INSERT INTO t DEFAULT VALUES");
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("INSERT INTO t DEFAULT VALUES", "UPDATE t SET a = 2, e = '{x}'");
      List<SourceRecord> changes = capture.pollChanges(4);
      assertThat(changes)
          .extracting(record -> change(record).operation())
          .containsExactly(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.UPDATE);
      assertThat(text(after(changes.get(1)), "l")).isEqualTo("x");
      assertThat(text(after(changes.get(1)), "m")).isEqualTo("{bad}");
      assertThat(text(after(changes.get(2)), "e")).isEqualTo("{x}");
    }
  }

  private static CapturedDatabase wide(String name) {
    CapturedDatabase database = new CapturedDatabase(server, name);
    database.execute("CREATE DOMAIN large_text AS text");
    StringBuilder table = new StringBuilder("CREATE TABLE wide (id int PRIMARY KEY, n int");
    List<String> alters = new ArrayList<>();
    int i = 0;
    for (String type : LARGE.keySet()) {
      table.append(", c").append(i).append(' ').append(type);
      alters.add("ALTER TABLE wide ALTER c" + i++ + " SET STORAGE EXTERNAL");
    }
    database.execute(table + ")");
    database.execute(alters.toArray(String[]::new));
    // Out of line however small.
    database.execute("ALTER TABLE wide SET (toast_tuple_target = 128)");
    return database;
  }

  private static void insert(CapturedDatabase database, int id) {
    database.execute(
        "INSERT INTO wide VALUES (" + id + ", 0, " + String.join(", ", LARGE.values()) + ")");
  }

  private static RunningCapture started(CapturedDatabase database) {
    RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets());
    capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
    return capture;
  }

  private static Struct after(SourceRecord record) {
    return ((Struct) record.value()).getStruct("after");
  }

  private static String text(Struct row, String column) {
    return text(row.get(column));
  }

  private static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      return Arrays.toString(Utils.toArray(buffer.duplicate()));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(UnchangedColumnsTest::text).toList().toString();
    }
    return value instanceof Struct struct
        ? struct.schema().fields().stream()
            .map(field -> text(struct.get(field)))
            .toList()
            .toString()
        : String.valueOf(value);
  }
}
