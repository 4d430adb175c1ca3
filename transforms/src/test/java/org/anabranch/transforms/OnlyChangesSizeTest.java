package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What it saves, value and header together, of rows as assistants have them; docs/deltas.md. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OnlyChangesSizeTest {

  private static final Change UPDATE =
      CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE);

  private static final JsonConverter JSON = converter();

  private static JsonConverter converter() {
    JsonConverter json = new JsonConverter();
    json.configure(Map.of("schemas.enable", "false"), false);
    return json;
  }

  private static String text(int length) {
    return "lorem ipsum ".repeat(length / 12 + 1).substring(0, length);
  }

  /** A row with these texts, of which the last is what an update changes. */
  private static int[] bytes(Map<String, String> columns, String changed) {
    SchemaBuilder builder = SchemaBuilder.struct().optional().field("id", Schema.INT64_SCHEMA);
    columns.keySet().forEach(name -> builder.field(name, Schema.OPTIONAL_STRING_SCHEMA));
    Schema row = builder.build();
    Schema envelope =
        SchemaBuilder.struct()
            .name("x.Envelope")
            .field("before", row)
            .field("after", row)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    Struct before = new Struct(row).put("id", 7L);
    Struct after = new Struct(row).put("id", 7L);
    columns.forEach((name, value) -> before.put(name, value));
    columns.forEach((name, value) -> after.put(name, name.equals(changed) ? value + "!" : value));
    Struct value = new Struct(envelope).put("before", before).put("after", after).put("op", "u");
    SourceRecord record = CustomerRecords.named(UPDATE, value);
    return new int[] {bytes(record), bytes(OnlyChangesTest.transform().apply(record))};
  }

  private static int bytes(SourceRecord record) {
    Object header =
        Objects.requireNonNull(record.headers().lastWithName(ChangeHeader.NAME)).value();
    byte[] value = JSON.fromConnectData(record.topic(), record.valueSchema(), record.value());
    return value.length + header.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void assertSaves(String what, int[] bytes, double atLeast) {
    double saved = 1 - (double) bytes[1] / bytes[0];
    System.out.printf(
        "%s: %d bytes whole, %d narrowed: %.0f %% saved%n", what, bytes[0], bytes[1], 100 * saved);
    assertThat(saved).as(what).isGreaterThan(atLeast);
  }

  @Test
  void a_document_whose_title_changes() {
    Map<String, String> document = new LinkedHashMap<>();
    document.put("title", text(40));
    document.put("author", text(20));
    document.put("body", text(8_000));
    document.put("tags", text(30));
    assertSaves("document of 8 kB", bytes(document, "title"), 0.95);
  }

  @Test
  void a_profile_of_twenty_columns_of_which_one_changes() {
    Map<String, String> profile = new LinkedHashMap<>();
    IntStream.range(0, 19).forEach(i -> profile.put("preference_" + i, text(30)));
    assertSaves("profile of 20 columns", bytes(profile, "preference_3"), 0.3);
  }

  @Test
  void a_session_of_four_short_columns() {
    Map<String, String> session = new LinkedHashMap<>();
    session.put("user_id", "user-17");
    session.put("state", "active");
    session.put("model", "small");
    session.put("last_seen", "2026-03-01T10:00:00Z");
    assertSaves("session of 5 columns", bytes(session, "last_seen"), -0.2);
  }
}
