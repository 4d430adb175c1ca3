package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptFieldsTest {

  private final Encryption encryption = new Encryption();

  private static Struct after(Transformation<SourceRecord> by, SourceRecord record) {
    return ContactRecords.after(by.apply(record));
  }

  @Test
  void each_field_becomes_what_its_mode_says() {
    Struct made =
        after(
            encryption.encrypting("email,person:deterministic,phone:format-preserving"),
            ContactRecords.inserted(ContactRecords.row()));
    assertThat(made.getString("email")).as("of suite 1").matches("ab[E-H].*");
    assertThat(made.getString("person")).as("of suite 2").matches("ab[I-L].*");
    assertThat(made.getString("phone")).matches("\\+\\d\\d \\d\\d \\d{7}");
    assertThat(made.getString("phone")).isNotEqualTo("+49 30 1234567");
    assertThat(made.get("contact_id")).isEqualTo(7L);
    made.validate();
  }

  @Test
  void equal_values_are_equal_only_where_the_mode_says_so() {
    EncryptFields.Value<SourceRecord> transform =
        encryption.encrypting("email,person:deterministic,phone:format-preserving");
    Struct one = after(transform, ContactRecords.inserted(ContactRecords.row()));
    Struct other = after(transform, ContactRecords.inserted(ContactRecords.row()));
    assertThat(one.getString("email")).isNotEqualTo(other.getString("email"));
    assertThat(one.getString("person")).isEqualTo(other.getString("person"));
    assertThat(one.getString("phone")).isEqualTo(other.getString("phone"));
  }

  @Test
  void the_fields_schema_says_its_type_and_has_no_default() {
    Schema made =
        after(
                encryption.encrypting("email,rank,contact_id,messages"),
                ContactRecords.inserted(ContactRecords.row()))
            .schema();
    assertThat(made.name()).isEqualTo("eu.assistant.contact.Value");
    Schema email = made.field("email").schema();
    assertThat(email.type()).isEqualTo(Schema.Type.STRING);
    assertThat(email.doc()).isEqualTo("where to write");
    assertThat(email.isOptional()).isTrue();
    assertThat(email.parameters()).containsOnlyKeys("anabranch.type");
    Schema rank = made.field("rank").schema();
    assertThat(rank.defaultValue()).isNull();
    assertThat(rank.isOptional()).isTrue();
    assertThat(made.field("contact_id").schema().isOptional()).isFalse();
    assertThat(made.field("messages").schema().type()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void a_default_that_stands_for_a_value_is_encrypted_as_that_value() {
    SourceRecord sealed =
        encryption.encrypting("rank").apply(ContactRecords.inserted(ContactRecords.row()));
    assertThat(ContactRecords.after(sealed).getString("rank")).startsWith("ab");
    assertThat(after(encryption.decrypting("rank"), sealed).get("rank")).isEqualTo((short) 7);
  }

  @Test
  void both_images_have_the_same_ciphertexts_where_their_values_are_equal() {
    Struct before = ContactRecords.messages("one", "two", "two");
    Struct after = ContactRecords.messages("zero", "one", "two", "two").put("email", "other");
    SourceRecord made =
        encryption
            .encrypting("email,phone,photo,messages[*].content")
            .apply(ContactRecords.changed("u", before, after));
    Struct was = ContactRecords.before(made);
    Struct is = ContactRecords.after(made);
    assertThat(was.get("email")).isNotEqualTo(is.get("email"));
    assertThat(was.get("phone")).isEqualTo(is.get("phone"));
    assertThat(was.get("photo")).isEqualTo(is.get("photo"));
    List<Object> earlier = contents(was);
    List<Object> later = contents(is);
    assertThat(later.subList(1, 4)).isEqualTo(earlier);
    assertThat(later).as("equal elements do not look so").doesNotHaveDuplicates();
  }

  private static List<Object> contents(Struct row) {
    List<Struct> messages = row.getArray("messages");
    return messages.stream().map(message -> message.get("content")).toList();
  }

  @Test
  void null_stays_null_and_missing_stays_missing() {
    Struct row = ContactRecords.row().put("email", null).put("messages", null);
    Struct made =
        after(
            encryption.encrypting("email,messages[*].content,labels.*"),
            ContactRecords.inserted(row));
    assertThat(made.get("email")).isNull();
    assertThat(made.get("messages")).isNull();
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("email", null);
    SourceRecord schemaless = SampleRecords.record(null, plain);
    assertThat(
            encryption
                .encrypting("email,phone", "fields.optional", "phone")
                .apply(schemaless)
                .value())
        .isEqualTo(plain);
  }

  @Test
  void an_index_comes_beside_the_field_and_is_equal_where_values_are() {
    EncryptFields.Value<SourceRecord> transform =
        encryption.encrypting(
            "email,messages[*].content",
            "indexes",
            "email:email_index,messages[*].content:content_index");
    Struct one = after(transform, ContactRecords.inserted(ContactRecords.row()));
    Struct other = after(transform, ContactRecords.inserted(ContactRecords.messages("likes tea")));
    assertThat(one.getString("email_index")).hasSize(22).isEqualTo(other.get("email_index"));
    assertThat(one.getString("email")).isNotEqualTo(other.getString("email"));
    List<Struct> messages = one.getArray("messages");
    List<Struct> others = other.getArray("messages");
    assertThat(messages.get(0).getString("content_index"))
        .hasSize(22)
        .isEqualTo(others.get(0).get("content_index"));
    assertThat(messages.get(2).get("content_index")).as("that of NULL").isNull();
    one.validate();
  }

  @Test
  void the_header_names_the_table_before_the_source_does() {
    String fields = "person:deterministic";
    SourceRecord source = ContactRecords.inserted(ContactRecords.row());
    SourceRecord named = ContactRecords.inserted(ContactRecords.row());
    named
        .headers()
        .addString(
            ChangeHeader.NAME,
            ChangeHeader.encode(
                CustomerRecords.change(ChangeKind.CHANGE, Operation.of('c'), ColumnMarks.NONE)));
    SourceRecord sealed = encryption.encrypting(fields).apply(named);
    assertThat(ContactRecords.after(sealed).get("person"))
        .isNotEqualTo(after(encryption.encrypting(fields), source).get("person"));
    assertThat(sealed.headers().lastWithName(ChangeHeader.NAME))
        .isEqualTo(named.headers().lastWithName(ChangeHeader.NAME));
    SourceRecord flat = ContactRecords.of(ContactRecords.row());
    SourceRecord bound =
        encryption.encrypting(fields, "table.name", "assistant.contact").apply(flat);
    assertThat(((Struct) bound.value()).get("person"))
        .isEqualTo(after(encryption.encrypting(fields), source).get("person"));
  }

  private static SourceRecord stamped(Map<String, ?> value, ColumnMarks marks) {
    SourceRecord record =
        new SourceRecord(null, null, "eu.assistant.contact", 0, null, null, null, value);
    record
        .headers()
        .addString(
            ChangeHeader.NAME,
            ChangeHeader.encode(
                CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, marks)));
    return record;
  }

  /** Captures leave columns out of rows, and say so. */
  @Test
  void a_column_that_the_change_leaves_out_is_not_missed() {
    EncryptFields.Value<SourceRecord> transform = encryption.encrypting("email,phone");
    Map<String, String> row = Map.of("phone", "+49 30 1234567");
    ColumnMarks unchanged = new ColumnMarks(Set.of(), Set.of("email"), Set.of(), Set.of());
    Map<?, ?> made = (Map<?, ?>) transform.apply(stamped(row, unchanged)).value();
    assertThat(made.keySet()).isEqualTo(Set.of("phone"));
    assertThat((String) made.get("phone")).startsWith("ab");

    Schema narrow =
        SchemaBuilder.struct().name("contact").field("phone", Schema.STRING_SCHEMA).build();
    SourceRecord struct =
        stamped(Map.of(), unchanged)
            .newRecord(
                "eu.assistant.contact",
                0,
                null,
                null,
                narrow,
                new Struct(narrow).put("phone", "+49 30 1234567"),
                null,
                stamped(Map.of(), unchanged).headers());
    assertThat(((Struct) transform.apply(struct).value()).getString("phone")).startsWith("ab");
    assertThatThrownBy(() -> transform.apply(stamped(row, ColumnMarks.NONE)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'email'");
  }

  @Test
  void a_column_that_only_the_row_before_lacks_is_not_missed_where_the_change_is_stamped() {
    EncryptFields.Value<SourceRecord> transform = encryption.encrypting("email");
    Map<String, Object> envelope =
        Map.of(
            "op", "u",
            "ts_ms", 1L,
            "source", Map.of("schema", "assistant", "table", "contact"),
            "before", Map.of("contact_id", 7L),
            "after", Map.of("contact_id", 7L, "email", "ada@example.org"));
    Map<?, ?> made = (Map<?, ?>) transform.apply(stamped(envelope, ColumnMarks.NONE)).value();
    assertThat(made.get("before")).isEqualTo(Map.of("contact_id", 7L));
    assertThat((String) ((Map<?, ?>) Objects.requireNonNull(made.get("after"))).get("email"))
        .startsWith("ab");
    SourceRecord plain =
        new SourceRecord(null, null, "eu.assistant.contact", 0, null, null, null, envelope);
    assertThatThrownBy(() -> transform.apply(plain)).isInstanceOf(DataException.class);
  }

  @Test
  void a_row_of_which_nothing_names_the_table_is_refused() {
    EncryptFields.Value<SourceRecord> transform =
        new EncryptFields.Value<>(Encryption.opening(encryption.keys));
    transform.configure(Map.of("fields", "email"));
    assertThatThrownBy(() -> transform.apply(ContactRecords.of(ContactRecords.row())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("table.name")
        .hasMessageContaining("topic 'eu.assistant.contact'");
  }

  @Test
  void a_subject_has_keys_of_its_own() {
    EncryptFields.Value<SourceRecord> transform =
        encryption.encrypting("email:deterministic", "key.subject.field", "after.person");
    Struct other = ContactRecords.row().put("person", "bob");
    assertThat(after(transform, ContactRecords.inserted(ContactRecords.row())).get("email"))
        .isNotEqualTo(after(transform, ContactRecords.inserted(other)).get("email"));
    SourceRecord nobodys = ContactRecords.inserted(ContactRecords.row().put("person", null));
    assertThatThrownBy(() -> transform.apply(nobodys))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'person'");
  }

  @Test
  void an_image_without_its_subject_has_that_of_the_other() {
    Struct bare = new Struct(ContactRecords.ROW).put("contact_id", 7L).put("phone", "123456");
    SourceRecord update = ContactRecords.changed("u", bare, ContactRecords.row());
    SourceRecord made =
        encryption.encrypting("phone:deterministic", "key.subject.field", "person").apply(update);
    assertThat(ContactRecords.before(made).getString("phone")).startsWith("ab");
  }

  @Test
  void fields_of_a_forgotten_subject_go_as_null_or_not_at_all() {
    String[] subject = {"key.subject.field", "person"};
    EncryptFields.Value<SourceRecord> transform = encryption.encrypting("email,phone", subject);
    Struct known = after(transform, ContactRecords.inserted(ContactRecords.row()));
    encryption.keys.forget("ada");
    Struct forgotten = after(transform, ContactRecords.inserted(ContactRecords.row()));
    assertThat(forgotten.get("email")).isNull();
    assertThat(forgotten.get("phone")).isNull();
    assertThat(forgotten.schema()).isEqualTo(known.schema());
    forgotten.validate();
    EncryptFields.Value<SourceRecord> failing =
        encryption.encrypting("email", "key.subject.field", "person", "on.forgotten", "fail");
    assertThatThrownBy(() -> failing.apply(ContactRecords.inserted(ContactRecords.row())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("forgotten");
  }

  @Test
  void what_is_encrypted_already_is_refused_or_kept() {
    SourceRecord sealed =
        encryption.encrypting("email").apply(ContactRecords.inserted(ContactRecords.row()));
    assertThatThrownBy(() -> encryption.encrypting("email").apply(sealed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("already.encrypted");
    SourceRecord again =
        encryption.encrypting("email,phone", "already.encrypted", "keep").apply(sealed);
    assertThat(ContactRecords.after(again).get("email"))
        .isEqualTo(ContactRecords.after(sealed).get("email"));
    assertThat(after(encryption.decrypting("email,phone"), again).get("email"))
        .isEqualTo("ada@example.org");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_path_that_leads_nowhere_fails_unless_it_is_known(boolean schema) {
    Object row = schema ? ContactRecords.row() : SampleRecords.plain(ContactRecords.row());
    SourceRecord record = SampleRecords.record(null, row);
    assertThatThrownBy(() -> encryption.encrypting("emial").apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'emial'")
        .hasMessageContaining("fields.optional");
    encryption.encrypting("emial", "fields.unmatched", "warn").apply(record);
    encryption.encrypting("emial,email", "fields.optional", "emial").apply(record);
  }

  @Test
  void what_stands_where_a_path_leads_further_is_refused() {
    SourceRecord record =
        SampleRecords.record(
            null, new HashMap<>(Map.of("messages", List.of(Map.of("content", "a"), "b"))));
    assertThatThrownBy(() -> encryption.encrypting("messages[*].content").apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'messages[*].content'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"query", "redo_sql"})
  void the_statement_that_wrote_the_row_does_not_go(String statement) {
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    ((Struct) record.value()).getStruct("source").put(statement, "INSERT … 'ada@example.org'");
    SourceRecord made = encryption.encrypting("email").apply(record);
    assertThat(((Struct) made.value()).getStruct("source").get(statement)).isNull();
    SourceRecord plain = ContactRecords.of(SampleRecords.plain(record.value()));
    Map<?, ?> schemaless = (Map<?, ?>) encryption.encrypting("email").apply(plain).value();
    assertThat(schemaless.get("source")).asString().contains(statement).doesNotContain("ada@");
  }

  /** Rows of others that look like what Debezium sends beside rows, or like its envelopes. */
  static Stream<Object> lookalikes() {
    Schema bank =
        SchemaBuilder.struct()
            .name("com.bank.Envelope")
            .field("op", Schema.STRING_SCHEMA)
            .field("email", Schema.STRING_SCHEMA)
            .build();
    Map<String, Object> source = Map.of("table", "contact", "schema", "assistant");
    Map<String, @Nullable Object> deleted = new HashMap<>();
    deleted.put("before", null);
    deleted.put("after", null);
    deleted.putAll(Map.of("op", "d", "source", source, "ts_ms", 1, "email", "ada@example.org"));
    return Stream.of(
        new Struct(bank).put("op", "transfer").put("email", "ada@example.org"),
        deleted,
        Map.of("op", "m", "source", source, "ts_ms", 1, "email", "ada@example.org"),
        Map.of(
            "op", "u", "source", source, "ts_ms", 1, "after", Map.of("email", "x"), "email", "ada"),
        Map.of("databaseName", "d", "tableChanges", List.of(), "email", "ada@example.org"));
  }

  @ParameterizedTest
  @MethodSource("lookalikes")
  void what_only_looks_like_debeziums_messages_does_not_go_in_clear(Object value) {
    SourceRecord record = ContactRecords.of(value);
    assertThatThrownBy(() -> encryption.encrypting("email").apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'email'")
        .hasMessageNotContaining("ada");
  }

  @Test
  void keys_stay_equal_to_themselves() {
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    EncryptFields.Key<SourceRecord> transform =
        encryption.encryptingKeys("contact_id:deterministic");
    SourceRecord made = transform.apply(record);
    assertThat(made.key()).isEqualTo(transform.apply(record).key()).isNotEqualTo(record.key());
    assertThat(made.value()).isSameAs(record.value());
    assertThat(encryption.decryptingKeys("contact_id").apply(made).key()).isEqualTo(record.key());
  }

  @Test
  void values_are_bound_to_a_key_that_is_not_encrypted_yet() {
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    SourceRecord keyed = encryption.encryptingKeys("contact_id:deterministic").apply(record);
    assertThatThrownBy(() -> encryption.encrypting("email", "bind.key", "true").apply(keyed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'contact_id'")
        .hasMessageContaining("in front of keys");
  }

  @Test
  void keys_that_cannot_be_had_for_now_are_asked_for_again() {
    encryption.keys.unavailable(true);
    EncryptFields.Value<SourceRecord> transform = encryption.encrypting("email");
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    assertThatThrownBy(() -> transform.apply(record)).isInstanceOf(RetriableException.class);
    encryption.keys.unavailable(false);
    assertThat(after(transform, record).getString("email")).startsWith("ab");
  }

  @Test
  void what_it_does_is_counted_by_topic_and_field() throws Exception {
    EncryptFields.Value<SourceRecord> transform =
        encryption.encrypting(
            "email,emial,phone:format-preserving",
            "fields.unmatched",
            "warn",
            "key.subject.field",
            "person");
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      transform.withPluginMetrics(plugin);
      transform.apply(ContactRecords.inserted(ContactRecords.row()));
      Struct few = ContactRecords.row().put("phone", "12345");
      assertThatThrownBy(() -> transform.apply(ContactRecords.inserted(few)))
          .isInstanceOf(DataException.class);
      encryption.keys.forget("ada");
      transform.apply(ContactRecords.inserted(ContactRecords.row()));
      assertThat(counted(metrics, "encrypted-total", "email")).isEqualTo(2);
      assertThat(counted(metrics, "encrypted-total", "phone")).isEqualTo(1);
      assertThat(counted(metrics, "left-plain-total", "emial")).isEqualTo(3);
      assertThat(counted(metrics, "failed-total", "phone")).isEqualTo(1);
      assertThat(counted(metrics, "forgotten-total", "phone")).isEqualTo(1);
      assertThat(counted(metrics, "key-fetches-total", "")).isEqualTo(2);
      assertThat(counted(metrics, "key-cache-hits-total", "")).isEqualTo(2);
      assertThat(counted(metrics, "key-failures-total", "")).isZero();
    }
  }

  private static long counted(Metrics metrics, String name, String field) {
    return metrics.metrics().entrySet().stream()
        .filter(
            metric ->
                metric.getKey().name().equals(name)
                    && (field.isEmpty()
                        || (field.equals(metric.getKey().tags().get("field"))
                            && "eu.assistant.contact".equals(metric.getKey().tags().get("topic")))))
        .mapToLong(metric -> (Long) metric.getValue().metricValue())
        .findFirst()
        .orElse(-1);
  }

  @Test
  void connect_finds_all_four() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .contains(
            EncryptFields.Key.class.getName(),
            EncryptFields.Value.class.getName(),
            DecryptFields.Key.class.getName(),
            DecryptFields.Value.class.getName());
  }

  @Test
  void bytes_are_a_third_shorter_than_texts() {
    Struct row = ContactRecords.row().put("email", "0123456789abcdef0123456789abcdef");
    SourceRecord record = ContactRecords.inserted(row);
    assertThat(after(encryption.encrypting("email"), record).getString("email")).hasSize(95);
    Struct bytes = after(encryption.encrypting("email", "ciphertext.encoding", "bytes"), record);
    assertThat(bytes.getBytes("email")).hasSize(71);
    assertThat(bytes.schema().field("email").schema().type()).isEqualTo(Schema.Type.BYTES);
  }

  @Test
  void a_map_with_a_schema_as_the_whole_value_is_a_row() {
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    SourceRecord record =
        new SourceRecord(Map.of(), Map.of(), "t", schema, Map.of("email", "a", "other", "b"));
    SourceRecord made = encryption.encrypting("*").apply(record);
    assertThat(made.valueSchema().type()).isEqualTo(Schema.Type.MAP);
    Map<?, ?> row = (Map<?, ?>) made.value();
    assertThat(row.values()).allMatch(value -> value.toString().startsWith("ab"));
    assertThat(encryption.decrypting("*").apply(made).value()).isEqualTo(record.value());
  }
}
