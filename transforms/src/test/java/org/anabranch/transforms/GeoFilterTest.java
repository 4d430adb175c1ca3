package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.bareRow;
import static org.anabranch.transforms.CustomerRecords.changed;
import static org.anabranch.transforms.CustomerRecords.envelope;
import static org.anabranch.transforms.CustomerRecords.image;
import static org.anabranch.transforms.CustomerRecords.raw;
import static org.anabranch.transforms.CustomerRecords.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.transforms.predicates.DestinationMay;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GeoFilterTest {

  static final String REGIONS =
      """
      version: 1
      regions:
        eu: {jurisdiction: EU}
        us: {jurisdiction: US}
      """;

  /** Residents stay; social security numbers never go; phones only of who has agreed. */
  static final String POLICY =
      REGIONS
          + """
          rules:
            - name: residents
              tables: ['assistant\\.customer']
              when: row.country in ['DE', 'FR'] && destination.jurisdiction != 'EU'
              then: withhold
            - name: contact
              tables: ['assistant\\.customer']
              then: {remove: [ssn], mask: {email: partial(4)}}
            - name: agreed
              tables: ['assistant\\.customer']
              when: '!row.marketing'
              then: {remove: [phone]}
          otherwise: deliver
          """;

  static Map<String, String> options(String policy) {
    Map<String, String> options = new HashMap<>();
    options.put("policy", policy);
    options.put("origin.region", "eu");
    options.put("destination.region", "us");
    options.put("key.converter", JsonConverter.class.getName());
    options.put("value.converter", JsonConverter.class.getName());
    options.put("mask.secret", "0123456789abcdef");
    options.put("on.error", "withhold");
    return options;
  }

  static Transformation<SourceRecord> filter(Map<String, String> options) {
    Transformation<SourceRecord> filter = new GeoFilter.Value<>();
    filter.configure(options);
    return filter;
  }

  private static Transformation<SourceRecord> filter() {
    return filter(options(POLICY));
  }

  private static Transformation<SourceRecord> filter(String option, String value) {
    Map<String, String> options = options(POLICY);
    options.put(option, value);
    return filter(options);
  }

  static String alteringAll(String then) {
    return REGIONS + "rules:\n  - name: all\n    then: " + then + "\notherwise: deliver\n";
  }

  private static final String MASKS =
      "{mask: {email: hash, phone: partial(4), nothing: redact, 'place.*': truncate(decimals=1),"
          + " 'messages[*].text': 'null', labels.vip: redact, user_id: pseudonym}}";

  private static final String REMOVALS =
      "{remove: [email, place.lat, 'messages[*].text', labels.vip]}";

  /** As records of Connect's own. */
  abstract static class Contract extends TransformationContract {

    @Override
    Transformation<SourceRecord> refusing() {
      Map<String, String> options = options(alteringAll("{mask: {calls: hash}}"));
      options.put("on.error", "fail");
      return filter(options);
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return CustomerRecords.value(record);
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return carried(SampleRecords.record(null, part));
    }
  }

  @Nested
  class Masking extends Contract {
    @Override
    Transformation<SourceRecord> subject() {
      return filter(options(alteringAll(MASKS)));
    }
  }

  @Nested
  class MaskingOfBytes extends Masking {
    @Override
    SourceRecord carried(SourceRecord record) {
      return raw(record);
    }
  }

  @Nested
  class RemovingFromBytes extends Contract {
    @Override
    Transformation<SourceRecord> subject() {
      return filter(options(alteringAll(REMOVALS)));
    }

    @Override
    SourceRecord carried(SourceRecord record) {
      return raw(record);
    }
  }

  static Stream<UnaryOperator<SourceRecord>> forms() {
    return Stream.of(record -> record, CustomerRecords::raw);
  }

  private static SourceRecord applied(SourceRecord record) {
    return applied(filter(), record);
  }

  private static SourceRecord applied(Transformation<SourceRecord> filter, SourceRecord record) {
    return Objects.requireNonNull(filter.apply(record));
  }

  static void assertStub(SourceRecord stub, SourceRecord given) {
    Change change = CustomerRecords.change(given);
    assertThat(stub.key()).isNull();
    assertThat(stub.value()).isNull();
    assertThat(stub.topic()).isEqualTo(given.topic());
    assertThat(stub.kafkaPartition()).isEqualTo(given.kafkaPartition());
    assertThat(stub.timestamp()).isEqualTo(given.timestamp());
    assertThat(stub.headers())
        .extracting(header -> header.key())
        .containsExactly("traceparent", "anabranch");
    assertThat(stub.headers().lastWithName("anabranch").value())
        .hasSameClassAs(given.headers().lastWithName("anabranch").value());
    // Spelt out, since the filter makes its stubs by the model's own method.
    assertThat(CustomerRecords.change(stub))
        .isEqualTo(
            new Change(
                ChangeKind.STUB,
                change.id(),
                change.sequence(),
                change.members(),
                change.table(),
                change.operation(),
                change.key(),
                change.lane(),
                change.context(),
                change.keyContext(),
                change.position(),
                change.committedAtMicros(),
                ColumnMarks.NONE));
  }

  static void assertMarks(
      SourceRecord made, SourceRecord given, Set<String> withheld, Set<String> altered) {
    ColumnMarks marks = CustomerRecords.change(made).columns();
    assertThat(marks.withheld()).isEqualTo(withheld);
    assertThat(marks.altered()).isEqualTo(altered);
    assertThat(CustomerRecords.change(made).id()).isEqualTo(CustomerRecords.change(given).id());
    assertThat(made.headers().lastWithName("anabranch").value())
        .hasSameClassAs(given.headers().lastWithName("anabranch").value());
    assertThat(made.headers().lastWithName("note")).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void what_may_go_in_part_goes_without_the_rest_and_its_header_says_so(
      UnaryOperator<SourceRecord> form) {
    SourceRecord given = form.apply(changed("c", null, row("US", true)));
    SourceRecord made = applied(given);
    assertThat(image(made, "after"))
        .doesNotContainKey("ssn")
        .containsEntry("email", "***********.org")
        .containsEntry("phone", "+49 30 1234567");
    assertMarks(made, given, Set.of("ssn"), Set.of("email"));
    assertThat(made.value()).hasSameClassAs(given.value());
    ((Struct) Objects.requireNonNull(CustomerRecords.value(made))).validate();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void a_change_that_may_not_go_leaves_a_stub(UnaryOperator<SourceRecord> form) {
    for (SourceRecord given :
        List.of(
            changed("c", null, row("DE", true)),
            changed("u", row("US", true), row("DE", true)),
            changed("u", null, row("DE", true)),
            changed("d", row("DE", true), null))) {
      SourceRecord record = form.apply(given);
      assertStub(applied(record), record);
    }
  }

  @Test
  void a_delete_that_cannot_be_judged_for_want_of_the_row_leaves_a_stub() {
    for (SourceRecord given : List.of(changed("d", null, null), changed("d", bareRow(), null))) {
      assertStub(applied(given), given);
    }
    SourceRecord told = changed("d", row("US", true), null);
    assertThat(image(applied(told), "before")).containsEntry("country", "US");
    assertMarks(applied(told), told, Set.of("ssn"), Set.of("email"));
  }

  @Test
  void a_row_of_a_first_snapshot_that_may_not_go_leaves_nothing() {
    Change change = CustomerRecords.change(ChangeKind.SNAPSHOT, Operation.READ, ColumnMarks.NONE);
    Struct german = envelope("r", null, row("DE", true));
    Struct american = envelope("r", null, row("US", true));
    assertThat(filter().apply(CustomerRecords.named(change, german))).isNull();
    assertThat(image(applied(CustomerRecords.named(change, american)), "after"))
        .doesNotContainKey("ssn");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void a_row_that_comes_into_scope_goes_whole_and_tells_nothing_of_before(
      UnaryOperator<SourceRecord> form) {
    Struct before = row("DE", true).put("phone", "+49 89 7654321");
    SourceRecord given = form.apply(changed("u", before, row("US", true)));
    SourceRecord made = applied(given);
    assertThat(image(made, "after"))
        .containsOnlyKeys("id", "country", "email", "phone", "marketing");
    assertThat(image(made, "before"))
        .containsOnlyKeys("id", "email", "marketing")
        .containsEntry("email", "***********.org");
    assertMarks(made, given, Set.of("ssn"), Set.of("email"));
  }

  @Test
  void an_update_without_a_row_before_is_judged_by_the_row_after() {
    for (Struct before : Arrays.asList(null, bareRow())) {
      SourceRecord given = changed("u", before, row("US", true));
      assertThat(image(applied(given), "after")).containsEntry("country", "US");
    }
  }

  @Test
  void a_column_that_may_not_go_any_more_goes_cleared() {
    SourceRecord given = changed("u", row("US", true), row("US", false));
    SourceRecord made = applied(given);
    assertThat(image(made, "before")).doesNotContainKey("phone").containsEntry("marketing", true);
    // It is NOT NULL.
    assertThat(image(made, "after")).containsEntry("phone", "****");
    assertMarks(made, given, Set.of("ssn"), Set.of("email", "phone"));
  }

  @Test
  void a_column_that_may_go_now_goes_true_and_was_set() {
    SourceRecord given = changed("u", row("US", false), row("US", true));
    SourceRecord made = applied(given);
    assertThat(image(made, "before")).doesNotContainKey("phone");
    assertThat(image(made, "after")).containsEntry("phone", "+49 30 1234567");
    assertMarks(made, given, Set.of("ssn"), Set.of("email"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_row_that_is_sent_again_clears_what_may_have_gone_before(boolean conditional) {
    String policy =
        conditional ? POLICY : alteringAll("{remove: [ssn], mask: {email: partial(4)}}");
    SourceRecord given = changed("u", row("US", true), row("US", true));
    SourceRecord made = applied(filter(options(policy)), given);
    assertThat(image(made, "before")).doesNotContainKey("ssn").containsKey("email");
    assertThat(image(made, "after")).containsEntry("ssn", null);
    assertMarks(made, given, Set.of(), Set.of("ssn", "email"));
  }

  @Test
  void marks_of_the_capture_stay() {
    ColumnMarks marks =
        new ColumnMarks(Set.of("lost"), Set.of("long", "ssn"), Set.of("read"), Set.of("old"));
    Change change = CustomerRecords.change(ChangeKind.CHANGE, Operation.CREATE, marks);
    SourceRecord made =
        applied(CustomerRecords.named(change, envelope("c", null, row("US", true))));
    assertThat(CustomerRecords.change(made).columns())
        .isEqualTo(
            new ColumnMarks(
                Set.of("lost", "ssn"), Set.of("long"), Set.of("read"), Set.of("old", "email")));
  }

  @ParameterizedTest
  @EnumSource(
      value = ChangeKind.class,
      names = {"MARK", "SNAPSHOT_BEGIN", "SNAPSHOT_END", "STUB"})
  void what_is_about_no_row_passes_as_it_is(ChangeKind kind) {
    Change change = CustomerRecords.change(kind, Operation.NONE, ColumnMarks.NONE);
    SourceRecord given = raw(CustomerRecords.named(change, null));
    assertThat(filter().apply(given)).isSameAs(given);
  }

  @Test
  void a_truncate_passes_as_it_is() {
    SourceRecord given = raw(changed("t", null, null));
    assertThat(filter().apply(given)).isSameAs(given);
  }

  @Test
  void an_empty_record_after_a_delete_goes_only_where_every_delete_goes() {
    Change delete = CustomerRecords.change(ChangeKind.CHANGE, Operation.DELETE, ColumnMarks.NONE);
    SourceRecord named = CustomerRecords.named(delete, null);
    SourceRecord unnamed = CustomerRecords.unnamed(null);
    assertStub(applied(named), named);
    assertThat(filter().apply(unnamed)).isNull();
    Transformation<SourceRecord> all = filter(options(REGIONS + "rules: []\notherwise: deliver"));
    assertThat(all.apply(named)).isSameAs(named);
    assertThat(all.apply(unnamed)).isSameAs(unnamed);
  }

  @Test
  void what_may_go_as_it_is_goes_byte_for_byte() {
    String policy =
        REGIONS
            + """
            rules:
              - {name: residents, when: row.country == 'DE', then: withhold}
              - {name: none, when: row.country == 'XX', then: {remove: [ssn]}}
            otherwise: deliver
            """;
    SourceRecord given = raw(changed("u", row("FR", true), row("US", true)));
    assertThat(filter(options(policy)).apply(given)).isSameAs(given);
  }

  @Test
  void no_header_tells_the_key_of_another_row() {
    Map<String, String> all = options(REGIONS + "rules: []\notherwise: deliver");
    for (Map<String, String> options : List.of(options(POLICY), all)) {
      SourceRecord given = changed("d", row("US", true), null);
      given.headers().addString("__debezium.newkey", "8").addString("__debezium.oldkey", "6");
      SourceRecord record = raw(given);
      SourceRecord made = applied(filter(options), record);
      assertThat(made.headers())
          .extracting(header -> header.key())
          .containsExactlyInAnyOrder("traceparent", "note", "anabranch");
      assertThat(record.headers().lastWithName("__debezium.newkey")).isNotNull();
      if (options.equals(all)) {
        assertThat(made.value()).isSameAs(record.value());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void records_that_no_capture_named_are_judged_alike_and_leave_no_stub(
      UnaryOperator<SourceRecord> form) {
    Struct german = envelope("c", null, row("DE", true));
    Struct american = envelope("c", null, row("US", true));
    assertThat(filter().apply(form.apply(CustomerRecords.unnamed(german)))).isNull();
    SourceRecord made = applied(form.apply(CustomerRecords.unnamed(american)));
    assertThat(image(made, "after")).doesNotContainKey("ssn");
    assertThat(made.headers().lastWithName("anabranch")).isNull();
  }

  @Test
  void a_key_can_be_neither_removed_nor_masked() {
    for (String then : List.of("{remove: [id]}", "{mask: {id: pseudonym}}", "{remove: ['*']}")) {
      Map<String, String> options = options(alteringAll(then));
      options.put("on.error", "fail");
      assertThatThrownBy(() -> filter(options).apply(changed("c", null, row("US", true))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("part of the key")
          .hasMessageContaining("topic 'eu.assistant.customer', partition 3");
    }
  }

  @Test
  void a_header_that_cannot_be_read_stops_the_task_whatever_errors_do() {
    SourceRecord record = CustomerRecords.unnamed(envelope("c", null, row("US", true)));
    record.headers().addString("anabranch", "ab1:AAAA");
    assertThatThrownBy(() -> filter().apply(record)).isInstanceOf(MalformedHeaderException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_cannot_be_judged_does_not_go(boolean fails) {
    SourceRecord record = changed("c", null, row("US", true));
    SourceRecord unreadable =
        record.newRecord(
            record.topic(),
            3,
            Schema.BYTES_SCHEMA,
            new byte[] {'t', 'e', 'a'},
            Schema.BYTES_SCHEMA,
            new byte[] {'t', 'e', 'a'},
            1L,
            raw(record).headers());
    Transformation<SourceRecord> filter = filter("on.error", fails ? "fail" : "withhold");
    if (fails) {
      assertThatThrownBy(() -> filter.apply(unreadable))
          .isInstanceOf(DataException.class)
          .hasNoCause()
          .hasMessageContaining("value cannot be read by " + JsonConverter.class.getName())
          .hasMessageNotContaining("tea");
    } else {
      assertStub(applied(filter, unreadable), unreadable);
    }
  }

  /** A stub would take the row from the region that has the true values. */
  @Test
  void a_change_that_cannot_be_judged_without_what_its_region_gets_altered_stops_the_task() {
    ColumnMarks leftOut = new ColumnMarks(Set.of(), Set.of("fax"), Set.of(), Set.of());
    Change change = CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, leftOut);
    SourceRecord given =
        CustomerRecords.named(
            change, CustomerRecords.envelope("u", row("US", true), row("US", false)));
    String policy = POLICY.replace("'!row.marketing'", "row.fax == '1'");
    assertThatThrownBy(() -> filter(options(policy)).apply(given))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[fax]")
        .hasMessageContaining("agreed");
  }

  @Test
  void a_dry_run_lets_everything_go_as_it_is() {
    Transformation<SourceRecord> filter = filter("dry.run", "true");
    for (SourceRecord given :
        List.of(
            changed("c", null, row("DE", true)),
            changed("c", null, row("US", true)),
            CustomerRecords.unnamed(null))) {
      assertThat(filter.apply(given)).isSameAs(given);
    }
  }

  @Test
  void a_dry_run_counts_what_would_stop_the_task_and_lets_it_go() throws Exception {
    GeoFilter.Value<SourceRecord> filter = new GeoFilter.Value<>();
    Map<String, String> options = options(POLICY);
    options.put("dry.run", "true");
    options.put("on.error", "fail");
    filter.configure(options);
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      filter.withPluginMetrics(plugin);
      SourceRecord damaged = CustomerRecords.unnamed(envelope("c", null, row("US", true)));
      damaged.headers().addString("anabranch", "ab1:AAAA");
      assertThat(filter.apply(damaged)).isSameAs(damaged);
      assertThat(counted(metrics)).containsEntry("errors-total", 1L);
    }
  }

  @Test
  void what_cannot_be_judged_and_fields_that_are_never_met_are_counted() throws Exception {
    GeoFilter.Value<SourceRecord> filter = new GeoFilter.Value<>();
    filter.configure(options(POLICY.replace("phone]", "phone, fax]")));
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      filter.withPluginMetrics(plugin);
      filter.apply(changed("c", null, row("DE", true)));
      filter.apply(changed("c", null, row("US", true)));
      filter.apply(changed("d", bareRow(), null));
      assertThat(counted(metrics))
          .containsEntry("errors-total", 3L)
          .containsEntry("fields-never-matched", 1L);
    }
  }

  @Test
  void fields_of_rules_for_the_other_direction_are_not_missed() throws Exception {
    String policy = POLICY.replace("when: '!row.marketing'", "when: origin.jurisdiction == 'US'");
    GeoFilter.Value<SourceRecord> filter = new GeoFilter.Value<>();
    filter.configure(options(policy.replace("phone]", "fax]")));
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      filter.withPluginMetrics(plugin);
      assertThat(counted(metrics)).containsEntry("fields-never-matched", 2L);
      filter.apply(changed("c", null, row("DE", true)));
      assertThat(counted(metrics)).containsEntry("fields-never-matched", 0L);
    }
  }

  @Test
  void rules_that_withhold_and_alter_are_counted() throws Exception {
    GeoFilter.Value<SourceRecord> filter = new GeoFilter.Value<>();
    filter.configure(options(POLICY));
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      filter.withPluginMetrics(plugin);
      filter.apply(changed("c", null, row("DE", true)));
      filter.apply(changed("c", null, row("US", true)));
      filter.apply(changed("c", null, row("US", false)));
      filter.apply(changed("d", bareRow(), null));
      assertThat(counted(metrics))
          .containsEntry("matched-total residents", 1L)
          .containsEntry("withheld-total residents", 1L)
          .containsEntry("matched-total contact", 2L)
          .containsEntry("altered-total contact", 2L)
          .containsEntry("altered-total agreed", 1L)
          .containsEntry("matched-total otherwise", 2L)
          .containsEntry("withheld-total otherwise", 0L)
          .containsEntry("not-judged-total", 1L)
          .containsEntry("errors-total", 0L)
          .containsEntry("policy-reload-failures-total", 0L)
          .containsEntry("fields-never-matched", 0L);
    }
  }

  private static Map<String, Object> counted(Metrics metrics) {
    Map<String, Object> counted = new HashMap<>();
    metrics
        .metrics()
        .forEach(
            (name, metric) ->
                counted.put(
                    (name.name() + " " + name.tags().getOrDefault("rule", "")).strip(),
                    metric.metricValue()));
    return counted;
  }

  @Test
  void a_predicate_asks_the_same_policy() {
    DestinationMay<SourceRecord> may = new DestinationMay<>();
    may.configure(options(POLICY));
    assertThat(may.test(changed("c", null, row("DE", true)))).isFalse();
    assertThat(may.test(raw(changed("c", null, row("US", true))))).isTrue();
    assertThat(may.test(changed("t", null, null))).isTrue();
    assertThat(may.test(changed("d", bareRow(), null))).isFalse();
    assertThat(may).hasToString("DestinationMay[policy for eu to us]");
    assertThatThrownBy(() -> may.test(SampleRecords.record(null, "tea")))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("tea");
    may.close();
  }

  @Test
  void only_all_changes_of_a_table_can_be_routed() {
    String all = alteringAll("{route: us.customer}");
    SourceRecord made = applied(filter(options(all)), raw(changed("c", null, row("US", true))));
    assertThat(made.topic()).isEqualTo("us.customer");
    Change mark = CustomerRecords.change(ChangeKind.MARK, Operation.NONE, ColumnMarks.NONE);
    assertThat(applied(filter(options(all)), CustomerRecords.named(mark, null)).topic())
        .isEqualTo("us.customer");
    Map<String, String> some =
        options(
            REGIONS
                + """
                rules:
                  - {name: some, when: row.country == 'US', then: {route: us.customer}}
                otherwise: deliver
                """);
    some.put("on.error", "fail");
    assertThatThrownBy(() -> filter(some).apply(changed("c", null, row("US", true))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one would pass the other");
  }

  @Test
  void connect_finds_the_plugin() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .contains(GeoFilter.Value.class.getName());
  }
}
