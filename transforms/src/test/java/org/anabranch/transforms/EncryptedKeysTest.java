package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
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

  private static SourceRecord keyed(@Nullable String schema, @Nullable Struct value) {
    Schema key =
        SchemaBuilder.struct().name(schema).field("contact_id", Schema.INT64_SCHEMA).build();
    return new SourceRecord(
        Map.of(),
        Map.of(),
        "eu.assistant.contact",
        3,
        key,
        new Struct(key).put("contact_id", 7L),
        value == null ? null : value.schema(),
        value);
  }

  private static List<SourceRecord> lifeOfARow(@Nullable String schema) {
    Struct row = ContactRecords.row();
    return List.of(
        keyed(schema, (Struct) ContactRecords.inserted(row).value()),
        keyed(schema, (Struct) ContactRecords.changed("d", row, null).value()),
        keyed(schema, null));
  }

  private static List<@Nullable Object> ids(EncryptFields.Key<SourceRecord> by, String schema) {
    return lifeOfARow(schema).stream()
        .<@Nullable Object>map(record -> ((Struct) by.apply(record).key()).get("contact_id"))
        .distinct()
        .toList();
  }

  /** Else compaction would keep the row for ever. */
  @Test
  void a_tombstone_has_the_key_of_the_changes_in_front_of_it() {
    EncryptFields.Key<SourceRecord> unnamed =
        new EncryptFields.Key<>(Encryption.opening(encryption.keys));
    unnamed.configure(Map.of("fields", KEY));
    String schema = "eu.prod.assistant.contact.Key";
    List<@Nullable Object> ids = ids(unnamed, schema);
    assertThat(ids).as("of change, delete and tombstone").hasSize(1);
    assertThat(ids(encryption.encryptingKeys(KEY), schema)).isEqualTo(ids);
    EncryptFields.Key<SourceRecord> named =
        encryption.encryptingKeys(KEY, "table.name", "assistant.contact");
    for (SourceRecord record : lifeOfARow(null)) {
      assertThat(((Struct) named.apply(record).key()).get("contact_id")).isEqualTo(ids.get(0));
    }
    for (SourceRecord record : lifeOfARow(schema)) {
      DecryptFields.Key<SourceRecord> opening = encryption.decryptingKeys("contact_id");
      assertThat(opening.apply(unnamed.apply(record)).key()).isEqualTo(record.key());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Key", ".Key", "contact.Key", ".a.b.Key", "a..b.Key", "a.b.Value"})
  void a_schema_that_is_no_table_s_names_none(String schema) {
    EncryptFields.Key<SourceRecord> unnamed =
        new EncryptFields.Key<>(Encryption.opening(encryption.keys));
    unnamed.configure(Map.of("fields", KEY));
    assertThatThrownBy(() -> unnamed.apply(keyed(schema, null)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("table.name");
  }
}
