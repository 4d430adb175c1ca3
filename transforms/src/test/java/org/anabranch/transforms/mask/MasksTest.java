package org.anabranch.transforms.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.UUID;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MasksTest {

  private static final String SECRET = "0123456789abcdef";
  private static final Schema UUIDS = SchemaBuilder.string().name("io.debezium.data.Uuid").build();

  private static @Nullable Object masked(String mask, Object value, Schema schema) {
    FieldType type = FieldType.of(schema);
    Mask made = Masks.of(mask, SECRET);
    assertThat(made.misfit(type)).isNull();
    return made.of(value, type);
  }

  private static @Nullable String misfit(String mask, Schema schema) {
    return Masks.of(mask, SECRET).misfit(FieldType.of(schema));
  }

  private static Schema named(SchemaBuilder builder, String name) {
    return builder.name(name).build();
  }

  @ParameterizedTest
  @CsvSource({
    "partial(4), 1234567890, ******7890",
    "partial(4), 1234, ****",
    "partial(0), ab, **",
    "partial(1), 'a\uD83D\uDE00\uD83D\uDE01', **\uD83D\uDE01",
    "truncate(characters=3), 90210, 902",
    "truncate(characters=9), 90210, 90210",
    "truncate(characters=1), '\uD83D\uDE00a', \uD83D\uDE00",
    "truncate(decimals=2), 52.5200066, 52.52",
    "truncate(decimals=2), -13.409, -13.40",
    "truncate(decimals=0), 7.9e2, 790",
    "truncate(decimals=1), 7, 7",
    "truncate(year), 2026-11-21, 2026-01-01",
    "truncate(month), 2026-11-21T19:51:29.123456Z, 2026-11-01T00:00:00Z",
    "truncate(day), 2026-11-21 19:51:29+01:30, 2026-11-21 00:00:00+01:30",
    "truncate(hour), 2026-11-21 19:51, 2026-11-21 19:00:00",
    "redact, anything, ****",
  })
  void texts_are_masked(String mask, String text, String expected) {
    assertThat(masked(mask, text, Schema.STRING_SCHEMA)).isEqualTo(expected);
    assertThat(Masks.of(mask, null).of(text, FieldType.of(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "year, 2026-01-01T00:00:00Z, 2026-01-01",
    "month, 2026-11-01T00:00:00Z, 2026-11-01",
    "day, 2026-11-21T00:00:00Z, 2026-11-21",
    "hour, 2026-11-21T19:00:00Z, 2026-11-21",
  })
  void dates_and_timestamps_of_every_kind_are_truncated(String unit, Instant at, LocalDate day) {
    Instant moment = Instant.parse("2026-11-21T19:51:29.123456789Z");
    String mask = "truncate(" + unit + ")";
    long millis = at.toEpochMilli();
    assertThat(masked(mask, Date.from(moment), Timestamp.SCHEMA)).isEqualTo(Date.from(at));
    Schema days = named(SchemaBuilder.int32(), "io.debezium.time.Date");
    assertThat(masked(mask, (int) LocalDate.of(2026, 11, 21).toEpochDay(), days))
        .isEqualTo((int) day.toEpochDay());
    Schema ms = named(SchemaBuilder.int64(), "io.debezium.time.Timestamp");
    assertThat(masked(mask, moment.toEpochMilli(), ms)).isEqualTo(millis);
    Schema us = named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp");
    assertThat(masked(mask, moment.toEpochMilli() * 1_000 + 456, us)).isEqualTo(millis * 1_000);
    Schema ns = named(SchemaBuilder.int64(), "io.debezium.time.NanoTimestamp");
    assertThat(masked(mask, moment.toEpochMilli() * 1_000_000 + 9, ns))
        .isEqualTo(millis * 1_000_000);
  }

  @Test
  void moments_before_1970_are_truncated_towards_the_past() {
    Schema us = named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp");
    assertThat(masked("truncate(year)", -1L, us))
        .isEqualTo(Instant.parse("1969-01-01T00:00:00Z").toEpochMilli() * 1_000);
  }

  @Test
  void numbers_are_truncated_towards_zero_and_keep_their_type() {
    assertThat(masked("truncate(decimals=1)", -1.29, Schema.FLOAT64_SCHEMA)).isEqualTo(-1.2);
    assertThat(masked("truncate(decimals=1)", 1.29f, Schema.FLOAT32_SCHEMA)).isEqualTo(1.2f);
    assertThat(masked("truncate(decimals=1)", Double.NaN, Schema.FLOAT64_SCHEMA))
        .isEqualTo(Double.NaN);
    assertThat(masked("truncate(decimals=1)", new BigDecimal("1.299"), Decimal.schema(3)))
        .isEqualTo(new BigDecimal("1.200"));
  }

  @Test
  void a_hash_is_that_of_the_value_under_the_secret() {
    Object text = masked("hash", "abc", Schema.STRING_SCHEMA);
    assertThat(text).isEqualTo(masked("hash", "abc", Schema.OPTIONAL_STRING_SCHEMA));
    assertThat(text).isNotEqualTo(masked("hash", "abd", Schema.STRING_SCHEMA));
    FieldType type = FieldType.of(Schema.STRING_SCHEMA);
    assertThat(Masks.of("hash", "another secret!!").of("abc", type)).isNotEqualTo(text);
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {97, 98, 99});
    assertThat(masked("hash", bytes, Schema.BYTES_SCHEMA))
        .isEqualTo(ByteBuffer.wrap((byte[]) masked("hash", bytes.array(), Schema.BYTES_SCHEMA)));
    assertThat(bytes.remaining()).isEqualTo(3);
  }

  @Test
  void a_pseudonym_is_a_value_of_the_same_type_and_no_hash() {
    UUID uuid = UUID.fromString("4F0C7D1E-0000-4000-8000-000000000001");
    Object other = masked("pseudonym", uuid.toString(), UUIDS);
    assertThat(other)
        .isEqualTo(masked("pseudonym", "4F0C7D1E-0000-4000-8000-000000000001", UUIDS))
        .isNotEqualTo(uuid.toString());
    assertThat(UUID.fromString((String) other).version()).isEqualTo(8);
    assertThat(UUID.fromString((String) other).variant()).isEqualTo(2);
    assertThat((Long) masked("pseudonym", 42L, Schema.INT64_SCHEMA))
        .isNotNegative()
        .isNotEqualTo(42L)
        .isEqualTo(masked("pseudonym", 42L, Schema.INT64_SCHEMA));
    assertThat((String) masked("pseudonym", "abc", Schema.STRING_SCHEMA))
        .matches("p-[A-Za-z0-9_-]{22}");
  }

  @Test
  void a_placeholder_is_a_value_of_the_type() {
    assertThat(masked("redact", 7, Schema.INT32_SCHEMA)).isEqualTo(0);
    assertThat(masked("redact", 7L, Schema.INT64_SCHEMA)).isEqualTo(0L);
    assertThat(masked("redact", (short) 7, Schema.INT16_SCHEMA)).isEqualTo((short) 0);
    assertThat(masked("redact", (byte) 7, Schema.INT8_SCHEMA)).isEqualTo((byte) 0);
    assertThat(masked("redact", 7.5, Schema.FLOAT64_SCHEMA)).isEqualTo(0.0);
    assertThat(masked("redact", 7.5f, Schema.FLOAT32_SCHEMA)).isEqualTo(0.0f);
    assertThat(masked("redact", true, Schema.BOOLEAN_SCHEMA)).isEqualTo(false);
    assertThat(masked("redact", new byte[] {1}, Schema.BYTES_SCHEMA)).isEqualTo(new byte[0]);
    assertThat(masked("redact", new BigDecimal("1.50"), Decimal.schema(2)))
        .isEqualTo(new BigDecimal("0.00"));
    assertThat(masked("redact", Date.from(Instant.ofEpochMilli(7)), Timestamp.SCHEMA))
        .isEqualTo(Date.from(Instant.EPOCH));
    assertThat(masked("redact", "4f0c7d1e-0000-4000-8000-000000000001", UUIDS))
        .isEqualTo("00000000-0000-0000-0000-000000000000");
    Schema json = named(SchemaBuilder.string(), "io.debezium.data.Json");
    assertThat(masked("redact", "{}", json)).isEqualTo("\"****\"");
  }

  @Test
  void a_mask_that_does_not_fit_says_what_does() {
    Schema json = named(SchemaBuilder.string(), "io.debezium.data.Json");
    Schema colour = named(SchemaBuilder.string(), "io.debezium.data.Enum");
    assertThat(misfit("null", Schema.STRING_SCHEMA)).contains("required", "redact");
    assertThat(misfit("null", Schema.OPTIONAL_STRING_SCHEMA)).isNull();
    assertThat(misfit("hash", Schema.INT64_SCHEMA)).contains("INT64", "pseudonym");
    assertThat(misfit("hash", json)).contains("io.debezium.data.Json");
    assertThat(misfit("pseudonym", Schema.INT32_SCHEMA)).contains("64 bits", "INT32");
    assertThat(misfit("redact", colour)).contains("io.debezium.data.Enum", "null");
    assertThat(misfit("redact", SchemaBuilder.array(Schema.STRING_SCHEMA).build()))
        .contains("name the fields within");
    assertThat(misfit("partial(2)", Schema.INT64_SCHEMA)).contains("INT64");
    assertThat(misfit("truncate(characters=2)", UUIDS)).contains("Uuid");
    assertThat(misfit("truncate(decimals=2)", Schema.INT64_SCHEMA)).contains("fraction");
    assertThat(misfit("truncate(month)", Schema.INT64_SCHEMA)).contains("truncate(month)");
    assertThat(Masks.of("redact", null).misfit(FieldType.of(new Object()))).isNotNull();
  }

  @Test
  void a_text_that_is_no_date_or_number_is_told_without_itself() {
    for (String mask : new String[] {"truncate(month)", "truncate(decimals=1)"}) {
      assertThatThrownBy(() -> masked(mask, "a secret", Schema.STRING_SCHEMA))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secret");
    }
  }
}
