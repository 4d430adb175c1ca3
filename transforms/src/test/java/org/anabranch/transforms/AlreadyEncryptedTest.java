package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of values that are ciphertexts when they come. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AlreadyEncryptedTest {

  private static final String FIELDS = "email,messages[*].content";
  private static final String[] INDEXED = {
    "indexes", "email:email_index,messages[*].content:content_index", "already.encrypted", "keep"
  };

  private final Encryption encryption = new Encryption();

  @Test
  void an_index_that_is_there_stays_with_the_ciphertext_that_is_kept() {
    SourceRecord once =
        encryption
            .encrypting(FIELDS, INDEXED)
            .apply(ContactRecords.inserted(ContactRecords.messages("likes tea", "and milk")));
    SourceRecord twice = encryption.encrypting(FIELDS, INDEXED).apply(once);
    Struct row = ContactRecords.after(twice);
    assertThat(row.getString("email_index")).hasSize(22);
    assertThat(row).isEqualTo(ContactRecords.after(once));
    List<Struct> messages = row.getArray("messages");
    assertThat(messages).allSatisfy(each -> assertThat(each.get("content_index")).isNotNull());
  }

  @Test
  void so_it_does_in_records_without_a_schema() {
    SourceRecord plain = SampleRecords.record(null, Map.of("email", "ada@example.org"));
    String[] indexed = {"indexes", "email:email_index", "already.encrypted", "keep"};
    SourceRecord once = encryption.encrypting("email", indexed).apply(plain);
    SourceRecord twice = encryption.encrypting("email", indexed).apply(once);
    assertThat(((Map<?, ?>) once.value()).get("email_index")).isNotNull();
    assertThat(twice.value()).isEqualTo(once.value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "deterministic"})
  void what_users_write_is_encrypted_whatever_it_looks_like(String mode) {
    String fields = "email:" + mode + ",photo:" + mode;
    SourceRecord once =
        encryption
            .encrypting(fields, "ciphertext.encoding", "bytes")
            .apply(ContactRecords.inserted(ContactRecords.row()));
    byte[] photo = ContactRecords.after(once).getBytes("photo");
    SourceRecord texts =
        encryption.encrypting("email").apply(ContactRecords.inserted(ContactRecords.row()));
    String email = ContactRecords.after(texts).getString("email");
    SourceRecord written =
        ContactRecords.inserted(ContactRecords.row().put("email", email).put("photo", photo));
    SourceRecord sealed =
        encryption.encrypting(fields, "already.encrypted", "encrypt").apply(written);
    assertThat(ContactRecords.after(sealed).getString("email")).isNotEqualTo(email);
    SourceRecord opened = encryption.decrypting("email,photo").apply(sealed);
    assertThat(ContactRecords.after(opened).get("email")).isEqualTo(email);
    assertThat(ContactRecords.after(opened).getBytes("photo")).isEqualTo(photo);
  }
}
