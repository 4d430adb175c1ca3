package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.change;
import static org.anabranch.transforms.CustomerRecords.changed;
import static org.anabranch.transforms.CustomerRecords.envelope;
import static org.anabranch.transforms.CustomerRecords.named;
import static org.anabranch.transforms.CustomerRecords.row;
import static org.anabranch.transforms.CustomerRecords.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RouteByPriorityTest {

  private static final String CRITICAL = "eu.assistant.customer.critical";
  private static final String STALENESS = "anabranch.staleness.max.ms";

  private static Map<String, String> options(String... options) {
    Map<String, String> all = new HashMap<>(Map.of("priorities", "assistant\\.customer:critical"));
    for (String option : options) {
      int equals = option.indexOf('=');
      all.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return all;
  }

  private static RouteByPriority<SourceRecord> with(String... options) {
    RouteByPriority<SourceRecord> transform = new RouteByPriority<>();
    transform.configure(options(options));
    return transform;
  }

  private static @Nullable Object staleness(SourceRecord record) {
    var header = record.headers().lastWithName(STALENESS);
    return header == null ? null : header.value();
  }

  @Nested
  class Courtesy extends CourtesyContract {

    @Override
    Transformation<SourceRecord> subject() {
      return with("priorities=.*:critical");
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return subject();
    }

    /** Only what has a header that cannot be read is refused. */
    @Override
    SourceRecord carrying(@Nullable Object part) {
      SourceRecord record = SampleRecords.record(null, part);
      record.headers().addString(ChangeHeader.NAME, "ab1:broken");
      return record;
    }
  }

  @Test
  void only_the_topic_becomes_another_and_a_header_says_how_old_rows_may_get() {
    SourceRecord record = changed("u", row("DE", true), row("US", true));
    SourceRecord routed = with().apply(record);
    assertThat(routed.topic()).isEqualTo(CRITICAL);
    assertThat(routed.kafkaPartition()).isEqualTo(record.kafkaPartition());
    assertThat(routed.key()).isSameAs(record.key());
    assertThat(routed.keySchema()).isSameAs(record.keySchema());
    assertThat(routed.value()).isSameAs(record.value());
    assertThat(routed.valueSchema()).isSameAs(record.valueSchema());
    assertThat(routed.timestamp()).isEqualTo(record.timestamp());
    assertThat(routed.sourceOffset()).isEqualTo(record.sourceOffset());
    assertThat(routed.headers())
        .extracting("key")
        .containsExactly("traceparent", "note", ChangeHeader.NAME, STALENESS);
    assertThat(staleness(routed)).isEqualTo("1000");
    assertThat(record.topic()).isEqualTo("eu.assistant.customer");
    assertThat(staleness(record)).isNull();
  }

  @Test
  void everything_of_a_table_goes_the_same_way_whatever_it_holds() {
    SourceRecord delete = changed("d", row("DE", true), null);
    List<SourceRecord> records =
        List.of(
            changed("c", null, row("US", true)),
            changed("u", row("US", true), row("DE", false)),
            delete,
            delete.newRecord(
                delete.topic(), 3, null, delete.key(), null, null, 1L, delete.headers()),
            named(change(ChangeKind.SNAPSHOT, Operation.READ, ColumnMarks.NONE), null),
            named(change(ChangeKind.SNAPSHOT_BEGIN, Operation.NONE, ColumnMarks.NONE), null),
            named(change(ChangeKind.MARK, Operation.NONE, ColumnMarks.NONE), null),
            named(change(ChangeKind.STUB, Operation.UPDATE, ColumnMarks.NONE), null),
            named(change(ChangeKind.CHANGE, Operation.TRUNCATE, ColumnMarks.NONE), null),
            named(change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE), row("US", true)),
            unnamed(envelope("u", null, row("US", true))),
            unnamed(envelope("t", null, null)));
    RouteByPriority<SourceRecord> transform = with();
    assertThat(records)
        .allSatisfy(
            record -> {
              SourceRecord routed = transform.apply(record);
              assertThat(routed.topic()).isEqualTo(CRITICAL);
              assertThat(routed.kafkaPartition()).isEqualTo(3);
              assertThat(staleness(routed)).isEqualTo("1000");
            });
  }

  @Test
  void what_mirrormaker_hands_on_unread_goes_by_its_header() {
    SourceRecord raw = CustomerRecords.raw(changed("c", null, row("US", true)));
    assertThat(with().apply(raw).topic()).isEqualTo(CRITICAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assistant\\.customer:important | important | 30000",
        "ASSISTANT\\.C.*:important | important | 30000",
        "assistant\\.cust:critical | background | 600000",
        "other\\..*:critical,assistant\\..*:important,.*:critical | important | 30000",
      })
  void the_first_entry_counts_that_matches_the_whole_name(
      String priorities, String priority, String staleness) {
    SourceRecord routed =
        with("priorities=" + priorities).apply(changed("c", null, row("US", true)));
    assertThat(routed.topic()).isEqualTo("eu.assistant.customer." + priority);
    assertThat(staleness(routed)).isEqualTo(staleness);
  }

  @Test
  void topics_and_bounds_and_the_rest_are_as_they_are_said() {
    SourceRecord record = changed("c", null, row("US", true));
    SourceRecord routed =
        with(
                "priorities=other\\.table:critical",
                "priority.default=important",
                "topic.format=${priority}-${topic}",
                "staleness.max.ms=critical:5,important:70")
            .apply(record);
    assertThat(routed.topic()).isEqualTo("important-eu.assistant.customer");
    assertThat(staleness(routed)).isEqualTo("70");

    SourceRecord unbounded = with("staleness.max.ms=important:70").apply(routed);
    assertThat(staleness(unbounded)).isNull();
    SourceRecord bounded = with().apply(routed);
    assertThat(bounded.headers()).filteredOn(header -> header.key().equals(STALENESS)).hasSize(1);
  }

  @Test
  void a_topic_tells_the_table_where_nothing_else_does() {
    SourceRecord flat = unnamed(row("US", true));
    assertThat(with().apply(flat)).isSameAs(flat);
    RouteByPriority<SourceRecord> told =
        with("table.from.topic=[^.]+\\.(?<schema>[^.]+)\\.(?<table>[^.]+)");
    assertThat(told.apply(flat).topic()).isEqualTo(CRITICAL);
    assertThat(told.apply(unnamed(null)).topic()).isEqualTo(CRITICAL);
    SourceRecord heartbeat =
        flat.newRecord("__debezium-heartbeat.eu", 0, null, null, null, Map.of("ts_ms", 1L), 1L);
    assertThat(told.apply(heartbeat)).isSameAs(heartbeat);
  }

  @Test
  void a_tombstone_that_may_be_of_any_table_is_refused() {
    RouteByPriority<SourceRecord> transform = with();
    assertThatThrownBy(() -> transform.apply(unnamed(null)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("table.from.topic")
        .hasMessageContaining("topic 'eu.assistant.customer', partition 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priorities | '' | Name at least one table",
        "priorities | critical | names no table",
        "priorities | assistant\\.session:urgent | there is no priority 'urgent'. Use critical",
        "priorities | assistant\\.(:critical | is no expression",
        "priority.default | none | must be one of",
        "topic.format | ${topic} | needs both",
        "topic.format | all-${priority} | needs both",
        "topic.format | ${topic}.${table}.${priority} | There is no ${table}",
        "topic.format | ${topic}/${priority} | letters, digits",
        "staleness.max.ms | critical | is no <priority>:<milliseconds>",
        "staleness.max.ms | critical:1s | is no <priority>:<milliseconds>",
        "staleness.max.ms | urgent:1 | there is no priority 'urgent'",
        "table.from.topic | ( | is no expression",
        "table.from.topic | .*\\.(?<table>.*) | needs the groups",
      })
  void a_wrong_option_is_told_at_validation(String option, String value, String why) {
    Transformation<SourceRecord> transform = new RouteByPriority<>();
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
  void priorities_are_asked_for() {
    assertThat(new RouteByPriority<SourceRecord>().config().validate(Map.of()))
        .anyMatch(option -> !option.errorMessages().isEmpty());
  }

  @Test
  void connect_finds_the_plugin() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .contains(RouteByPriority.class.getName());
  }
}
