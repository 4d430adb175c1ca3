package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.change;
import static org.anabranch.transforms.Expiring.AFTER;
import static org.anabranch.transforms.Expiring.EXPIRES;
import static org.anabranch.transforms.Expiring.NUMBER;
import static org.anabranch.transforms.Expiring.TEXT;
import static org.anabranch.transforms.Expiring.assertExpires;
import static org.anabranch.transforms.Expiring.assertNeverExpires;
import static org.anabranch.transforms.Expiring.at;
import static org.anabranch.transforms.Expiring.options;
import static org.anabranch.transforms.SessionRecords.COMMITTED;
import static org.anabranch.transforms.SessionRecords.changed;
import static org.anabranch.transforms.SessionRecords.debezium;
import static org.anabranch.transforms.SessionRecords.lived;
import static org.anabranch.transforms.SessionRecords.named;
import static org.anabranch.transforms.SessionRecords.row;
import static org.anabranch.transforms.SessionRecords.zoned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When rows expire. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExpiryMomentsTest {

  static Stream<Arguments> moments() {
    long millis = EXPIRES.toEpochMilli();
    return Stream.of(
        Arguments.of(Timestamp.builder().optional().build(), Date.from(EXPIRES), ""),
        Arguments.of(debezium("Timestamp"), millis, ""),
        Arguments.of(debezium("MicroTimestamp"), millis * 1_000, ""),
        Arguments.of(debezium("NanoTimestamp"), millis * 1_000_000, ""),
        Arguments.of(zoned("ZonedTimestamp"), "2025-10-09T08:54:20Z", ""),
        Arguments.of(zoned("ZonedTimestamp"), "2025-10-09T10:54:20.000000+02:00", ""),
        Arguments.of(zoned("IsoTimestamp"), "2025-10-09T08:54:20Z", ""),
        Arguments.of(NUMBER, millis, ""),
        Arguments.of(NUMBER, millis / 1_000, "s"),
        Arguments.of(NUMBER, millis * 1_000, "us"),
        Arguments.of(NUMBER, millis * 1_000_000, "ns"),
        Arguments.of(Schema.OPTIONAL_INT32_SCHEMA, (int) (millis / 1_000), "s"),
        Arguments.of(TEXT, "2025-10-09T08:54:20Z", ""),
        Arguments.of(TEXT, "2025-10-09T08:54:20", ""),
        Arguments.of(TEXT, "2025-10-09T03:54:20-05:00", ""),
        Arguments.of(TEXT, String.valueOf(millis), ""));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void a_field_tells_the_moment_by_its_type(Schema type, Object value, String unit) {
    String[] options = {"ttl.field=expires_at", "ttl.epoch.unit=" + (unit.isEmpty() ? "ms" : unit)};
    Struct row = row("expires_at", type, value);
    assertExpires(changed("c", null, row), options);
    assertExpires(
        named(change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE), row), options);
  }

  @Test
  void rows_without_a_schema_tell_it_by_numbers_and_texts() {
    for (Object value : new Object[] {EXPIRES.toEpochMilli(), "2025-10-09T08:54:20Z"}) {
      Map<String, Object> plain = Map.of("id", 7, "expires_at", value);
      assertExpires(
          named(change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE), plain),
          "ttl.field=expires_at");
    }
  }

  @Test
  void a_date_tells_its_beginning_in_utc() {
    Schema date = SessionRecords.named(Schema.Type.INT32, "io.debezium.time.Date");
    // date -u -d @$((20370 * 86400)) is 2025-10-09.
    SourceRecord record = changed("c", null, row("until", date, 20_370));
    Instant midnight = Instant.parse("2025-10-09T00:00:00Z");
    Transformation<SourceRecord> before = at(midnight, "ttl.field=until");
    assertThat(before.apply(record)).isSameAs(record);
    Transformation<SourceRecord> after = at(midnight.plusNanos(1), "ttl.field=until");
    assertThat(after.apply(record)).matches(Expiring::isStub, "a stub");
  }

  /** Debezium's texts and numbers for Postgres' infinity. */
  @Test
  void what_lives_for_ever_never_expires() {
    for (String field : List.of("e", "e+30d")) {
      Schema zoned = zoned("ZonedTimestamp");
      assertNeverExpires(changed("c", null, row("e", zoned, "infinity")), "ttl.field=" + field);
      assertNeverExpires(
          changed("c", null, row("e", zoned, "+294247-01-10T04:00:25.200Z")), "ttl.field=" + field);
      Transformation<SourceRecord> early = at(Instant.EPOCH, "ttl.field=" + field);
      assertThat(early.apply(changed("c", null, row("e", zoned, "-infinity"))))
          .matches(Expiring::isStub, "a stub");
    }
    for (String unit : List.of("s", "ms", "us", "ns")) {
      assertNeverExpires(
          changed("c", null, row("e", NUMBER, Long.MAX_VALUE)),
          "ttl.field=e+30d",
          "ttl.epoch.unit=" + unit,
          "grace=1d");
    }
    assertNeverExpires(changed("c", null, row("e", NUMBER, null)), "ttl.field=e");
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        Arguments.of(NUMBER, 60L, "s"),
        Arguments.of(NUMBER, 60_000L, "ms"),
        Arguments.of(TEXT, "PT1M", "s"),
        Arguments.of(TEXT, "60s", "s"),
        Arguments.of(TEXT, "60", "s"),
        Arguments.of(debezium("MicroDuration"), 60_000_000L, "s"),
        Arguments.of(zoned("Interval"), "P0Y0M0DT0H1M0S", "s"));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void a_second_field_tells_how_long_a_row_lives(Schema type, Object value, String unit) {
    SourceRecord record = changed("c", null, lived(type, value));
    assertExpires(record, "ttl.field=created_at+ttl", "ttl.length.unit=" + unit);
  }

  @Test
  void an_interval_of_months_is_one_of_the_calendar() {
    SourceRecord record = changed("c", null, lived(zoned("Interval"), "P0Y1M1DT0H0M0.0S"));
    Instant then = Instant.parse("2025-11-10T08:53:20Z");
    Transformation<SourceRecord> before = at(then, "ttl.field=created_at+ttl");
    assertThat(before.apply(record)).isSameAs(record);
    Transformation<SourceRecord> after = at(then.plusMillis(1), "ttl.field=created_at+ttl");
    assertThat(after.apply(record)).matches(Expiring::isStub, "a stub");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1m", "60s", "60000ms", "PT1M", "PT60S", "P0DT60S"})
  void a_duration_is_added_to_a_field_or_to_the_commit(String duration) {
    Struct row =
        row("seen", debezium("MicroTimestamp"), EXPIRES.toEpochMilli() * 1_000 - 60_000_000);
    assertExpires(changed("u", row, row), "ttl.field=seen+" + duration);
    Transformation<SourceRecord> committed =
        at(COMMITTED.plusSeconds(60), "ttl.default=assistant\\..*:" + duration);
    SourceRecord record = changed("u", row, row);
    assertThat(committed.apply(record)).isSameAs(record);
    Transformation<SourceRecord> later =
        at(COMMITTED.plusSeconds(60).plusNanos(1_000), "ttl.default=" + duration);
    assertThat(later.apply(record)).matches(Expiring::isStub, "a stub");
  }

  @Test
  void a_length_of_time_in_the_row_counts_from_the_commit() {
    SourceRecord record = changed("c", null, row("ttl", NUMBER, 60L));
    Transformation<SourceRecord> before = at(COMMITTED.plusSeconds(60), "ttl.field=+ttl");
    assertThat(before.apply(record)).isSameAs(record);
    Transformation<SourceRecord> after = at(COMMITTED.plusSeconds(61), "ttl.field=+ttl");
    assertThat(after.apply(record)).matches(Expiring::isStub, "a stub");
  }

  @Test
  void the_first_entry_counts_that_matches_the_table_and_defaults_fill_what_is_null() {
    SourceRecord none = changed("c", null, row("e", NUMBER, null));
    String[] options = {
      "ttl.field=other\\..*:missing,ASSISTANT\\.cust.*:e,assistant\\..*:missing",
      "ttl.default=assistant\\.customer:60s,1s"
    };
    Transformation<SourceRecord> before = at(COMMITTED.plusSeconds(59), options);
    assertThat(before.apply(none)).isSameAs(none);
    Transformation<SourceRecord> after = at(COMMITTED.plusSeconds(61), options);
    assertThat(after.apply(none)).matches(Expiring::isStub, "a stub");
    assertNeverExpires(none, "ttl.field=other\\..*:e", "ttl.default=other\\..*:1s");
    SourceRecord set = changed("c", null, row("e", NUMBER, EXPIRES.toEpochMilli() + 3_600_000));
    assertThat(after.apply(set)).isSameAs(set);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1760000060000", "2025-10-09T08:54:20Z", "2025-10-09T10:54:20+02:00"})
  void a_header_counts_first(String value) {
    SourceRecord record = changed("c", null, row("e", NUMBER, 1L));
    record.headers().addString("expires", value);
    assertExpires(record, "ttl.header=expires", "ttl.field=e", "ttl.default=1s");
    SourceRecord raw = changed("c", null, row("e", NUMBER, 1L));
    raw.headers().addBytes("expires", value.getBytes(StandardCharsets.UTF_8));
    assertExpires(raw, "ttl.header=expires");
  }

  @Test
  void a_header_may_hold_a_number_or_a_duration() {
    SourceRecord number = changed("c", null, row("e", NUMBER, 1L));
    number.headers().addLong("expires", EXPIRES.toEpochMilli());
    assertExpires(number, "ttl.header=expires");
    SourceRecord duration = changed("c", null, row("e", NUMBER, 1L));
    duration.headers().addString("expires", "PT59.999877S");
    assertExpires(duration, "ttl.header=expires");
    SourceRecord wrong = changed("c", null, row("e", NUMBER, 1L));
    wrong.headers().addString("expires", "at tea time");
    Transformation<SourceRecord> transform = at(AFTER, "ttl.header=expires");
    assertThatThrownBy(() -> transform.apply(wrong))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("header 'expires'")
        .hasMessageNotContaining("tea");
  }

  @Test
  void what_expired_just_now_passes_for_the_time_of_grace() {
    SourceRecord record = changed("c", null, row("e", NUMBER, EXPIRES.toEpochMilli()));
    Transformation<SourceRecord> within = at(EXPIRES.plusSeconds(60), "ttl.field=e", "grace=1m");
    assertThat(within.apply(record)).isSameAs(record);
    Transformation<SourceRecord> past = at(AFTER.plusSeconds(60), "ttl.field=e", "grace=1m");
    assertThat(past.apply(record)).matches(Expiring::isStub, "a stub");
  }
}
