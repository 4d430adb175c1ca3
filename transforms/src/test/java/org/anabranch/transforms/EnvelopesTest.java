package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes whose rows are not where those of tables are. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EnvelopesTest {

  /** Its rows are texts, and updates tell what they set beside them. */
  private static final Schema MONGO =
      SchemaBuilder.struct()
          .name("eu.assistant.contact.Envelope")
          .field("before", Schema.OPTIONAL_STRING_SCHEMA)
          .field("after", Schema.OPTIONAL_STRING_SCHEMA)
          .field("updateDescription", Schema.OPTIONAL_STRING_SCHEMA)
          .field("op", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final EncryptFields.Value<SourceRecord> transform = new Encryption().encrypting("email");

  private static SourceRecord mongo(String op) {
    return ContactRecords.of(
        new Struct(MONGO)
            .put("updateDescription", "{\"email\": \"ada@example.org\"}")
            .put("op", op));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "u", "r"})
  void an_envelope_without_the_row_that_was_written_is_refused(String op) {
    Map<String, Object> map = new HashMap<>();
    map.put("before", null);
    map.put("after", null);
    map.put("op", op);
    map.put("source", Map.of());
    map.put("ts_ms", 1L);
    for (SourceRecord record : new SourceRecord[] {mongo(op), SampleRecords.record(null, map)}) {
      assertThatThrownBy(() -> transform.apply(record))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("without the row as it is now")
          .hasMessageNotContaining("ada");
    }
  }

  @Test
  void a_row_that_is_a_text_is_refused() {
    SourceRecord record = mongo("u");
    ((Struct) record.value()).put("after", "{}");
    assertThatThrownBy(() -> transform.apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("String");
  }

  @Test
  void a_delete_of_which_no_row_is_told_passes() {
    SourceRecord delete = ContactRecords.changed("d", null, null);
    assertThat(((Struct) transform.apply(delete).value()).get("before")).isNull();
  }
}
