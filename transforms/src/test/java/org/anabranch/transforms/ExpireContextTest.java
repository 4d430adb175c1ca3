package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.change;
import static org.anabranch.transforms.Expiring.AFTER;
import static org.anabranch.transforms.Expiring.EXPIRES;
import static org.anabranch.transforms.Expiring.NUMBER;
import static org.anabranch.transforms.Expiring.TEXT;
import static org.anabranch.transforms.Expiring.assertNeverExpires;
import static org.anabranch.transforms.Expiring.at;
import static org.anabranch.transforms.Expiring.options;
import static org.anabranch.transforms.SessionRecords.COMMITTED;
import static org.anabranch.transforms.SessionRecords.changed;
import static org.anabranch.transforms.SessionRecords.debezium;
import static org.anabranch.transforms.SessionRecords.envelope;
import static org.anabranch.transforms.SessionRecords.named;
import static org.anabranch.transforms.SessionRecords.row;
import static org.anabranch.transforms.SessionRecords.unnamed;
import static org.anabranch.transforms.SessionRecords.zoned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of changes whose rows have expired. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExpireContextTest {

  private static final Struct DEAD = row("e", NUMBER, EXPIRES.toEpochMilli());
  private static final Struct ALIVE = row("e", NUMBER, EXPIRES.toEpochMilli() + 60_000);

  @Nested
  class Courtesy extends CourtesyContract {

    @Override
    Transformation<SourceRecord> subject() {
      return at(AFTER, "ttl.default=1m");
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return at(AFTER, "ttl.field=email");
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return SampleRecords.record(null, part);
    }
  }

  @Test
  void a_stub_says_which_change_it_was_and_nothing_of_the_row() {
    SourceRecord record = changed("u", ALIVE, DEAD);
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e");
    SourceRecord stub = transform.apply(record);
    assertThat(ChangeHeader.of(stub)).isEqualTo(ChangeHeader.of(record).asStub());
    assertThat(stub.key()).isNull();
    assertThat(stub.keySchema()).isNull();
    assertThat(stub.value()).isNull();
    assertThat(stub.valueSchema()).isNull();
    assertThat(stub.topic()).isEqualTo(record.topic());
    assertThat(stub.kafkaPartition()).isEqualTo(3);
    assertThat(stub.timestamp()).isEqualTo(record.timestamp());
    assertThat(stub.headers()).extracting("key").containsExactly("traceparent", "anabranch");
    assertThat(ChangeHeader.of(record).kind()).isEqualTo(ChangeKind.CHANGE);
  }

  @Test
  void within_a_sink_a_stub_keeps_the_key_by_which_the_row_is_found() {
    SourceRecord source = changed("u", ALIVE, DEAD);
    SinkRecord record =
        new SinkRecord(
            source.topic(),
            3,
            source.keySchema(),
            source.key(),
            source.valueSchema(),
            source.value(),
            42,
            1L,
            TimestampType.CREATE_TIME,
            source.headers());
    Transformation<SinkRecord> transform = at(AFTER, "ttl.field=e");
    SinkRecord stub = transform.apply(record);
    assertThat(ChangeHeader.of(stub).kind()).isEqualTo(ChangeKind.STUB);
    assertThat(stub.key()).isEqualTo(source.key());
    assertThat(stub.keySchema()).isEqualTo(source.keySchema());
    assertThat(stub.value()).isNull();
    assertThat(stub.kafkaOffset()).isEqualTo(42);
  }

  @Test
  void a_row_of_a_first_snapshot_leaves_nothing() {
    SourceRecord record =
        named(
            change(ChangeKind.SNAPSHOT, Operation.READ, ColumnMarks.NONE),
            envelope("r", null, DEAD));
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e");
    assertThat(transform.apply(record)).isNull();
    SourceRecord later = changed("r", null, DEAD);
    assertThat(transform.apply(later)).matches(Expiring::isStub, "a stub");
  }

  @Test
  void what_nobody_stamped_is_dropped_or_passes() {
    for (Object value : new Object[] {DEAD, envelope("u", ALIVE, DEAD)}) {
      SourceRecord record = unnamed(value);
      Transformation<SourceRecord> dropping = at(AFTER, "ttl.field=e");
      assertThat(dropping.apply(record)).isNull();
      Transformation<SourceRecord> passing = at(AFTER, "ttl.field=e", "unstamped=pass");
      assertThat(passing.apply(record)).isSameAs(record);
    }
  }

  @Test
  void what_nobody_stamped_counts_from_its_source_or_its_own_time() {
    for (Object value : new Object[] {DEAD, envelope("u", ALIVE, DEAD)}) {
      SourceRecord record = unnamed(value);
      Transformation<SourceRecord> before = at(COMMITTED.plusSeconds(59), "ttl.default=1m");
      assertThat(before.apply(record)).isSameAs(record);
      Transformation<SourceRecord> after = at(COMMITTED.plusSeconds(61), "ttl.default=1m");
      assertThat(after.apply(record)).isNull();
    }
  }

  @Test
  void deletes_marks_stubs_and_truncates_pass() {
    Transformation<SourceRecord> transform =
        at(EXPIRES.plus(Duration.ofDays(1)), "ttl.field=e", "ttl.default=1s");
    List<SourceRecord> passing =
        List.of(
            changed("d", DEAD, null),
            named(change(ChangeKind.CHANGE, Operation.DELETE, ColumnMarks.NONE), null),
            named(change(ChangeKind.CHANGE, Operation.DELETE, ColumnMarks.NONE), DEAD),
            named(change(ChangeKind.CHANGE, Operation.TRUNCATE, ColumnMarks.NONE), null),
            named(change(ChangeKind.MARK, Operation.NONE, ColumnMarks.NONE), null),
            named(change(ChangeKind.SNAPSHOT_END, Operation.NONE, ColumnMarks.NONE), null),
            named(change(ChangeKind.STUB, Operation.UPDATE, ColumnMarks.NONE), null),
            unnamed(envelope("d", DEAD, null)),
            unnamed(null));
    assertThat(passing).allSatisfy(record -> assertThat(transform.apply(record)).isSameAs(record));
  }

  @Test
  void the_row_after_the_change_counts() {
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e");
    SourceRecord prolonged = changed("u", DEAD, ALIVE);
    assertThat(transform.apply(prolonged)).isSameAs(prolonged);
    assertThat(transform.apply(changed("u", ALIVE, DEAD))).matches(Expiring::isStub, "a stub");
  }

  @Test
  void a_column_that_did_not_come_as_it_is_is_not_judged() {
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e", "ttl.default=1s");
    for (ColumnMarks marks :
        List.of(
            new ColumnMarks(Set.of("e"), Set.of(), Set.of(), Set.of()),
            new ColumnMarks(Set.of(), Set.of(), Set.of(), Set.of("e")),
            new ColumnMarks(Set.of(), Set.of("e"), Set.of(), Set.of()))) {
      SourceRecord record =
          named(change(ChangeKind.CHANGE, Operation.UPDATE, marks), envelope("u", DEAD, DEAD));
      assertThat(transform.apply(record)).isSameAs(record);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_misspelt_field_is_refused_unless_that_is_asked_for(boolean schema) {
    Object value = schema ? DEAD : Map.of("id", 7, "e", EXPIRES.toEpochMilli());
    SourceRecord record =
        named(change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE), value);
    Transformation<SourceRecord> failing = at(AFTER, "ttl.field=expires");
    assertThatThrownBy(() -> failing.apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("The field 'expires' is not there")
        .hasMessageContaining("missing.field=ignore");
    assertNeverExpires(record, "ttl.field=expires", "missing.field=ignore");
  }

  @Test
  void a_field_that_tells_no_time_is_refused() {
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e");
    for (Struct row :
        List.of(
            row("e", Schema.OPTIONAL_BOOLEAN_SCHEMA, true),
            row("e", Schema.OPTIONAL_FLOAT64_SCHEMA, 1.5),
            row("e", TEXT, "tea time"),
            row("e", debezium("MicroTime"), 1L),
            row("e", zoned("ZonedTimestamp"), "tea time"))) {
      assertThatThrownBy(() -> transform.apply(changed("c", null, row)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("The field 'e' cannot be read")
          .hasMessageContaining("ttl.field")
          .hasMessageNotContaining("tea");
    }
  }

  @Test
  void bytes_that_nobody_has_read_are_refused_where_the_table_is_to_expire() {
    SourceRecord raw = CustomerRecords.raw(changed("c", null, DEAD));
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e");
    assertThatThrownBy(() -> transform.apply(raw))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("in a sink connector");
    Transformation<SourceRecord> other = at(AFTER, "ttl.field=other\\.table:e");
    assertThat(other.apply(raw)).isSameAs(raw);
  }

  @Test
  void a_header_that_cannot_be_read_is_told_with_its_place() {
    SourceRecord record = unnamed(DEAD);
    record.headers().addString("anabranch", "ab1:broken");
    Transformation<SourceRecord> transform = at(AFTER, "ttl.field=e");
    assertThatThrownBy(() -> transform.apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic 'eu.assistant.customer', partition 3");
  }

  @Test
  void what_has_expired_is_counted() throws IOException {
    ExpireContext.Value<SourceRecord> transform = at(AFTER, "ttl.field=e");
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      transform.withPluginMetrics(plugin);
      Stream.of(changed("u", ALIVE, DEAD), unnamed(DEAD), changed("u", DEAD, ALIVE))
          .forEach(transform::apply);
      assertThat(metrics.metrics().values())
          .filteredOn(metric -> metric.metricName().name().equals("expired-total"))
          .singleElement()
          .satisfies(metric -> assertThat(metric.metricValue()).isEqualTo(2L));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttl.field | assistant\\.( :e | is no expression",
        "ttl.field | a..b | at character",
        "ttl.field | messages[*].at | may lead to several",
        "ttl.field | t: | names no field",
        "ttl.field | t:e+ | ''",
        "ttl.default | assistant\\.cache:soon | not written as ISO 8601",
        "ttl.default | 0s | longer than nothing",
        "ttl.default | P-1D | longer than nothing",
        "grace | PT-1S | must not be negative",
        "grace | later | not written as ISO 8601",
        "ttl.header | ' ' | Name a header",
        "ttl.epoch.unit | h | must be one of",
        "unstamped | stub | must be one of",
      })
  void a_wrong_option_is_told_at_validation(String option, String value, String why) {
    Transformation<SourceRecord> transform = new ExpireContext.Value<>();
    Map<String, String> options = options(option + "=" + value);
    assertThat(transform.config().validate(options))
        .filteredOn(each -> each.name().equals(option))
        .flatMap(ConfigValue::errorMessages)
        .singleElement()
        .asString()
        .contains(why);
    assertThatThrownBy(() -> transform.configure(options)).isInstanceOf(ConfigException.class);
  }

  @Test
  void something_has_to_say_when_rows_expire() {
    assertThatThrownBy(() -> new ExpireContext.Value<SourceRecord>().configure(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Set ttl.field, ttl.default or ttl.header");
  }

  @Test
  void connect_finds_the_plugin() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .contains(ExpireContext.Value.class.getName());
  }
}
