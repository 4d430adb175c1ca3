package org.anabranch.transforms.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventOperation;
import org.anabranch.records.event.EventReader;
import org.anabranch.records.event.EventType;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.transforms.FromContextEvent;
import org.anabranch.transforms.ToContextEvent;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ToContextEventTest {

  private static SourceRecord apply(SourceRecord record, String... options) {
    Map<String, String> configuration = new HashMap<>(Map.of("event.type", "state"));
    for (int i = 0; i < options.length; i += 2) {
      configuration.put(options[i], options[i + 1]);
    }
    Transformation<SourceRecord> to = new ToContextEvent.Value<>();
    to.configure(configuration);
    return to.apply(record);
  }

  private static SourceRecord back(SourceRecord event) {
    Transformation<SourceRecord> from = new FromContextEvent.Value<>();
    from.configure(Map.of());
    return from.apply(event);
  }

  private static ContextEvent event(SourceRecord record, String... options) {
    return EventReader.read(apply(record, options).value());
  }

  private static RowChange update() {
    return RowChange.of(Operation.UPDATE).before(row("coffee")).after(row("tea"));
  }

  private static Struct row(@Nullable String title) {
    return Sessions.row(title);
  }

  @Test
  void new_and_found_rows_are_states_and_what_is_found_again_a_reconciliation() {
    RowChange created = RowChange.of(Operation.CREATE).after(row("tea"));
    assertThat(event(created.record()).type()).isEqualTo(EventType.CONTEXT_STATE);
    assertThat(event(created.record()).operations())
        .extracting(EventOperation::type, EventOperation::path)
        .containsExactly(tuple(EventOperation.Action.ADD, ""));
    RowChange found = RowChange.of(Operation.READ).after(row("tea"));
    assertThat(event(found.record()).type()).isEqualTo(EventType.CONTEXT_RECONCILIATION);
    ContextEvent first = event(found.as(ChangeKind.SNAPSHOT).record());
    assertThat(first.type()).isEqualTo(EventType.CONTEXT_STATE);
    assertThat(first.version()).isEqualTo("0");
    assertThat(first.eventId()).isEqualTo("aws-us-east-1@115816896921600001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "delta"})
  void a_delete_takes_the_row_away(String type) {
    SourceRecord deleted = RowChange.of(Operation.DELETE).before(row("tea")).record();
    ContextEvent event = event(deleted, "event.type", type);
    assertThat(event.type()).isEqualTo(EventType.CONTEXT_STATE);
    assertThat(event.operations()).containsExactly(EventOperation.REMOVE_ROW);
    Struct envelope = (Struct) back(apply(deleted)).value();
    assertThat(envelope.getStruct("after")).isNull();
    assertThat(envelope.getString("op")).isEqualTo("d");
  }

  @Test
  void a_record_without_a_header_is_told_by_debeziums_source() {
    RowChange change = update().unstamped();
    ContextEvent event = event(change.record());
    assertThat(event.cloudRegion()).isEqualTo("aws");
    assertThat(event.timestamp()).hasToString("2026-01-01T00:00:00.000123Z");
    assertThat(event.version()).isEqualTo("1767225600000123");
    assertThat(event.contextId()).isEqualTo("public/session/id=7");
    assertThat(event.eventId())
        .matches("aws@[0-9a-f]{32}")
        .isEqualTo(event(change.sentAgain().record()).eventId())
        .isNotEqualTo(
            event(RowChange.of(Operation.DELETE).before(row("tea")).unstamped().record())
                .eventId());
    assertThat(event(change.record(), "cloud.region", "eu").cloudRegion()).isEqualTo("eu");
    RowChange found = RowChange.of(Operation.READ).after(row("tea")).unstamped();
    assertThat(event(found.record()).type()).isEqualTo(EventType.CONTEXT_STATE);
    assertThat(event(found.ofSnapshot("incremental").record()).type())
        .isEqualTo(EventType.CONTEXT_RECONCILIATION);
  }

  @Test
  void a_delta_names_in_the_header_what_it_leaves_out() {
    SourceRecord delta = apply(update().record(), "event.type", "delta");
    Change change = ChangeHeader.of(delta);
    assertThat(change.columns().unchanged()).containsExactlyInAnyOrder("cost", "seen");
    assertThat(change).isEqualTo(update().change().with(change.columns()));
    assertThat(ChangeHeader.of(apply(update().record()))).isEqualTo(update().change());
  }

  @Test
  void columns_that_a_delta_leaves_out_are_neither_altered_nor_read_again() {
    ColumnMarks marks =
        new ColumnMarks(Set.of(), Set.of(), Set.of("cost", "title"), Set.of("seen", "title"));
    SourceRecord delta = apply(update().marked(marks).record(), "event.type", "delta");
    assertThat(ChangeHeader.of(delta).columns())
        .isEqualTo(
            new ColumnMarks(Set.of(), Set.of("cost", "seen"), Set.of("title"), Set.of("title")));
  }

  @Test
  void a_state_with_previous_values_becomes_a_delta_and_that_the_same_delta_again() {
    SourceRecord straight = apply(update().record(), "event.type", "delta");
    SourceRecord detour = apply(apply(update().record()), "event.type", "delta");
    SourceRecord again = apply(detour, "event.type", "delta");
    assertThat(detour.value()).isEqualTo(straight.value()).isEqualTo(again.value());
    assertThat(ChangeHeader.of(detour))
        .isEqualTo(ChangeHeader.of(straight))
        .isEqualTo(ChangeHeader.of(again));
  }

  @Test
  void a_delta_that_leaves_out_nothing_becomes_a_state() {
    Struct all = row("tea").put("cost", new BigDecimal("0.99")).put("seen", 3L);
    for (RowChange change :
        List.of(
            RowChange.of(Operation.UPDATE).before(row("coffee")).after(all),
            RowChange.of(Operation.UPDATE).before(row("coffee")).after(all).unstamped())) {
      SourceRecord delta = apply(change.record(), "event.type", "delta");
      ContextEvent state = event(delta);
      assertThat(state.type()).isEqualTo(EventType.CONTEXT_STATE);
      assertThat(state.operations()).isEqualTo(event(change.record()).operations());
    }
  }

  @Test
  void what_cannot_be_told_is_refused_with_the_way_out() {
    SourceRecord blind = RowChange.of(Operation.UPDATE).after(row("tea")).record();
    assertRefused(
        () -> apply(blind, "event.type", "delta"),
        "what the row was before",
        "ALTER TABLE public.session REPLICA IDENTITY FULL");
    SourceRecord toasted =
        update().marked(new ColumnMarks(Set.of(), Set.of("body"), Set.of(), Set.of())).record();
    assertRefused(() -> apply(toasted), "(body)", "REPLICA IDENTITY FULL", "event.type=delta");
    assertThat(event(toasted, "event.type", "delta").type()).isEqualTo(EventType.CONTEXT_DELTA);
    SourceRecord placeholder =
        RowChange.of(Operation.UPDATE)
            .before(row("coffee"))
            .after(row("__debezium_unavailable_value"))
            .unstamped()
            .record();
    assertRefused(() -> apply(placeholder), "(title)", "REPLICA IDENTITY FULL");
    assertThat(event(placeholder, "event.type", "delta").operations()).isEmpty();
    SourceRecord delta = apply(update().record(), "event.type", "delta");
    assertRefused(() -> apply(delta), "(cost, seen)", "REPLICA IDENTITY FULL");
    SourceRecord unstamped = apply(update().unstamped().record(), "event.type", "delta");
    assertRefused(() -> apply(unstamped), "(cost, seen)");
    SourceRecord schemaless =
        apply(update().unstamped().schemaless().record(), "event.type", "delta");
    assertRefused(() -> apply(schemaless), "(*)");
    assertRefused(() -> back(unstamped), "(cost, seen)", "partial.rows=allow", "event.type=state");
    assertRefused(() -> back(schemaless), "partial.rows=allow");
  }

  @Test
  void rows_without_a_schema_come_back_without_one() {
    SourceRecord record = update().schemaless().record();
    Map<?, ?> envelope = (Map<?, ?>) back(apply(record)).value();
    for (String image : List.of("before", "after")) {
      assertThat(envelope.get(image)).isEqualTo(((Map<?, ?>) record.value()).get(image));
    }
  }

  @Test
  void a_row_that_is_found_without_some_columns_is_a_delta_that_tells_of_no_row_before() {
    ColumnMarks marks = new ColumnMarks(Set.of(), Set.of("body"), Set.of(), Set.of());
    SourceRecord found = RowChange.of(Operation.READ).after(row("tea")).marked(marks).record();
    assertRefused(() -> apply(found), "(body)");
    SourceRecord delta = apply(found, "event.type", "delta");
    assertThat(EventReader.read(delta.value()).type()).isEqualTo(EventType.CONTEXT_DELTA);
    Struct envelope = (Struct) back(delta).value();
    assertThat(envelope.getStruct("before")).isNull();
    assertThat(envelope.getStruct("after")).isEqualTo(row("tea"));
    assertThat(envelope.getString("op")).isEqualTo("r");
  }

  @Test
  void a_deltas_previous_values_can_be_left_out() {
    assertThat(event(update().record(), "previous.values", "false").previous()).isNull();
    SourceRecord delta =
        apply(update().record(), "event.type", "delta", "previous.values", "false");
    assertThat(EventReader.read(delta.value()).previous()).isNull();
    Struct before = ((Struct) back(delta).value()).getStruct("before");
    assertThat(before.schema().fields()).hasSize(1);
  }

  @Test
  void the_context_may_be_a_column_and_labels_too() {
    ContextEvent event =
        event(update().record(), "context.id.field", "title", "priority.default", "background");
    assertThat(event.contextId()).isEqualTo("tea");
    assertThat(event.metadata().compactionKey()).isEqualTo("public/session/id=7");
    assertThat(event.metadata().priority()).isEqualTo("background");
    assertThat(event(update().record(), "ttl.field", "id").metadata().ttlSeconds()).isEqualTo(7);
    assertThat(
            event(update().record(), "ttl.field", "seen", "ttl.tables", "public.session:60")
                .metadata()
                .ttlSeconds())
        .isEqualTo(60);
    assertRefused(() -> apply(update().record(), "priority.field", "title"), "'title'", "critical");
    assertRefused(() -> apply(update().record(), "context.id.field", "seen"), "'seen'");
  }

  @Test
  void a_cloud_event_in_binary_mode_has_its_attributes_in_headers() {
    SourceRecord made = apply(update().record(), "envelope", "cloudevents-binary");
    Map<String, Object> headers = new HashMap<>();
    made.headers().forEach(header -> headers.put(header.key(), header.value()));
    // The names: CloudEvents' Kafka protocol binding 1.0.2, 3.2.
    assertThat(headers)
        .containsEntry("content-type", "application/json")
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", "aws-us-east-1@115816896921600001")
        .containsEntry("ce_source", "urn:anabranch:origin:aws-us-east-1")
        .containsEntry("ce_type", "org.anabranch.context.state")
        .containsEntry("ce_subject", "public/session/id=7")
        .containsEntry("ce_time", "2026-01-01T00:00:00.000123Z")
        .containsEntry("ce_dataschema", "urn:anabranch:context-event:1")
        .containsKeys("traceparent", ChangeHeader.NAME)
        .hasSize(10);
    assertThat(made.value()).isEqualTo(apply(update().record()).value());
    assertThat(back(made).headers()).isEqualTo(update().record().headers());
  }

  @Test
  void a_cloud_event_in_structured_mode_has_the_event_as_its_data() {
    SourceRecord made = apply(update().record(), "envelope", "cloudevents-structured");
    Map<?, ?> value = (Map<?, ?>) made.value();
    assertThat(value.get("specversion")).isEqualTo("1.0");
    assertThat(value.get("data")).isEqualTo(apply(update().record()).value());
    assertThat(Objects.requireNonNull(made.headers().lastWithName("content-type")).value())
        .isEqualTo("application/cloudevents+json");
    assertThat(apply(made).value()).isEqualTo(apply(update().record()).value());
    assertThat(apply(made).headers().lastWithName("content-type")).isNull();
  }

  @Test
  void marks_and_stubs_and_truncates_pass() {
    SourceRecord stub = update().as(ChangeKind.STUB).record();
    assertThat(apply(stub)).isSameAs(stub);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event.type | whole | event.type",
        "envelope | avro | envelope",
        "event.schema | avro | event.schema",
        "priority.tables | session:critical | <schema>.<table>:<value>",
        "priority.tables | public.session:urgent | critical, important, background",
        "priority.default | urgent | critical",
        "ttl.tables | public.session:soon | ISO 8601",
        "ttl.default | 0 | ISO 8601",
        "context.id.field | a..b | at character 3",
        "ttl.field | a[*] | one field",
      })
  void a_wrong_option_is_told(String option, String value, String why) {
    Map<String, String> configuration = new HashMap<>(Map.of("event.type", "state"));
    configuration.put(option, value);
    assertThatThrownBy(() -> new ToContextEvent.Value<SourceRecord>().configure(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_cloud_event_has_no_schema_of_connect() {
    assertThatThrownBy(
            () ->
                apply(update().record(), "envelope", "cloudevents-binary", "event.schema", "fixed"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("envelope=plain");
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic 'aws.public.session'")
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("coffee");
  }
}
