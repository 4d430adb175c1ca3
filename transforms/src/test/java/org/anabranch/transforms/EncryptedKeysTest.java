package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to records whose keys are encrypted, or tell what values keep secret. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptedKeysTest {

  private static final String KEY = "contact_id:deterministic";

  private final Encryption encryption = new Encryption();

  /** As Debezium names the other row's key where a key changes. */
  private static SourceRecord moved(String header, SourceRecord record) {
    record
        .headers()
        .add(header, new Struct(ContactRecords.KEY).put("contact_id", 8L), ContactRecords.KEY)
        .addString("note", "n");
    return record;
  }

  @ParameterizedTest
  @ValueSource(strings = {"__debezium.newkey", "__debezium.oldkey"})
  void no_header_tells_a_key_that_is_encrypted(String header) {
    SourceRecord record = moved(header, ContactRecords.inserted(ContactRecords.row()));
    SourceRecord tombstone = moved(header, ContactRecords.of(null));
    for (SourceRecord of : new SourceRecord[] {record, tombstone}) {
      SourceRecord byKey = encryption.encryptingKeys(KEY).apply(of);
      assertThat(byKey.headers().lastWithName(header)).isNull();
      assertThat(byKey.headers().lastWithName("note")).isNotNull();
      SourceRecord byValue = encryption.encrypting("contact_id,email").apply(of);
      assertThat(byValue.headers().lastWithName(header)).isNull();
    }
    assertThat(record.headers().lastWithName(header)).as("what came in").isNotNull();
  }

  @Test
  void a_header_of_keys_that_keep_nothing_secret_stays() {
    String header = "__debezium.newkey";
    SourceRecord record = moved(header, ContactRecords.inserted(ContactRecords.row()));
    SourceRecord made = encryption.encrypting("email").apply(record);
    assertThat(made.headers().lastWithName(header)).isNotNull();
  }
}
