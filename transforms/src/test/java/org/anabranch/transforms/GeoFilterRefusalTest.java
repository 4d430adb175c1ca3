package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.bareRow;
import static org.anabranch.transforms.CustomerRecords.changed;
import static org.anabranch.transforms.CustomerRecords.envelope;
import static org.anabranch.transforms.CustomerRecords.image;
import static org.anabranch.transforms.CustomerRecords.named;
import static org.anabranch.transforms.CustomerRecords.row;
import static org.anabranch.transforms.CustomerRecords.unnamed;
import static org.anabranch.transforms.GeoFilterTest.POLICY;
import static org.anabranch.transforms.GeoFilterTest.REGIONS;
import static org.anabranch.transforms.GeoFilterTest.alteringAll;
import static org.anabranch.transforms.GeoFilterTest.assertMarks;
import static org.anabranch.transforms.GeoFilterTest.assertStub;
import static org.anabranch.transforms.GeoFilterTest.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Records that do not look as the policy expects them, and what must not slip through by it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GeoFilterRefusalTest {

  private static Transformation<SourceRecord> failing(String policy) {
    Map<String, String> options = options(policy);
    options.put("on.error", "fail");
    return GeoFilterTest.filter(options);
  }

  private static Transformation<SourceRecord> withholding(String policy) {
    Map<String, String> options = options(policy);
    options.put("on.error", "withhold");
    return GeoFilterTest.filter(options);
  }

  private static SourceRecord applied(String policy, SourceRecord record) {
    return Objects.requireNonNull(failing(policy).apply(record));
  }

  private static void refused(String policy, SourceRecord record, String message) {
    assertThatThrownBy(() -> failing(policy).apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("ada@example.org")
        .hasMessageNotContaining("tea");
  }

  private static SourceRecord keyed(SourceRecord record, @Nullable Schema schema, Object key) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        schema,
        key,
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        record.headers());
  }

  private static SourceRecord update(ColumnMarks marks) {
    Change change = CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, marks);
    return named(change, envelope("u", null, row("US", true)));
  }

  @Test
  void a_renamed_column_is_missed_whatever_else_did_not_come() {
    String renamed = alteringAll("{remove: [insurance]}");
    String missing = "the field 'insurance' cannot be altered";
    Set<String> other = Set.of("long");
    Set<String> it = Set.of("insurance");
    refused(renamed, changed("d", row("US", true), null), missing);
    refused(renamed, changed("d", null, null), missing);
    refused(renamed, update(new ColumnMarks(other, Set.of(), Set.of(), Set.of())), missing);
    refused(renamed, update(new ColumnMarks(Set.of(), other, Set.of(), Set.of())), missing);
    refused(renamed, update(new ColumnMarks(Set.of(), Set.of(), Set.of(), it)), missing);
    for (ColumnMarks marks :
        List.of(
            new ColumnMarks(it, other, Set.of(), Set.of()),
            new ColumnMarks(Set.of(), it, Set.of(), Set.of()))) {
      SourceRecord told = update(marks);
      assertThat(applied(renamed, told)).isSameAs(told);
    }
  }

  @Test
  void a_path_that_meets_something_else_in_a_row_without_a_schema_is_refused() {
    for (String then : List.of("{mask: {'place.lat': redact}}", "{remove: ['place.lat']}")) {
      String policy = alteringAll(then);
      for (Object other : List.of("tea", List.of(Map.of("lat", "tea")), Map.of("y", "tea"))) {
        SourceRecord row = SampleRecords.record(null, Map.of("id", 7, "place", other));
        refused(policy, row, "alters the field 'place.lat'");
      }
      for (Object without : List.of(nothing("place"), Map.of("id", 7))) {
        assertThat(applied(policy, SampleRecords.record(null, without)).value()).isEqualTo(without);
      }
    }
  }

  @Test
  void what_one_rule_removed_within_a_row_another_may_mask() {
    String policy = alteringAll("{remove: ['place.lat'], mask: {'place.lat': redact}}");
    Map<String, ?> row = Map.of("place", Map.of("lat", 1.5, "lon", 2.5));
    assertThat(applied(policy, SampleRecords.record(null, row)).value())
        .isEqualTo(Map.of("place", Map.of("lon", 2.5)));
  }

  private static Object nothing(String field) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put(field, null);
    return row;
  }

  @Test
  void a_delete_is_not_judged_by_what_may_be_its_key_alone() {
    for (Struct before : List.of(bareRow(), row("US", true))) {
      SourceRecord delete = keyed(changed("d", before, null), Schema.OPTIONAL_INT64_SCHEMA, 7L);
      assertStub(applied(POLICY, delete), delete);
      SourceRecord other = keyed(unnamed(envelope("d", before, null)), null, "7");
      assertThat(failing(POLICY).apply(other)).isNull();
    }
  }

  @Test
  void nothing_is_altered_where_nobody_knows_what_the_key_repeats() {
    String policy = alteringAll("{mask: {email: hash}}");
    SourceRecord record = changed("c", null, row("US", true));
    refused(policy, keyed(record, Schema.STRING_SCHEMA, "ada@example.org"), "key is no row");
    refused(policy, keyed(record, null, "ada@example.org"), "key is no row");
    SourceRecord whole = keyed(record, Schema.STRING_SCHEMA, "7");
    String conditional =
        REGIONS
            + "rules:\n  - {name: r, when: row.country == 'DE', then: {mask: {email: hash}}}\n"
            + "otherwise: deliver\n";
    assertThat(applied(conditional, whole)).isSameAs(whole);
  }

  @Test
  void a_converter_that_does_not_take_the_schema_out_is_told() {
    String policy = alteringAll("{remove: ['*.ssn']}");
    Map<String, Object> unread = Map.of("schema", Map.of(), "payload", Map.of("ssn", "tea"));
    Map<String, Object> payload = Map.of("a", Map.of("ssn", "tea"));
    refused(policy, SampleRecords.record(null, unread), "schemas.enable");
    refused(policy, SampleRecords.record(unread, payload), "schemas.enable");
    Map<String, Object> row = Map.of("schema", "main", "payload", Map.of("ssn", "tea"));
    assertThat(applied(policy, SampleRecords.record(null, row)).value())
        .isEqualTo(Map.of("schema", "main", "payload", Map.of()));
  }

  /** As one whose registry is away. */
  public static final class AwayConverter extends JsonConverter {

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
      throw new RetriableException("tea");
    }
  }

  @Test
  void while_a_converter_cannot_read_for_now_nothing_is_taken_for_withheld() {
    Map<String, String> options = options(alteringAll("{remove: [ssn]}"));
    options.put("on.error", "withhold");
    options.put("key.converter", JsonConverter.class.getName());
    options.put("value.converter", AwayConverter.class.getName());
    Transformation<SourceRecord> filter = GeoFilterTest.filter(options);
    SourceRecord bytes = CustomerRecords.raw(changed("c", null, row("US", true)));
    assertThatThrownBy(() -> filter.apply(bytes))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("value cannot be read by " + AwayConverter.class.getName())
        .hasMessageNotContaining("tea");
  }

  @Test
  void an_empty_record_after_a_delete_does_not_go_where_rows_go_in_part() {
    Change delete = CustomerRecords.change(ChangeKind.CHANGE, Operation.DELETE, ColumnMarks.NONE);
    String part = alteringAll("{remove: [ssn]}");
    SourceRecord record = named(delete, null);
    assertStub(applied(part, record), record);
    assertThat(failing(part).apply(unnamed(null))).isNull();
  }

  @Test
  void a_row_whose_columns_are_named_as_those_of_an_envelope_is_judged() {
    String policy =
        REGIONS
            + "rules:\n  - {name: r, when: row.country == 'DE', then: withhold}\n"
            + "otherwise: deliver\n";
    for (String op : List.of("sale", "c", "t", "m")) {
      SourceRecord german = SampleRecords.record(null, flat(op, "DE"));
      assertThat(failing(policy).apply(german)).as(op).isNull();
      SourceRecord american = SampleRecords.record(null, flat(op, "US"));
      assertThat(failing(policy).apply(american)).as(op).isSameAs(american);
    }
  }

  private static Map<String, Object> flat(String op, String country) {
    return Map.of("op", op, "source", "shop", "ts_ms", 1, "country", country);
  }

  @Test
  void a_stub_goes_where_its_table_goes() {
    String policy =
        REGIONS
            + "rules:\n  - {name: masks, then: {mask: {marketing: hash}}}\n"
            + "  - {name: routes, then: {route: us.customer}}\notherwise: deliver\n";
    SourceRecord wrong = changed("c", null, row("US", true));
    SourceRecord stub = Objects.requireNonNull(withholding(policy).apply(wrong));
    assertThat(stub.topic()).isEqualTo("us.customer");
    assertThat(CustomerRecords.change(stub).kind()).isEqualTo(ChangeKind.STUB);
    Change delete = CustomerRecords.change(ChangeKind.CHANGE, Operation.DELETE, ColumnMarks.NONE);
    assertThat(applied(policy, named(delete, null)).topic()).isEqualTo("us.customer");
  }

  private static Schema with(Schema schema, Field... fields) {
    SchemaBuilder made = SchemaBuilder.struct().name(schema.name());
    for (Field field : schema.fields()) {
      Schema own = field.schema();
      for (Field other : fields) {
        own = other.name().equals(field.name()) ? other.schema() : own;
      }
      made.field(field.name(), own);
    }
    for (Field field : fields) {
      if (schema.field(field.name()) == null) {
        made.field(field.name(), field.schema());
      }
    }
    return made.build();
  }

  private static Struct copy(Struct struct, Schema schema) {
    Struct copy = new Struct(schema);
    struct.schema().fields().forEach(field -> copy.put(field.name(), struct.get(field)));
    return copy;
  }

  private static Struct enveloped(Schema rows, Struct before, Struct after) {
    Schema schema =
        with(CustomerRecords.ENVELOPE, new Field("before", 0, rows), new Field("after", 0, rows));
    return new Struct(schema)
        .put("before", before)
        .put("after", after)
        .put("source", envelope("u", null, null).get("source"))
        .put("op", "u");
  }

  @Test
  void an_update_of_nothing_does_not_fail_for_a_column_that_cannot_be_cleared() {
    Schema place = SchemaBuilder.struct().field("lat", Schema.FLOAT64_SCHEMA).build();
    Schema rows = with(CustomerRecords.ROW, new Field("place", 0, place));
    Struct same = copy(row("US", true), rows).put("place", new Struct(place).put("lat", 52.5));
    Change change = CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE);
    SourceRecord given = named(change, enveloped(rows, same, same));
    SourceRecord made = applied(alteringAll("{remove: [place, phone]}"), given);
    assertThat(image(made, "after")).doesNotContainKey("place").containsEntry("phone", "****");
    assertThat(image(made, "before")).doesNotContainKeys("place", "phone");
    assertMarks(made, given, Set.of("place"), Set.of("phone"));
  }

  @Test
  void the_statement_that_wrote_an_altered_row_does_not_go() {
    Struct given = envelope("u", row("DE", true), row("US", true));
    Schema source =
        with(
            given.getStruct("source").schema(),
            new Field("query", 0, Schema.OPTIONAL_STRING_SCHEMA));
    Schema schema = with(CustomerRecords.ENVELOPE, new Field("source", 0, source));
    Struct queried = copy(given, schema, source);
    for (Object value : List.of(queried, SampleRecords.plain(queried))) {
      SourceRecord record = unnamed(null);
      SourceRecord told =
          record.newRecord(
              record.topic(), 3, null, null, value instanceof Struct ? schema : null, value, 1L);
      Object made = applied(POLICY, told).value();
      Map<?, ?> plain =
          made instanceof Struct struct ? SampleRecords.plain(struct) : (Map<?, ?>) made;
      assertThat(String.valueOf(plain)).doesNotContain("UPDATE").contains("table=customer");
      assertThat((Map<?, ?>) Objects.requireNonNull(plain.get("source"))).hasSize(3);
      assertThat(String.valueOf(told.value())).contains("UPDATE");
    }
  }

  private static Struct copy(Struct given, Schema schema, Schema source) {
    Struct copy = new Struct(schema);
    given.schema().fields().stream()
        .filter(field -> !field.name().equals("source"))
        .forEach(field -> copy.put(field.name(), given.get(field)));
    return copy.put(
        "source",
        new Struct(source)
            .put("schema", "assistant")
            .put("table", "customer")
            .put("query", "UPDATE customer SET email = 'ada@example.org'"));
  }
}
