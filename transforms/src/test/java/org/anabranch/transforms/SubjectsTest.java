package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
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
}
