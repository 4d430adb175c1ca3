package org.anabranch.sink.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.records.mapping.ColumnType;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.mapping.MappedTable;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values as captures tell them (docs/types.md), as documents have them (in Extended JSON), and as
 * they come back.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MappedValuesTest {

  private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;

  private static Schema named(SchemaBuilder schema, String name) {
    return schema.name("io.debezium.time." + name).build();
  }

  private static ColumnType type(String type) {
    String mapping = "a.b = c.d (id text = _id, x " + type + ")";
    MappedTable table =
        DocumentMappingOption.of(Map.of(DocumentMappingOption.NAME, mapping))
            .tables()
            .iterator()
            .next();
    return table.columns().get(1).type();
  }

  private static BsonValue bson(String json) {
    return Objects.requireNonNull(BsonDocument.parse("{v: " + json + "}").get("v"));
  }

  static Stream<Arguments> values() {
    Schema zoned = named(SchemaBuilder.string(), "ZonedTimestamp");
    return Stream.of(
        arguments("bool", Schema.BOOLEAN_SCHEMA, true, "true", true),
        arguments("int2", Schema.INT16_SCHEMA, (short) -7, "{$numberInt: '-7'}", -7L),
        arguments("int4", Schema.INT32_SCHEMA, 7, "{$numberInt: '7'}", 7L),
        arguments("int4", null, 7L, "{$numberInt: '7'}", 7L),
        arguments("int8", Schema.INT64_SCHEMA, 7L, "{$numberLong: '7'}", 7L),
        arguments("float4", TEXT, "0.1", "{$numberDouble: '0.1'}", 0.1f),
        arguments("float4", TEXT, "6.8538022e8", "{$numberDouble: '685380224'}", 6.8538022e8f),
        arguments("float4", TEXT, "-0", "{$numberDouble: '-0.0'}", 0f),
        arguments("float4", TEXT, "1e-45", "{$numberDouble: '1e-45'}", Float.MIN_VALUE),
        arguments("float8", TEXT, "5e-324", "{$numberDouble: '5e-324'}", Double.MIN_VALUE),
        arguments("float8", TEXT, "-1e-300", "{$numberDouble: '-1e-300'}", -1e-300),
        arguments("float8", TEXT, "NaN", "{$numberDouble: 'NaN'}", Double.NaN),
        arguments(
            "float8", TEXT, "-Infinity", "{$numberDouble: '-Infinity'}", Double.NEGATIVE_INFINITY),
        arguments("numeric", TEXT, "12.50", "{$numberDecimal: '12.50'}", new BigDecimal("12.50")),
        arguments(
            "numeric",
            Decimal.schema(2),
            new BigDecimal("-0.10"),
            "{$numberDecimal: '-0.10'}",
            new BigDecimal("-0.10")),
        arguments("numeric", TEXT, "NaN", "{$numberDecimal: 'NaN'}", Double.NaN),
        arguments("text", TEXT, "", "''", ""),
        arguments("text", TEXT, "会話 \"x\"", "'会話 \"x\"'", "会話 \"x\""),
        arguments(
            "text = x objectId",
            TEXT,
            "65a1b2c3d4e5f60718293a4b",
            "{$oid: '65a1b2c3d4e5f60718293a4b'}",
            "65a1b2c3d4e5f60718293a4b"),
        arguments(
            "text[] = x objectId",
            TEXT,
            "{65a1b2c3d4e5f60718293a4b,NULL}",
            "[{$oid: '65a1b2c3d4e5f60718293a4b'}, null]",
            Arrays.asList("65a1b2c3d4e5f60718293a4b", null)),
        arguments(
            "uuid",
            TEXT,
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "{$binary: {base64: 'oO68mZwLTvi7bWu5vTgKEQ==', subType: '04'}}",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        arguments(
            "timestamptz",
            zoned,
            "2026-01-02T03:04:05.678901Z",
            "{$date: '2026-01-02T03:04:05.678Z'}",
            "2026-01-02T03:04:05.678Z"),
        arguments(
            "timestamptz",
            zoned,
            "1969-12-31T23:59:59.999999Z",
            "{$date: {$numberLong: '-1'}}",
            "1969-12-31T23:59:59.999Z"),
        arguments(
            "timestamp",
            named(SchemaBuilder.int64(), "MicroTimestamp"),
            -1L,
            "{$date: {$numberLong: '-1'}}",
            "1969-12-31T23:59:59.999"),
        arguments(
            "timestamp",
            named(SchemaBuilder.int64(), "Timestamp"),
            1000L,
            "{$date: {$numberLong: '1000'}}",
            "1970-01-01T00:00:01"),
        arguments(
            "timestamp",
            named(SchemaBuilder.string(), "IsoTimestamp"),
            "2026-01-02T03:04:05.678Z",
            "{$date: '2026-01-02T03:04:05.678Z'}",
            "2026-01-02T03:04:05.678"),
        arguments(
            "date",
            named(SchemaBuilder.int32(), "Date"),
            -1,
            "{$date: {$numberLong: '-86400000'}}",
            "1969-12-31"),
        arguments(
            "date",
            named(SchemaBuilder.string(), "IsoDate"),
            "2026-01-02Z",
            "{$date: '2026-01-02T00:00:00Z'}",
            "2026-01-02"),
        arguments(
            "bytea",
            Schema.BYTES_SCHEMA,
            new byte[] {0, -1, 16},
            "{$binary: {base64: 'AP8Q', subType: '00'}}",
            new byte[] {0, -1, 16}),
        arguments("text[]", TEXT, "{}", "[]", List.of()),
        arguments(
            "text[]",
            TEXT,
            "{a,\"b \\\"c\\\\\",\"NULL\",\"\"}",
            "['a', 'b \"c\\\\', 'NULL', '']",
            List.of("a", "b \"c\\", "NULL", "")),
        arguments(
            "int8[]",
            TEXT,
            "{1,-2}",
            "[{$numberLong: '1'}, {$numberLong: '-2'}]",
            List.of(1L, -2L)),
        arguments("bool[]", TEXT, "{t,f}", "[true, false]", List.of(true, false)),
        arguments("float8[]", TEXT, "{1.5}", "[1.5]", List.of(1.5)),
        // As PostgreSQL writes 2^25 and the least normal real; Java 17 has one more digit for that.
        arguments(
            "float4[]",
            TEXT,
            "{3.3554432e+07,1.1754944e-38}",
            "[{$numberDouble: '33554432'}, {$numberDouble: '1.1754944e-38'}]",
            List.of(0x1p25f, Float.MIN_NORMAL)),
        arguments(
            "numeric[]",
            TEXT,
            "{1.50}",
            "[{$numberDecimal: '1.50'}]",
            List.of(new BigDecimal("1.50"))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_goes_there_and_back(
      String type, @Nullable Schema schema, Object told, String document, Object back) {
    BsonValue written = ColumnToBson.of(type(type), schema, told);

    assertThat(written).isEqualTo(bson(document));
    assertThat(BsonToColumn.of(type(type), written)).isEqualTo(back);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int2        | 70000
          int4        | {$numberLong: '2147483648'}
          int8        | 1.5
          int8        | "x"
          float4      | {$numberDouble: '0.1234567890123'}
          float8      | {$numberDecimal: '0.1234567890123456789'}
          numeric     | "1"
          text        | 1
          uuid        | {$binary: {base64: 'AP8Q', subType: '00'}}
          uuid        | {$binary: {base64: 'AP8Q', subType: '04'}}
          uuid        | "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
          bytea       | {$binary: {base64: 'AP8Q', subType: '80'}}
          date        | {$date: '2026-01-02T03:04:05.678Z'}
          timestamptz | {$date: {$numberLong: '9223372036854775807'}}
          text[]      | "x"
          text[]      | [1]
          """)
  void what_a_column_cannot_hold_exactly_is_refused(String type, String document) {
    assertThatThrownBy(() -> BsonToColumn.of(type(type), bson(document)))
        .isInstanceOf(UnfitValueException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          numeric     | 1234567890.1234567890123456789012345
          timestamptz | infinity
          timestamptz | 12026-01-02T03:04:05Z
          uuid        | 1-1-1-1-1
          text[]      | {{a},{b}}
          text[]      | [0:0]={a}
          jsonb       | {"a":0.12345678901234567890123456789012345}
          """)
  void what_a_document_cannot_hold_is_refused_without_the_value(String type, String told) {
    assertThatThrownBy(() -> ColumnToBson.of(type(type), TEXT, told))
        .isInstanceOf(UnfitValueException.class)
        .message()
        .doesNotContain(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int4    | 7.0                             | 7
          int8    | {$numberDecimal: '7E+1'}        | 70
          float8  | 7                               | 7.0
          int8    | {$numberDouble: '1152921504606846976'} | 1152921504606846976
          numeric | {$numberDouble: '1152921504606846976'} | 1152921504606846976
          float8  | {$numberLong: '1152921504606846976'}   | 1.15292150460684698E18
          float4  | 685380224                       | 6.8538022E8
          numeric | 0.1                             | 0.1
          numeric | {$numberDecimal: '-0'}          | 0
          """)
  void the_same_number_of_another_type_is_taken(String type, String document, String back) {
    assertThat(BsonToColumn.of(type(type), bson(document))).hasToString(back);
  }
}
