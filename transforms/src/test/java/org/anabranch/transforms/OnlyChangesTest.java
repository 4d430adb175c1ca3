package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.bareRow;
import static org.anabranch.transforms.CustomerRecords.changed;
import static org.anabranch.transforms.CustomerRecords.envelope;
import static org.anabranch.transforms.CustomerRecords.image;
import static org.anabranch.transforms.CustomerRecords.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OnlyChangesTest {

  private static final Change UPDATE =
      CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE);

  static OnlyChanges.Value<SourceRecord> transform(String... options) {
    Map<String, String> configuration = new HashMap<>(Map.of("tables", "assistant\\.(customer|x)"));
    for (int i = 0; i < options.length; i += 2) {
      configuration.put(options[i], options[i + 1]);
    }
    OnlyChanges.Value<SourceRecord> transform = new OnlyChanges.Value<>();
    transform.configure(configuration);
    return transform;
  }

  private static Struct withEmail(String email) {
    return row("US", true).put("email", email);
  }

  private static SourceRecord emailChanged(ColumnMarks marks) {
    Change change = CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, marks);
    return CustomerRecords.named(change, envelope("u", row("US", true), withEmail("new")));
  }

  private static Set<String> unchanged(SourceRecord record) {
    return CustomerRecords.change(record).columns().unchanged();
  }

  /** Rows are wrapped in an update of one of their fields. */
  @Nested
  class Contract extends TransformationContract {

    @Override
    Transformation<SourceRecord> subject() {
      return transform();
    }

    /** No row can be refused that has one before it. */
    @Override
    Transformation<SourceRecord> refusing() {
      OnlyChanges.Value<SourceRecord> strict = transform("without.before", "fail");
      return new Transformation<>() {
        @Override
        public SourceRecord apply(SourceRecord record) {
          return strict.apply(withoutBefore(record));
        }

        @Override
        public ConfigDef config() {
          return strict.config();
        }

        @Override
        public void configure(Map<String, ?> configuration) {}

        @Override
        public void close() {}
      };
    }

    private SourceRecord withoutBefore(SourceRecord record) {
      if (record.headers().lastWithName(ChangeHeader.NAME) == null) {
        return record;
      }
      Object row = Objects.requireNonNull(part(record));
      return carried(
          SampleRecords.record(
              record.key(),
              row instanceof Struct
                  ? SampleRecords.envelope("u", null, row)
                  : mapEnvelope(null, (Map<?, ?>) row)));
    }

    private static Map<String, @Nullable Object> mapEnvelope(
        @Nullable Object before, Map<?, ?> after) {
      Map<String, @Nullable Object> envelope =
          SampleRecords.plain(SampleRecords.envelope("u", null, null));
      envelope.put("before", before);
      envelope.put("after", after);
      return envelope;
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.value() instanceof Struct envelope
          ? envelope.get("after")
          : ((Map<?, ?>) record.value()).get("after");
    }

    @Override
    SourceRecord carrying(@Nullable Object row) {
      Object key = Map.of("user_id", "user-17", "calls", 42L);
      if (row instanceof Struct struct) {
        Struct before = ((Struct) SampleRecords.row(true)).put("phone", "+49 89 1");
        return carried(SampleRecords.record(key, SampleRecords.envelope("u", before, struct)));
      }
      Map<Object, @Nullable Object> before =
          new LinkedHashMap<>((Map<?, ?>) Objects.requireNonNull(row));
      before.put("phone", "+49 89 1");
      return carried(SampleRecords.record(key, mapEnvelope(before, (Map<?, ?>) row)));
    }

    @Override
    SourceRecord carried(SourceRecord record) {
      if (record.key() instanceof Map<?, ?> key && key.containsKey("user_id")) {
        record.headers().addString(ChangeHeader.NAME, ChangeHeader.encode(UPDATE));
      }
      return record;
    }

    /** With a schema, what may not be NULL stays and what is left out is NULL. */
    @Override
    @Nullable Object meaning(@Nullable Object row) {
      return ((Map<?, ?>) Objects.requireNonNull(row))
          .entrySet().stream()
              .filter(field -> field.getValue() != null)
              .filter(field -> !List.of("messages", "labels").contains(field.getKey()))
              .collect(Collectors.toMap(field -> field.getKey(), field -> field.getValue()));
    }

    /** Two images that are equal are a row that is sent again, so they stay. */
    @Override
    @ParameterizedTest
    @MethodSource("withSchemaAndWithout")
    void both_images_of_an_envelope_are_treated_as_the_row_alone(boolean schema) {
      SourceRecord made = subject().apply(carrying(SampleRecords.row(schema)));
      Map<?, ?> envelope =
          made.value() instanceof Struct struct
              ? SampleRecords.plain(struct)
              : (Map<?, ?>) made.value();
      Map<?, ?> before = (Map<?, ?>) Objects.requireNonNull(envelope.get("before"));
      Map<?, ?> after = (Map<?, ?>) Objects.requireNonNull(envelope.get("after"));
      assertThat(before.keySet()).isEqualTo(after.keySet());
      assertThat(before.get("phone")).isEqualTo("+49 89 1");
      assertThat(after.get("phone")).isEqualTo("+49 30 1234567");
      assertThat(before.get("email")).isNull();
      assertThat(after.get("email")).isNull();
    }
  }

  @Test
  void what_an_update_leaves_alone_is_left_out_of_both_images_and_named() {
    SourceRecord given = emailChanged(ColumnMarks.NONE);
    SourceRecord made = transform().apply(given);
    assertThat(image(made, "after"))
        .containsEntry("id", 7L)
        .containsEntry("email", "new")
        .containsEntry("country", null)
        .containsEntry("ssn", null);
    assertThat(image(made, "before"))
        .containsEntry("email", "ada@example.org")
        .containsEntry("country", null);
    assertThat(unchanged(made)).containsExactlyInAnyOrder("country", "ssn");
    assertThat(made.valueSchema()).isSameAs(given.valueSchema());
    assertThat(CustomerRecords.change(made).with(ColumnMarks.NONE)).isEqualTo(UPDATE);
    assertThat(made.headers().lastWithName("note")).isNotNull();
    ((Struct) made.value()).validate();
  }

  @Test
  void what_may_not_be_null_stays_and_is_not_named() {
    SourceRecord made = transform().apply(emailChanged(ColumnMarks.NONE));
    assertThat(image(made, "after"))
        .containsEntry("phone", "+49 30 1234567")
        .containsEntry("marketing", true);
    assertThat(unchanged(made)).doesNotContain("id", "phone", "marketing");
  }

  @Test
  void without_a_schema_the_columns_are_not_there() {
    SourceRecord given = emailChanged(ColumnMarks.NONE);
    SourceRecord made =
        transform()
            .apply(
                given.newRecord(
                    given.topic(),
                    given.kafkaPartition(),
                    null,
                    Map.of("id", 7L),
                    null,
                    SampleRecords.plain((Struct) given.value()),
                    given.timestamp(),
                    given.headers()));
    Map<?, ?> envelope = (Map<?, ?>) made.value();
    assertThat(envelope.get("after")).isEqualTo(Map.of("id", 7L, "email", "new"));
    assertThat(envelope.get("before")).isEqualTo(Map.of("id", 7L, "email", "ada@example.org"));
    assertThat(unchanged(made)).containsExactlyInAnyOrder("country", "ssn", "phone", "marketing");
  }

  @Test
  void columns_that_need_care_already_stay_as_they_are() {
    ColumnMarks marks =
        new ColumnMarks(Set.of(), Set.of("other"), Set.of("country"), Set.of("ssn"));
    SourceRecord given = emailChanged(marks);
    assertThat(transform().apply(given)).isSameAs(given);
  }

  @Test
  void what_is_no_update_of_these_tables_passes() {
    Change other = CustomerRecords.change(ChangeKind.SNAPSHOT, Operation.READ, ColumnMarks.NONE);
    Struct update = envelope("u", row("US", true), withEmail("new"));
    for (SourceRecord given :
        List.of(
            changed("c", null, row("US", true)),
            changed("d", row("US", true), null),
            changed("r", null, row("US", true)),
            CustomerRecords.named(other, envelope("r", null, row("US", true))),
            CustomerRecords.named(UPDATE.asStub(), null),
            CustomerRecords.unnamed(update))) {
      assertThat(transform("without.before", "fail").apply(given)).isSameAs(given);
    }
    SourceRecord given = CustomerRecords.named(UPDATE, update);
    assertThat(transform("tables", "assistant\\.session").apply(given)).isSameAs(given);
  }

  @Test
  void a_row_that_is_sent_again_goes_whole() {
    SourceRecord given = changed("u", row("US", true), row("US", true));
    assertThat(transform().apply(given)).isSameAs(given);
  }

  @Test
  void columns_that_are_needed_stay() {
    SourceRecord made = transform("keep.columns", "country").apply(emailChanged(ColumnMarks.NONE));
    assertThat(image(made, "after")).containsEntry("country", "US").containsEntry("ssn", null);
    assertThat(unchanged(made)).containsExactly("ssn");

    SourceRecord moved =
        transform("keep.columns", "country").apply(changed("u", row("DE", true), row("US", true)));
    assertThat(unchanged(moved)).containsExactlyInAnyOrder("email", "ssn");
  }

  @Test
  void a_change_by_which_a_row_may_come_elsewhere_goes_whole() {
    OnlyChanges.Value<SourceRecord> transform = transform("whole.columns", "country");
    assertThat(unchanged(transform.apply(emailChanged(ColumnMarks.NONE)))).containsExactly("ssn");

    SourceRecord moved = changed("u", row("DE", true), row("US", true));
    assertThat(transform.apply(moved)).isSameAs(moved);
  }

  @Test
  void what_does_not_say_what_the_row_was_passes_or_is_refused() {
    SourceRecord given = changed("u", null, row("US", true));
    assertThat(transform().apply(given)).isSameAs(given);
    assertThatThrownBy(() -> transform("without.before", "fail").apply(given))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "ALTER TABLE assistant.customer REPLICA IDENTITY FULL", "topic 'eu.assistant.customer'")
        .hasMessageNotContaining("ada@");

    SourceRecord bare = changed("u", bareRow(), row("US", true));
    assertThat(transform("without.before", "fail").apply(bare)).isSameAs(bare);
  }

  @Test
  void it_counts() throws Exception {
    OnlyChanges.Value<SourceRecord> transform = transform();
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      transform.withPluginMetrics(plugin);
      transform.apply(emailChanged(ColumnMarks.NONE));
      transform.apply(changed("u", row("US", true), row("US", true)));
      transform.apply(changed("u", null, row("US", true)));
      transform.apply(changed("c", null, row("US", true)));
      Map<String, Object> counts = new HashMap<>();
      metrics.metrics().forEach((name, metric) -> counts.put(name.name(), metric.metricValue()));
      assertThat(counts)
          .containsEntry("narrowed-total", 1L)
          .containsEntry("columns-left-out-total", 2L)
          .containsEntry("whole-total", 1L)
          .containsEntry("without-before-total", 1L);
    }
  }

  @Test
  void a_header_that_cannot_be_read_is_refused() {
    SourceRecord damaged = CustomerRecords.unnamed(envelope("u", null, row("US", true)));
    damaged.headers().addString(ChangeHeader.NAME, "ab1:AAAA");
    assertThatThrownBy(() -> transform().apply(damaged))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic 'eu.assistant.customer'");
  }

  @Test
  void wrong_options_are_refused() {
    assertThatThrownBy(() -> transform("tables", "a(b"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("tables", "regular expression");
    assertThatThrownBy(() -> transform("tables", "")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> transform("without.before", "drop"))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void connect_finds_it() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .contains(OnlyChanges.Value.class, DropEmbeddings.Value.class);
  }
}
