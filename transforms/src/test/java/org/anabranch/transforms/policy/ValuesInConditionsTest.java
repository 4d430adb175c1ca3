package org.anabranch.transforms.policy;

import static org.anabranch.transforms.policy.Sample.asking;
import static org.anabranch.transforms.policy.Sample.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What conditions see of values as Connect and Debezium have them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValuesInConditionsTest {

  private static final Schema CITY =
      SchemaBuilder.struct().field("name", Schema.STRING_SCHEMA).build();

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Schema.INT8_SCHEMA, (byte) 7, "row.x == 7"),
        Arguments.of(Schema.INT16_SCHEMA, (short) 7, "row.x < 8"),
        Arguments.of(Schema.INT32_SCHEMA, 7, "row.x in [7]"),
        Arguments.of(Schema.INT64_SCHEMA, 7L, "row.x + 1 == 8"),
        Arguments.of(Schema.FLOAT32_SCHEMA, 0.5f, "row.x == 0.5"),
        Arguments.of(Schema.BOOLEAN_SCHEMA, true, "row.x"),
        Arguments.of(Schema.BYTES_SCHEMA, new byte[] {'a'}, "row.x == b'a'"),
        Arguments.of(Schema.BYTES_SCHEMA, ByteBuffer.wrap(new byte[] {'a'}), "row.x == b'a'"),
        Arguments.of(Schema.OPTIONAL_STRING_SCHEMA, null, "row.x == null"),
        Arguments.of(Decimal.schema(2), new BigDecimal("19.99"), "row.x > 19.9 && row.x < 20"),
        Arguments.of(
            Timestamp.SCHEMA,
            Date.from(Instant.parse("2020-05-01T10:00:00Z")),
            "row.x < timestamp('2020-05-01T10:00:01Z') && row.x.getFullYear() == 2020"),
        Arguments.of(
            Time.SCHEMA, Date.from(Instant.ofEpochSecond(3600)), "row.x == duration('1h')"),
        Arguments.of(
            debezium(SchemaBuilder.int32(), "Date"),
            (int) LocalDate.parse("2008-02-29").toEpochDay(),
            "row.x == timestamp('2008-02-29T00:00:00Z')"),
        Arguments.of(
            debezium(SchemaBuilder.int64(), "MicroTimestamp"),
            1_000_001L,
            "row.x > timestamp('1970-01-01T00:00:01Z') && row.x != 1000001"),
        Arguments.of(
            debezium(SchemaBuilder.int64(), "NanoTime"), 1_500_000_000L, "row.x > duration('1s')"),
        Arguments.of(
            debezium(SchemaBuilder.string(), "ZonedTimestamp"),
            "2020-05-01T10:00:00.5+02:00",
            "row.x == timestamp('2020-05-01T08:00:00.5Z')"),
        Arguments.of(
            debezium(SchemaBuilder.string(), "IsoDate"),
            "2020-05-01Z",
            "row.x == timestamp('2020-05-01T00:00:00Z')"),
        Arguments.of(debezium(SchemaBuilder.string(), "Interval"), "P1Y", "row.x == 'P1Y'"),
        Arguments.of(CITY, new Struct(CITY).put("name", "Ulm"), "row.x.name == 'Ulm'"),
        Arguments.of(
            SchemaBuilder.array(CITY).build(),
            List.of(new Struct(CITY).put("name", "Ulm")),
            "row.x.exists(c, c.name == 'Ulm') && size(row.x) == 1"),
        Arguments.of(
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build(),
            Map.of("a", 1),
            "row.x.a == 1 && 'a' in row.x && row.x == {'a': 1} && !has(row.x.b)"));
  }

  private static Schema debezium(SchemaBuilder builder, String type) {
    return builder.name("io.debezium.time." + type).build();
  }

  @ParameterizedTest
  @MethodSource("values")
  void are_seen_as(Schema schema, @Nullable Object value, String condition) {
    Schema rows = SchemaBuilder.struct().field("x", schema).field("y", CITY).build();
    Struct row = new Struct(rows).put("y", new Struct(CITY).put("name", "a"));
    if (value != null) {
      row.put("x", value);
    }

    assertThat(asking("\"" + condition + "\"").judge(facts(row)))
        .isInstanceOf(Verdict.Deliver.class);
    assertThat(asking("\"!(" + condition + ")\"").judge(facts(row)))
        .isInstanceOf(Verdict.Withhold.class);
  }

  @Test
  void that_are_no_times_are_an_error_without_the_value() {
    Schema rows =
        SchemaBuilder.struct()
            .field("x", debezium(SchemaBuilder.string(), "ZonedTimestamp"))
            .build();

    assertThatThrownBy(
            () -> asking("row.x == timestamp(0)").judge(facts(new Struct(rows).put("x", "secret"))))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessageEndingWith("a value is no io.debezium.time.ZonedTimestamp that can be read");
  }
}
