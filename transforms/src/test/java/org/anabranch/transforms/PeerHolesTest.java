package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What other transforms that encrypt fields get wrong. That nothing of a value shows, and that it
 * runs on a stock Java 17, SecrecyTest tries.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PeerHolesTest {

  private final Encryption encryption = new Encryption();

  private SourceRecord sealed(String fields, String... more) {
    return encryption.encrypting(fields, more).apply(ContactRecords.inserted(ContactRecords.row()));
  }

  @Test
  void a_tombstone_passes() {
    SourceRecord tombstone = ContactRecords.of(null);
    assertThat(encryption.encrypting("email").apply(tombstone)).isSameAs(tombstone);
    assertThat(encryption.decrypting("email").apply(tombstone)).isSameAs(tombstone);
  }

  @Test
  void a_misspelt_field_does_not_pass_in_clear() {
    assertThatThrownBy(() -> sealed("emial"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'emial'")
        .hasMessageContaining("there is no such field");
  }

  @Test
  void a_parent_that_no_entry_lists_hides_nothing() {
    List<Struct> messages =
        ContactRecords.after(sealed("messages[*].content")).getArray("messages");
    assertThat(messages.get(0).getString("content")).startsWith("ab");
    assertThat(ContactRecords.after(sealed("messages")).getString("messages")).startsWith("ab");
    assertThatThrownBy(() -> encryption.encrypting("messages,messages[*].content"))
        .hasMessageContaining("'messages'")
        .hasMessageContaining("'messages[*].content'");
  }

  @Test
  void null_is_not_encrypted_and_not_lost() {
    Struct row = ContactRecords.row().put("email", null);
    SourceRecord sealed = encryption.encrypting("email").apply(ContactRecords.inserted(row));
    assertThat(ContactRecords.after(sealed).get("email")).isNull();
    assertThat(ContactRecords.after(encryption.decrypting("email").apply(sealed))).isEqualTo(row);
  }

  @Test
  void a_field_of_structs_in_an_array_is_encrypted() {
    SourceRecord sealed = sealed("messages[*].content,messages[*].at");
    List<Struct> messages = ContactRecords.after(sealed).getArray("messages");
    assertThat(messages.get(0).getString("at")).startsWith("ab");
    assertThat(messages.get(1)).isNull();
    Struct opened =
        ContactRecords.after(
            encryption.decrypting("messages[*].content,messages[*].at").apply(sealed));
    assertThat(opened).isEqualTo(ContactRecords.row());
  }

  @Test
  void a_ciphertext_that_was_moved_does_not_decrypt() {
    for (String mode : List.of("authenticated", "deterministic")) {
      SourceRecord sealed = sealed("email:" + mode + ",person:" + mode);
      Struct after = ContactRecords.after(sealed);
      after.put("person", after.get("email"));
      assertThatThrownBy(() -> encryption.decrypting("email,person").apply(sealed))
          .as("to another field, " + mode)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("'person'");
      ((Struct) sealed.value()).getStruct("source").put("table", "customer");
      assertThatThrownBy(() -> encryption.decrypting("email").apply(sealed))
          .as("to another table, " + mode)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("'email'");
    }
  }

  @Test
  void no_type_is_repeated_where_it_is_decrypted() {
    SourceRecord sealed = sealed("salary,seen,photo,score,messages");
    Struct opened =
        ContactRecords.after(
            encryption.decrypting("salary,seen,photo,score,messages").apply(sealed));
    assertThat(opened.schema()).isEqualTo(ContactRecords.ROW);
    assertThat(opened.get("salary")).isEqualTo(ContactRecords.row().get("salary"));
  }

  @Test
  void keys_rotate_without_a_restart_and_old_ones_stay_readable() {
    EncryptFields.Value<SourceRecord> encrypting = encryption.encrypting("email");
    DecryptFields.Value<SourceRecord> decrypting = encryption.decrypting("email");
    SourceRecord old = encrypting.apply(ContactRecords.inserted(ContactRecords.row()));
    encryption.keys.rotate();
    SourceRecord young = encrypting.apply(ContactRecords.inserted(ContactRecords.row()));
    // Behind two letters and the suite, the text begins with the key's id.
    assertThat(ContactRecords.after(old).getString("email").substring(3, 13))
        .isNotEqualTo(ContactRecords.after(young).getString("email").substring(3, 13));
    for (SourceRecord sealed : List.of(old, young)) {
      assertThat(ContactRecords.after(decrypting.apply(sealed)).get("email"))
          .isEqualTo("ada@example.org");
    }
  }

  @Test
  void a_text_of_32_characters_takes_at_most_72_bytes_or_96_characters() {
    SourceRecord record =
        SampleRecords.record(null, Map.of("email", "0123456789abcdef0123456789abcdef"));
    Map<?, ?> text = (Map<?, ?>) encryption.encrypting("email").apply(record).value();
    assertThat(String.valueOf(text.get("email")).length()).isLessThanOrEqualTo(96);
    Map<?, ?> bytes =
        (Map<?, ?>)
            encryption.encrypting("email", "ciphertext.encoding", "bytes").apply(record).value();
    assertThat((byte[]) bytes.get("email")).hasSizeLessThanOrEqualTo(72);
  }
}
