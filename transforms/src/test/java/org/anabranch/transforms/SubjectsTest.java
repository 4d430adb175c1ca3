package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a row is taken to be. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubjectsTest {

  private final Encryption encryption = new Encryption();

  @ParameterizedTest
  @ValueSource(strings = {"base64", "bytes"})
  void a_subject_that_is_encrypted_already_is_refused(String encoding) {
    SourceRecord sealed =
        encryption
            .encrypting("person:deterministic", "ciphertext.encoding", encoding)
            .apply(ContactRecords.inserted(ContactRecords.row()));
    EncryptFields.Value<SourceRecord> transform =
        encryption.encrypting("email", "key.subject.field", "person");
    assertThatThrownBy(() -> transform.apply(sealed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'person', which is encrypted already");
  }

  @Test
  void a_subject_may_be_any_uuid() {
    SourceRecord record =
        ContactRecords.inserted(
            ContactRecords.row().put("person", "ab3f5c1e-9d20-4b7a-8c11-0123456789ab"));
    SourceRecord made = encryption.encrypting("email", "key.subject.field", "person").apply(record);
    assertThat(ContactRecords.after(made).getString("email")).startsWith("ab");
  }

  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("contact_id", Schema.INT64_SCHEMA)
          .field("user_id", Schema.INT64_SCHEMA)
          .field("person", Schema.STRING_SCHEMA)
          .field("email", Schema.STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("eu.assistant.contact.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("op", Schema.STRING_SCHEMA)
          .build();

  /** The row before is as Debezium fills it where the database tells its key only. */
  private static SourceRecord bare(@Nullable Struct after) {
    Struct before =
        new Struct(ROW).put("contact_id", 7L).put("user_id", 0L).put("person", "").put("email", "");
    return ContactRecords.of(
        new Struct(ENVELOPE)
            .put("before", before)
            .put("after", after)
            .put("op", after == null ? "d" : "u"));
  }

  private static Struct whole() {
    return new Struct(ROW)
        .put("contact_id", 7L)
        .put("user_id", 42L)
        .put("person", "ada")
        .put("email", "ada@example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user_id", "person"})
  void what_fills_a_row_that_is_only_a_key_is_no_subject(String subject) {
    EncryptFields.Value<SourceRecord> transform =
        encryption.encrypting("email", "key.subject.field", subject);
    SourceRecord deleted = transform.apply(bare(null));
    assertThat(ContactRecords.before(deleted).get("email")).isNull();
    SourceRecord updated = transform.apply(bare(whole()));
    assertThat(ContactRecords.before(updated).get("contact_id")).isEqualTo(7L);
    SourceRecord opened = encryption.decrypting("email").apply(updated);
    assertThat(ContactRecords.before(opened).get("email")).isEqualTo("");
    assertThat(ContactRecords.after(opened).get("email")).isEqualTo("ada@example.org");
  }

  /** A merge by column would take it for written, and let it win over what another region wrote. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_is_empty_before_and_after_a_change_does_not_seem_to_change(boolean schema) {
    Struct before = whole().put("person", "").put("email", "").put("user_id", 0L);
    Struct after = whole().put("person", "").put("email", "").put("user_id", 0L);
    Struct envelope = new Struct(ENVELOPE).put("before", before).put("after", after).put("op", "u");
    Object value = schema ? envelope : sourced(SampleRecords.plain(envelope));
    SourceRecord made =
        encryption
            .encrypting("email", "key.subject.field", "contact_id", "table.name", "a.contact")
            .apply(ContactRecords.keyed(7L, value));
    assertThat(image(made, "before").value("email"))
        .isEqualTo(image(made, "after").value("email"))
        .isNotNull();
  }

  private static Map<String, @Nullable Object> sourced(Map<String, @Nullable Object> envelope) {
    envelope.put("source", Map.of("table", "contact", "schema", "assistant"));
    envelope.put("ts_ms", 1L);
    return envelope;
  }

  private static RecordView image(SourceRecord record, String name) {
    RecordView envelope = Objects.requireNonNull(RecordViews.of(record.value()));
    return Objects.requireNonNull(RecordViews.of(envelope.value(name)));
  }

  @Test
  void its_fields_have_the_subject_of_the_row_after_it() {
    encryption.keys.forget("0");
    String[] options = {"key.subject.field", "user_id", "on.forgotten", "fail"};
    EncryptFields.Value<SourceRecord> transform = encryption.encrypting("email", options);
    SourceRecord updated = transform.apply(bare(whole()));
    assertThat(ContactRecords.before(updated).getString("email")).startsWith("ab");
    assertThatThrownBy(() -> transform.apply(bare(null)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nobody knows whose it is");
  }
}
