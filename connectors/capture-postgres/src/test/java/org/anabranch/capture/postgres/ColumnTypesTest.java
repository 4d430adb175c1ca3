package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Values that Debezium would change, or leave out, on their way from a snapshot and the log. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnTypesTest {

  /** A column of this type that holds this literal comes as this value. */
  private record Case(String type, String literal, Object value) {}

  private static Case same(String type, String literal) {
    return new Case(type, literal, literal);
  }

  private static final List<Case> CASES =
      List.of(
          same("numeric", "NaN"),
          same("numeric", "Infinity"),
          same("numeric", "-Infinity"),
          same("numeric", "0.10"),
          new Case("numeric(9,3)", "1.5", "1.500"),
          new Case("numeric(5,-2)", "1234", "1200"),
          same("real", "NaN"),
          new Case("real", "3.4028235e38", "3.4028235E38"),
          same("double precision", "-Infinity"),
          same("point", "(NaN,1.5)"),
          same("varbit(20)", "00001100"),
          same("varbit", ""),
          same("varbit(1)", "0"),
          same("int[]", "{{1,2},{3,NULL}}"),
          same("int[]", "[0:1]={7,8}"),
          same("text[]", "{{a,\"b,c\"},{NULL,\"NULL\"}}"),
          same("interval[]", "{\"1 day\",02:03:04}"),
          same("varbit[]", "{0011}"),
          same("bit(3)[]", "{001,NULL}"),
          new Case("money[]", "{1.50,\"-1,234.25\",NULL}", "{1.50,-1234.25,NULL}"),
          same("xml[]", "{<a/>}"),
          same("point[]", "{\"(1,2)\"}"),
          same("name[]", "{x}"),
          same("date[]", "{\"0044-03-15 BC\",infinity}"),
          same("float8[]", "{NaN,-Infinity,0.1}"),
          same("bytea[]", "{\"\\\\x00ff\"}"),
          same("timetz", "23:59:59.5+05:30"),
          same("timetz", "24:00:00+00"),
          same("timetz", "12:00:00-12:34:56"),
          new Case("time", "24:00:00", 86_400_000_000L),
          new Case("date", "0044-03-15 BC", -735_160),
          new Case("date", "-infinity", -2_147_472_691),
          new Case("timestamp", "0044-03-15 12:00:00 BC", -63_517_780_800_000_000L),
          same("timestamptz", "-infinity"),
          new Case(
              "timestamptz", "294276-12-31 23:59:59.999999+00", "+294276-12-31T23:59:59.999999Z"),
          same("box", "(1.5,1.25),(0.5,0.25)"),
          same("pg_lsn", "16/B374D848"),
          same("int4multirange", "{[1,3),[7,9)}"),
          same("tsquery", "'a' & 'b'"),
          same("place", "(\"a street\",5)"),
          same("place[]", "{\"(x,1)\"}"),
          same("name", "x"),
          same("inet", "::1"),
          same("char(4)", "ab  "),
          same("citext", "aB"));

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
  void values_come_without_loss_from_a_snapshot_and_from_the_log() {
    CapturedDatabase database = new CapturedDatabase(server, "types");
    StringBuilder columns = new StringBuilder("CREATE TABLE every (id int PRIMARY KEY");
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < CASES.size(); i++) {
      columns.append(", c").append(i).append(' ').append(CASES.get(i).type());
      literals.add("'" + CASES.get(i).literal().replace("'", "''") + "'");
    }
    String values = ", " + String.join(", ", literals) + ")";
    database.execute(
        "CREATE EXTENSION citext",
        "CREATE TYPE place AS (street text, number int)",
        columns + ")",
        "INSERT INTO every VALUES (1" + values);
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("INSERT INTO every VALUES (2" + values);
      List<SourceRecord> changes = capture.pollChanges(2);
      SoftAssertions.assertSoftly(
          softly -> {
            for (int i = 0; i < CASES.size(); i++) {
              Case one = CASES.get(i);
              String type = one.type() + " " + one.literal();
              softly.assertThat(after(changes.get(0)).schema().field("c" + i)).as(type).isNotNull();
              softly.assertThat(value(changes.get(0), "c" + i)).as(type).isEqualTo(one.value());
              softly.assertThat(value(changes.get(1), "c" + i)).as(type).isEqualTo(one.value());
            }
          });
    }
  }

  @Test
  void numerics_in_keys_are_numbers_and_keep_their_zeros() {
    CapturedDatabase database = new CapturedDatabase(server, "numeric_keys");
    database.execute(
        "CREATE TABLE keyed (a numeric DEFAULT 1.5, b numeric(9,2) DEFAULT 1, c numeric DEFAULT 1.5,"
            + " d float8 DEFAULT 0.5,"
            + " PRIMARY KEY (a, b, d))",
        "INSERT INTO keyed VALUES (1.50, 2, 'NaN', 0.5)");
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("DELETE FROM keyed", "INSERT INTO keyed VALUES (1.5, 2, 'NaN', 0.5)");
      List<SourceRecord> changes = capture.pollChanges(3);
      Struct key = (Struct) changes.get(0).key();
      assertThat(key.getStruct("a").getInt32("scale")).isEqualTo(2);
      assertThat(key.get("d")).isEqualTo(0.5);
      assertThat(key.get("b")).isEqualTo(new BigDecimal("2.00"));
      assertThat(after(changes.get(0)).get("c")).isEqualTo("NaN");
      // 1.50 and 1.5 are one key, so one lane.
      assertThat(changes.stream().map(SourceRecord::kafkaPartition))
          .containsOnly(changes.get(0).kafkaPartition());
    }
  }

  @Test
  void a_default_never_stands_in_for_null() {
    CapturedDatabase database = new CapturedDatabase(server, "our_defaults");
    database.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE TABLE t (id int PRIMARY KEY, a numeric DEFAULT 1.5, b date DEFAULT '2020-01-01',"
            + " c int[] DEFAULT '{1}', d timetz DEFAULT '01:00+01', e varbit DEFAULT B'01',"
            + " h text DEFAULT 'x', i int DEFAULT 5, j mood DEFAULT 'bad', k bool DEFAULT true,"
            + " f numeric(3,1) NOT NULL DEFAULT 2, g date NOT NULL DEFAULT '0044-03-15 BC')",
        "INSERT INTO t VALUES (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("DELETE FROM t");
      List<SourceRecord> changes = capture.pollChanges(2);
      Struct row = after(changes.get(0));
      for (Field field : row.schema().fields().subList(1, 10)) {
        assertThat(row.get(field.name())).as(field.name()).isNull();
        assertThat(field.schema().defaultValue()).as(field.name()).isNull();
      }
      ((Struct) changes.get(1).value()).validate();
    }
  }

  @Test
  void a_time_too_late_to_be_counted_stops_the_capture_until_it_comes_as_iso_text() {
    CapturedDatabase database = new CapturedDatabase(server, "late");
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, d date, tm time, ts timestamp)",
        "INSERT INTO t VALUES (1, '0044-03-15 BC', '24:00', '294276-12-31 23:59:59.999999')");
    assertThatThrownBy(() -> poll(database.config())).hasStackTraceContaining("isostring");
    database.execute("SELECT pg_drop_replication_slot('late')");
    Map<String, String> mended = database.config();
    mended.put("time.precision.mode", "isostring");
    try (RunningCapture capture = new RunningCapture(mended, new StoredOffsets())) {
      capture.pollChanges(1);
      database.execute("UPDATE t SET id = 2");
      for (SourceRecord change : capture.pollChanges(3)) {
        Struct value = (Struct) change.value();
        if (value.getStruct("after") != null) {
          assertThat(after(change).get("d")).isEqualTo("-0043-03-15Z");
          assertThat(after(change).get("tm")).isEqualTo("24:00:00Z");
          assertThat(after(change).getString("ts")).startsWith("+294276-12-31T23:59:59.999999");
        }
      }
    }
  }

  @Test
  void a_key_that_is_no_number_stops_the_capture() {
    CapturedDatabase database = new CapturedDatabase(server, "no_number");
    database.execute("CREATE TABLE t (n numeric PRIMARY KEY)", "INSERT INTO t VALUES ('NaN')");
    assertThatThrownBy(() -> poll(database.config())).hasStackTraceContaining("Column n");
  }

  private static void poll(Map<String, String> config) {
    try (RunningCapture capture = new RunningCapture(config, new StoredOffsets())) {
      capture.pollChanges(1);
    }
  }

  private static @Nullable Object value(SourceRecord record, String column) {
    return after(record).schema().field(column) == null ? null : after(record).get(column);
  }

  private static Struct after(SourceRecord record) {
    return ((Struct) record.value()).getStruct("after");
  }
}
