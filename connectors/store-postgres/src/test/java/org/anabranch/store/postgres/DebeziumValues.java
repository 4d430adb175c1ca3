package org.anabranch.store.postgres;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium 3.6.1 gives for a column's value, as its embedded engine showed it for a table of
 * these types with {@code include.unknown.datatypes=true}, in its several modes.
 */
final class DebeziumValues {

  /**
   * A value and its schema.
   *
   * @param type the column's type
   * @param text how SQL writes the value
   */
  record Case(String type, String text, Schema schema, @Nullable Object value) {}

  private static final Schema VARIABLE_SCALE =
      SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA)
          .optional()
          .build();
  private static final Schema POINT =
      SchemaBuilder.struct()
          .name("io.debezium.data.geometry.Point")
          .field("x", Schema.FLOAT64_SCHEMA)
          .field("y", Schema.FLOAT64_SCHEMA)
          .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
          .optional()
          .build();
  private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;
  private static final Schema BYTES = Schema.OPTIONAL_BYTES_SCHEMA;

  private final List<Case> cases = new ArrayList<>();

  private DebeziumValues() {}

  static List<Case> all() {
    DebeziumValues values = new DebeziumValues();
    values.numbers();
    values.texts();
    values.datesAndTimes();
    values.timestamps();
    values.others();
    values.arrays();
    return values.cases;
  }

  private void add(String type, String text, Schema schema, @Nullable Object value) {
    cases.add(new Case(type, text, schema, value));
  }

  private void numbers() {
    add("int2", "-32768", Schema.OPTIONAL_INT16_SCHEMA, Short.MIN_VALUE);
    add("int4", "2147483647", Schema.OPTIONAL_INT32_SCHEMA, Integer.MAX_VALUE);
    add("int8", "-9223372036854775808", Schema.OPTIONAL_INT64_SCHEMA, Long.MIN_VALUE);
    add("oid", "4000000000", Schema.OPTIONAL_INT64_SCHEMA, 4_000_000_000L);
    add("float4", "3.4028235e38", Schema.OPTIONAL_FLOAT32_SCHEMA, Float.MAX_VALUE);
    add("float4", "NaN", Schema.OPTIONAL_FLOAT32_SCHEMA, Float.NaN);
    add("float8", "4.9e-324", Schema.OPTIONAL_FLOAT64_SCHEMA, Double.MIN_VALUE);
    add("float8", "-Infinity", Schema.OPTIONAL_FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY);
    add("float8", "-0", Schema.OPTIONAL_FLOAT64_SCHEMA, -0.0);
    Schema scaled = Decimal.builder(3).parameter("connect.decimal.precision", "12").build();
    add("numeric(12,3)", "1.500", scaled, new BigDecimal("1.500"));
    add(
        "numeric",
        "12345678901234567890.000000001",
        VARIABLE_SCALE,
        variable("12345678901234567890.000000001"));
    add("numeric", "-100000000000000000000", VARIABLE_SCALE, variable("-100000000000000000000"));
    add("numeric", "0.10", TEXT, "0.10");
    add("numeric", "NaN", TEXT, "NAN");
    add("numeric", "-Infinity", TEXT, "NEGATIVE_INFINITY");
    add("money", "-1234.56", Decimal.builder(2).optional().build(), new BigDecimal("-1234.56"));
    add("bool", "true", Schema.OPTIONAL_BOOLEAN_SCHEMA, true);
    add("bit", "1", Schema.OPTIONAL_BOOLEAN_SCHEMA, true);
    add("varbit(1)", "0", Schema.OPTIONAL_BOOLEAN_SCHEMA, false);
    add("bit(11)", "00000000001", bits(11), hex("01"));
    add("bit(11)", "10101010101", bits(11), hex("5505"));
    add("bit(16)", "0000000000000000", bits(16), hex(""));
    add("varbit(4)", "1100", bits(4), hex("0c"));
    add("varbit", "0011", TEXT, "0011");
  }

  private void texts() {
    add(
        "text",
        "line\n\ttab \"quoted\" \\ 'single' {braces} ünï 🎉",
        TEXT,
        "line\n\ttab \"quoted\" \\ 'single' {braces} ünï 🎉");
    add("text", "", TEXT, "");
    add("varchar(10)", "ten chars!", TEXT, "ten chars!");
    add("char(6)", "ab", TEXT, "ab    ");
    add("\"char\"", "x", TEXT, "x");
    add("name", "a_name", TEXT, "a_name");
    add("ext.citext", "CaseLess", TEXT, "CaseLess");
    add("bytea", "\\x00ff10", BYTES, ByteBuffer.wrap(hex("00ff10")));
    add("bytea", "\\x", BYTES, hex(""));
    add("json", "{\"a\": [1, 2,  3]}", named("io.debezium.data.Json"), "{\"a\": [1, 2,  3]}");
    add("jsonb", "{\"a\": null}", named("io.debezium.data.Json"), "{\"a\": null}");
    add("xml", "<a>x</a>", named("io.debezium.data.Xml"), "<a>x</a>");
    add(
        "uuid",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        named("io.debezium.data.Uuid"),
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    add("app.\"Mood\"", "it's \"odd\"", named("io.debezium.data.Enum"), "it's \"odd\"");
    add("app.percent", "77", Schema.OPTIONAL_INT32_SCHEMA, 77);
    add("app.short", "abc", TEXT, "abc");
    add(
        "ext.hstore",
        "\"a\\\"\\\\b\"=>\"x,\", n=>NULL",
        named("io.debezium.data.Json"),
        "{\"a\\\"\\\\b\": \"x,\", \"n\": null}");
    Map<String, @Nullable String> map = new LinkedHashMap<>();
    map.put("a\"\\b", "x,");
    map.put("n", null);
    add(
        "ext.hstore",
        "\"a\\\"\\\\b\"=>\"x,\", n=>NULL",
        SchemaBuilder.map(Schema.STRING_SCHEMA, TEXT).optional().build(),
        map);
    add("ext.ltree", "top.sub", named("io.debezium.data.Ltree"), "top.sub");
    add("tsvector", "'a':1 'fat':2A", named("io.debezium.data.Tsvector"), "'a':1 'fat':2A");
  }

  private void datesAndTimes() {
    add("date", "2026-02-28", days(), (int) LocalDate.of(2026, 2, 28).toEpochDay());
    add("date", "infinity", days(), (int) LocalDate.of(-5877611, 6, 21).toEpochDay());
    add("date", "-infinity", days(), (int) LocalDate.of(-5877611, 6, 22).toEpochDay());
    add("date", "0044-03-15 BC", days(), (int) LocalDate.of(-43, 3, 15).toEpochDay());
    add("date", "5874897-12-31", named("io.debezium.time.IsoDate"), "+5874897-12-31Z");
    add("date", "0001-12-31 BC", named("io.debezium.time.IsoDate"), "0000-12-31Z");
    add("date", "infinity", named("io.debezium.time.IsoDate"), "-5877611-06-21Z");
    add(
        "date",
        "2026-02-28",
        org.apache.kafka.connect.data.Date.SCHEMA,
        instant(20512L * 86_400_000));
    add("time", "23:59:59.999999", int64("io.debezium.time.MicroTime"), 86_399_999_999L);
    add("time", "24:00:00", int64("io.debezium.time.MicroTime"), 86_400_000_000L);
    add(
        "time(3)",
        "10:00:00.123",
        SchemaBuilder.int32().name("io.debezium.time.Time").build(),
        36_000_123);
    add("time", "00:00:01.5", int64("io.debezium.time.NanoTime"), 1_500_000_000L);
    add("time", "10:11:12.5", named("io.debezium.time.IsoTime"), "10:11:12.5Z");
    add("time", "00:00:01", org.apache.kafka.connect.data.Time.SCHEMA, instant(1000));
    add("timetz", "18:29:59.5+00", named("io.debezium.time.ZonedTime"), "18:29:59.5Z");
    add(
        "interval",
        "1 year 2 mons -3 days 04:05:06.789",
        named("io.debezium.time.Interval"),
        "P1Y2M-3DT4H5M6.789S");
    add("interval", "-00:00:00.5", named("io.debezium.time.Interval"), "P0Y0M0DT0H0M-0.5S");
    add("interval", "-24:00:00.000001", int64("io.debezium.time.MicroDuration"), -86_400_000_001L);
  }

  private void timestamps() {
    Schema micros = int64("io.debezium.time.MicroTimestamp");
    add("timestamp", "2026-01-02 03:04:05.678901", micros, 1_767_323_045_678_901L);
    add("timestamp", "1969-12-31 23:59:59.999999", micros, -1L);
    add("timestamp", "infinity", micros, 9_223_372_036_825_200_000L);
    add("timestamp", "-infinity", micros, -9_223_372_036_832_400_000L);
    add("timestamp", "0044-03-15 12:00:00 BC", micros, micros(LocalDateTime.of(-43, 3, 15, 12, 0)));
    Schema millis = int64("io.debezium.time.Timestamp");
    add("timestamp(3)", "2026-01-02 03:04:05.678", millis, 1_767_323_045_678L);
    add("timestamp(3)", "infinity", millis, 9_223_372_036_825_200L);
    add(
        "timestamp",
        "2026-01-02 03:04:05.678901",
        int64("io.debezium.time.NanoTimestamp"),
        1_767_323_045_678_901_000L);
    add(
        "timestamp",
        "20260-01-01 00:00:00",
        named("io.debezium.time.IsoTimestamp"),
        "+20260-01-01T00:00:00Z");
    add(
        "timestamp",
        "-infinity",
        named("io.debezium.time.IsoTimestamp"),
        "-290308-12-21T19:59:27.6Z");
    add(
        "timestamp",
        "2026-01-02 03:04:05.678",
        org.apache.kafka.connect.data.Timestamp.SCHEMA,
        instant(1_767_323_045_678L));
    Schema zoned = named("io.debezium.time.ZonedTimestamp");
    add("timestamptz", "2026-01-02 03:04:05.678901+00", zoned, "2026-01-02T03:04:05.678901Z");
    add("timestamptz", "0044-03-15 12:00:00+00 BC", zoned, "-0043-03-15T12:00:00.000000Z");
    add("timestamptz", "294276-12-31 23:59:59.999999+00", zoned, "+294276-12-31T23:59:59.999999Z");
    add("timestamptz", "infinity", zoned, "infinity");
  }

  private void others() {
    add("inet", "10.1.2.3/24", TEXT, "10.1.2.3/24");
    add("cidr", "10.0.0.0/8", TEXT, "10.0.0.0/8");
    add("macaddr", "08:00:2b:01:02:03", TEXT, "08:00:2b:01:02:03");
    add("macaddr8", "08:00:2b:01:02:03:04:05", TEXT, "08:00:2b:01:02:03:04:05");
    add("int4range", "[1,10)", TEXT, "[1,10)");
    add("tstzrange", "[\"2026-01-01 00:00:00+00\",)", TEXT, "[\"2026-01-01 00:00:00+00\",)");
    add("numrange", "empty", TEXT, "empty");
    add("int4multirange", "{[1,2)}", BYTES, utf8("{[1,2)}"));
    add("pg_lsn", "16/B374D848", BYTES, ByteBuffer.wrap(utf8("16/B374D848")));
    add("tsquery", "'a' & 'b'", BYTES, utf8("'a' & 'b'"));
    add("box", "(1,1),(0,0)", BYTES, utf8("(1.0,1.0),(0.0,0.0)"));
    add("app.place", "(\"a \"\"street\",5)", BYTES, utf8("(\"a \"\"street\",5)"));
    add("point", "(1.5,-2.25)", POINT, new Struct(POINT).put("x", 1.5).put("y", -2.25));
  }

  private void arrays() {
    add("int4[]", "{1,NULL,-3}", array(Schema.OPTIONAL_INT32_SCHEMA), Arrays.asList(1, null, -3));
    add("int4[]", "{}", array(Schema.OPTIONAL_INT32_SCHEMA), List.of());
    add(
        "int4[]",
        "{{1,2},{3,4}}",
        array(array(Schema.OPTIONAL_INT32_SCHEMA)),
        List.of(List.of(1, 2), List.of(3, 4)));
    add(
        "text[]",
        "{\"a,b\",\"\\\"q\\\"\",NULL,\"\\\\\",\"\",\"NULL\",\"{}\"}",
        array(TEXT),
        Arrays.asList("a,b", "\"q\"", null, "\\", "", "NULL", "{}"));
    add("varchar(5)[]", "{abc}", array(TEXT), List.of("abc"));
    add(
        "numeric(10,2)[]",
        "{1.50}",
        array(Decimal.builder(2).optional().build()),
        List.of(new BigDecimal("1.50")));
    add("numeric[]", "{1.5,NULL}", array(VARIABLE_SCALE), Arrays.asList(variable("1.5"), null));
    add(
        "money[]",
        "{1.50}",
        array(Decimal.builder(2).optional().build()),
        List.of(new BigDecimal("1.50")));
    add(
        "app.\"Mood\"[]",
        "{Loud,\"it's \\\"odd\\\"\"}",
        array(named("io.debezium.data.Enum")),
        List.of("Loud", "it's \"odd\""));
    add("app.percent[]", "{5}", array(Schema.OPTIONAL_INT32_SCHEMA), List.of(5));
    add(
        "date[]",
        "{2026-02-28}",
        array(days()),
        List.of((int) LocalDate.of(2026, 2, 28).toEpochDay()));
    add(
        "timestamp[]",
        "{\"1970-01-01 00:00:01\"}",
        array(int64("io.debezium.time.MicroTimestamp")),
        List.of(1_000_000L));
    add(
        "timestamptz[]",
        "{\"2026-01-01 01:02:03+00\"}",
        array(named("io.debezium.time.ZonedTimestamp")),
        List.of("2026-01-01T01:02:03.000000Z"));
    add(
        "uuid[]",
        "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
        array(named("io.debezium.data.Uuid")),
        List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
    add(
        "jsonb[]",
        "{\"{\\\"a\\\": 1}\"}",
        array(named("io.debezium.data.Json")),
        List.of("{\"a\": 1}"));
    add(
        "bool[]",
        "{t,f,NULL}",
        array(Schema.OPTIONAL_BOOLEAN_SCHEMA),
        Arrays.asList(true, false, null));
    add("bytea[]", "{\"\\\\x00ff\"}", array(BYTES), List.of(ByteBuffer.wrap(hex("00ff"))));
    add("ext.citext[]", "{A}", array(TEXT), List.of("A"));
    add("ext.hstore[]", "{a=>1}", array(named("io.debezium.data.Json")), List.of("{\"a\": \"1\"}"));
    add("box[]", "{(1,1),(0,0);(2,2),(1,1)}", array(TEXT), List.of("(1,1),(0,0)", "(2,2),(1,1)"));
    add("app.place[]", "{\"(a,5)\"}", array(BYTES), List.of(ByteBuffer.wrap(utf8("(a,5)"))));
  }

  private static Schema named(String name) {
    return SchemaBuilder.string().name(name).optional().build();
  }

  private static Schema int64(String name) {
    return SchemaBuilder.int64().name(name).optional().build();
  }

  private static Schema days() {
    return SchemaBuilder.int32().name("io.debezium.time.Date").optional().build();
  }

  private static Schema bits(int length) {
    return SchemaBuilder.bytes()
        .name("io.debezium.data.Bits")
        .parameter("length", Integer.toString(length))
        .optional()
        .build();
  }

  private static Schema array(Schema element) {
    return SchemaBuilder.array(element).optional().build();
  }

  private static Struct variable(String number) {
    BigDecimal decimal = new BigDecimal(number);
    return new Struct(VARIABLE_SCALE)
        .put("scale", decimal.scale())
        .put("value", decimal.unscaledValue().toByteArray());
  }

  @SuppressWarnings("JavaUtilDate") // Connect's own class for them
  private static Object instant(long millis) {
    return new java.util.Date(millis);
  }

  private static long micros(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
