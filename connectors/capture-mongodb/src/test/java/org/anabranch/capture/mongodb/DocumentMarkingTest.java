package org.anabranch.capture.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.capture.LogEvent;
import org.anabranch.model.change.WriteId;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What documents of {@code anabranch.merged} say of deletes, as the sink writes them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentMarkingTest {

  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .field("before", Schema.OPTIONAL_STRING_SCHEMA)
          .field("after", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private static LogEvent told(String after) {
    return DocumentMarking.removing(new Struct(ENVELOPE).put("after", after));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"table_schema\": \"shop\", \"table_name\": \"removed\"}",
        "{\"table_schema\": \"removed\", \"table_name\": \"notes\"}",
        "{\"table_name\": \"notes\", \"winner_origin\": \"removed\"}",
        "{\"_id\": {\"table_name\": \"removed\"}, \"table_name\": \"removed\"}",
      })
  void a_table_a_database_and_an_origin_may_be_called_removed(String merged) {
    assertThat(told(merged)).isInstanceOf(LogEvent.Passed.class);
  }

  @Test
  void a_delete_is_found_beside_such_a_name() {
    assertThat(
            told(
                "{\"table_name\": \"removed\", \"removed\": {\"writer\": \"w\","
                    + " \"number\": {\"$numberLong\": \"5\"}, \"since\": {\"$numberLong\": \"3\"}}}"))
        .isEqualTo(new LogEvent.Removing(new WriteId("w", 5), 3));
  }
}
