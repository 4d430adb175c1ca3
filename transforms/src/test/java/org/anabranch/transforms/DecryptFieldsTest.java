package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.FixedDataKeys;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DecryptFieldsTest {

  private static final String ALL =
      "contact_id,person:deterministic,email,phone:format-preserving,salary,seen,photo,rank,score,"
          + "messages,labels.*";

  private final Encryption encryption = new Encryption();

  private SourceRecord sealed(String fields, Struct row, String... more) {
    return encryption.encrypting(fields, more).apply(ContactRecords.inserted(row));
  }

  private static SourceRecord throughJson(SourceRecord record, boolean schemas) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", String.valueOf(schemas)), false);
      byte[] json = converter.fromConnectData("t", record.valueSchema(), record.value());
      SchemaAndValue read = converter.toConnectData("t", json);
      return record.newRecord(
          record.topic(),
          record.kafkaPartition(),
          record.keySchema(),
          record.key(),
          schemas ? read.schema() : null,
          read.value(),
          record.timestamp());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64", "bytes"})
  void values_of_every_type_come_back_through_a_converter_with_their_types(String encoding) {
    Struct row = ContactRecords.row();
    SourceRecord sealed = throughJson(sealed(ALL, row, "ciphertext.encoding", encoding), true);
    Struct made = ContactRecords.after(encryption.decrypting(ALL).apply(sealed));
    for (String field :
        List.of("contact_id", "person", "email", "phone", "salary", "seen", "score", "labels")) {
      assertThat(made.get(field)).as(field).isEqualTo(row.get(field));
    }
    assertThat(made.get("rank")).isEqualTo((short) 7);
    assertThat(made.getBytes("photo")).isEqualTo(row.getBytes("photo"));
    assertThat(made.getArray("messages")).isEqualTo(row.getArray("messages"));
    made.validate();
    for (String field : List.of("contact_id", "email", "salary", "seen", "photo", "messages")) {
      assertThat(made.schema().field(field).schema())
          .as(field)
          .isEqualTo(row.schema().field(field).schema());
    }
  }

  @Test
  void values_come_back_where_rows_have_no_schema() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("email", "ada@example.org");
    row.put("rank", 7L);
    row.put("tags", List.of("a", 1L, true));
    row.put("messages", List.of(Map.of("content", "tea"), Map.of("at", 2L)));
    String fields = "email,rank,tags,messages[*].content";
    SourceRecord record = SampleRecords.record(null, row);
    SourceRecord sealed = throughJson(encryption.encrypting(fields).apply(record), false);
    assertThat(sealed.value()).isNotEqualTo(row);
    assertThat(encryption.decrypting(fields).apply(sealed).value()).isEqualTo(row);
  }

  @Test
  void values_that_were_encrypted_with_a_schema_come_back_without_and_the_other_way_round() {
    SourceRecord sealed = throughJson(sealed("email,messages", ContactRecords.row()), false);
    Map<?, ?> envelope = (Map<?, ?>) encryption.decrypting("email,messages").apply(sealed).value();
    Map<?, ?> after = (Map<?, ?>) Objects.requireNonNull(envelope.get("after"));
    assertThat(after.get("email")).isEqualTo("ada@example.org");
    assertThat((List<?>) after.get("messages"))
        .first()
        .isEqualTo(Map.of("content", "likes tea", "at", 1L));
    SourceRecord plain = SampleRecords.record(null, Map.of("rank", 7L));
    Object rank =
        Objects.requireNonNull(
            ((Map<?, ?>) encryption.encrypting("rank").apply(plain).value()).get("rank"));
    Schema schema = SchemaBuilder.struct().field("rank", Schema.STRING_SCHEMA).build();
    Struct typed = new Struct(schema).put("rank", rank);
    SourceRecord made = encryption.decrypting("rank").apply(SampleRecords.record(null, typed));
    assertThat(((Struct) made.value()).get("rank")).isEqualTo(7L);
  }

  @Test
  void null_has_the_type_of_the_field_before_it_was_encrypted() {
    SourceRecord sealed =
        throughJson(sealed("salary", ContactRecords.row().put("salary", null)), true);
    Struct made = ContactRecords.after(encryption.decrypting("salary").apply(sealed));
    assertThat(made.get("salary")).isNull();
    assertThat(made.schema().field("salary").schema())
        .isEqualTo(ContactRecords.ROW.field("salary").schema());
  }

  @Test
  void null_has_the_type_last_seen_where_no_schema_says_it() {
    Schema schema = SchemaBuilder.struct().field("salary", Schema.OPTIONAL_STRING_SCHEMA).build();
    DecryptFields.Value<SourceRecord> transform =
        encryption.decrypting("salary", "table.name", "assistant.contact");
    Struct empty = new Struct(schema);
    Struct unknown = (Struct) transform.apply(ContactRecords.of(empty)).value();
    assertThat(unknown.schema().field("salary").schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    Object salary = ContactRecords.after(sealed("salary", ContactRecords.row())).get("salary");
    transform.apply(ContactRecords.of(new Struct(schema).put("salary", salary)));
    Struct known = (Struct) transform.apply(ContactRecords.of(empty)).value();
    assertThat(known.schema().field("salary").schema().name())
        .isEqualTo("org.apache.kafka.connect.data.Decimal");
  }

  @Test
  void an_image_has_the_types_of_the_other() {
    Struct before = ContactRecords.row().put("salary", null);
    SourceRecord sealed =
        encryption
            .encrypting("salary,email")
            .apply(ContactRecords.changed("u", before, ContactRecords.row()));
    SourceRecord made = encryption.decrypting("salary,email").apply(sealed);
    assertThat(ContactRecords.before(made).schema())
        .isSameAs(ContactRecords.after(made).schema())
        .isSameAs(made.valueSchema().field("before").schema());
    SourceRecord insert =
        encryption.decrypting("salary,email").apply(sealed("salary,email", ContactRecords.row()));
    assertThat(insert.valueSchema().field("before").schema())
        .isEqualTo(ContactRecords.after(insert).schema());
  }

  @Test
  void ciphertexts_of_several_types_have_no_schema_together() {
    Schema row =
        SchemaBuilder.struct()
            .field("list", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    List<Object> mixed =
        List.of(
            elements(SampleRecords.record(null, Map.of("list", List.of("a")))).get(0),
            elements(SampleRecords.record(null, Map.of("list", List.of(1L)))).get(0));
    SourceRecord record = SampleRecords.record(null, new Struct(row).put("list", mixed));
    assertThatThrownBy(() -> encryption.decrypting("list[*]").apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'list[*]'")
        .hasMessageContaining("several types");
  }

  private List<?> elements(SourceRecord record) {
    Map<?, ?> sealed = (Map<?, ?>) encryption.encrypting("list[*]").apply(record).value();
    return (List<?>) Objects.requireNonNull(sealed.get("list"));
  }

  @Test
  void indexes_are_left_out_of_decrypted_rows() {
    SourceRecord sealed = sealed("email", ContactRecords.row(), "indexes", "email:email_index");
    assertThat(ContactRecords.after(sealed).getString("email_index")).hasSize(22);
    Struct made =
        ContactRecords.after(
            encryption.decrypting("email", "indexes", "email:email_index").apply(sealed));
    assertThat(made.schema().field("email_index")).isNull();
    assertThat(made).isEqualTo(ContactRecords.row());
  }

  @ParameterizedTest
  @CsvSource({"null,", "marker,[forgotten]"})
  void forgotten_fields_are_null_or_a_marker(String choice, String text) {
    String fields = "email,phone:format-preserving,salary";
    SourceRecord sealed = sealed(fields, ContactRecords.row(), "key.subject.field", "person");
    encryption.keys.forget("ada");
    Struct made =
        ContactRecords.after(
            encryption
                .decrypting(fields, "key.subject.field", "person", "on.forgotten", choice)
                .apply(sealed));
    assertThat(made.get("email")).isEqualTo(text);
    assertThat(made.get("phone")).isEqualTo(text);
    assertThat(made.get("salary")).as("a marker is a text").isNull();
    assertThat(made.schema().field("salary").schema().name())
        .isEqualTo("org.apache.kafka.connect.data.Decimal");
    made.validate();
  }

  @Test
  void forgotten_fields_that_are_required_become_optional() {
    SourceRecord sealed =
        sealed(
            "phone", ContactRecords.row(), "key.subject.field", "person", "on.forgotten", "fail");
    assertThat(ContactRecords.after(sealed).schema().field("phone").schema().isOptional())
        .isFalse();
    encryption.keys.forget("ada");
    Struct made = ContactRecords.after(encryption.decrypting("phone").apply(sealed));
    assertThat(made.get("phone")).isNull();
    made.validate();
  }

  @Test
  void plain_text_is_refused_or_kept() {
    SourceRecord half = sealed("email", ContactRecords.row());
    assertThatThrownBy(() -> encryption.decrypting("email,phone,contact_id").apply(half))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("on.plaintext");
    Struct made =
        ContactRecords.after(
            encryption
                .decrypting("email,phone,contact_id,rank", "on.plaintext", "keep")
                .apply(half));
    assertThat(made).isEqualTo(ContactRecords.row());
  }

  @Test
  void a_ciphertext_of_another_row_does_not_decrypt_where_it_is_bound() {
    String[] bound = {"bind.key", "true", "table.name", "assistant.contact"};
    SourceRecord record = ContactRecords.keyed(7, ContactRecords.row());
    Struct sealed = (Struct) encryption.encrypting("email", bound).apply(record).value();
    DecryptFields.Value<SourceRecord> transform = encryption.decrypting("email", bound);
    Struct opened = (Struct) transform.apply(ContactRecords.keyed(7, sealed)).value();
    assertThat(opened.get("email")).isEqualTo("ada@example.org");
    assertThatThrownBy(() -> transform.apply(ContactRecords.keyed(8, sealed)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bind.key");
  }

  @Test
  void keys_that_nobody_has_are_named() {
    SourceRecord sealed = sealed("email", ContactRecords.row());
    DecryptFields.Value<SourceRecord> elsewhere =
        Encryption.configured(
            new DecryptFields.Value<>(Encryption.opening(new FixedDataKeys(43))), "email");
    assertThatThrownBy(() -> elsewhere.apply(sealed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'email'")
        .hasMessageContaining("The key store has no key");
  }

  @Test
  void both_transforms_of_a_record_undo_both() {
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    String[] bound = {"bind.key", "true"};
    SourceRecord sealed =
        encryption
            .encryptingKeys("contact_id:deterministic")
            .apply(encryption.encrypting("email", bound).apply(record));
    SourceRecord opened =
        encryption
            .decrypting("email", bound)
            .apply(encryption.decryptingKeys("contact_id").apply(sealed));
    assertThat(opened.key()).isEqualTo(record.key());
    assertThat(ContactRecords.after(opened)).isEqualTo(ContactRecords.row());
    assertThatThrownBy(() -> encryption.decrypting("email", bound).apply(sealed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("behind them");
  }
}
