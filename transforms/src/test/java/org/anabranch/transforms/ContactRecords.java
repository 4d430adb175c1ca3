package org.anabranch.transforms;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Changes of a table of contacts, as Debezium sends them, with much of what Connect's data has. */
final class ContactRecords {

  static final Schema KEY = SchemaBuilder.struct().field("contact_id", Schema.INT64_SCHEMA).build();
  static final Schema MESSAGE =
      SchemaBuilder.struct()
          .optional()
          .field("content", Schema.OPTIONAL_STRING_SCHEMA)
          .field("at", Schema.INT64_SCHEMA)
          .build();
  static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .name("eu.assistant.contact.Value")
          .field("contact_id", Schema.INT64_SCHEMA)
          .field("person", Schema.OPTIONAL_STRING_SCHEMA)
          .field("email", SchemaBuilder.string().optional().doc("where to write").build())
          .field("phone", Schema.STRING_SCHEMA)
          .field("salary", Decimal.builder(2).optional().build())
          .field("seen", Timestamp.builder().optional().build())
          .field("photo", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("rank", SchemaBuilder.int16().defaultValue((short) 7).build())
          .field("score", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("messages", SchemaBuilder.array(MESSAGE).optional().build())
          .field(
              "labels",
              SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                  .optional()
                  .build())
          .build();
  static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("query", Schema.OPTIONAL_STRING_SCHEMA)
          .field("redo_sql", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("eu.assistant.contact.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private ContactRecords() {}

  static Struct row() {
    return new Struct(ROW)
        .put("contact_id", 7L)
        .put("person", "ada")
        .put("email", "ada@example.org")
        .put("phone", "+49 30 1234567")
        .put("salary", new BigDecimal("5200.50"))
        .put("seen", java.util.Date.from(Instant.ofEpochMilli(1_700_000_000_123L)))
        .put("photo", "a photo".getBytes(StandardCharsets.UTF_8))
        .put("score", -0.0)
        .put("messages", Arrays.asList(message("likes tea"), null, message(null)))
        .put("labels", Map.of("vip", "yes"));
  }

  static Struct message(@Nullable String content) {
    return new Struct(MESSAGE).put("content", content).put("at", 1L);
  }

  static Struct messages(String... contents) {
    List<Struct> messages = Arrays.stream(contents).map(ContactRecords::message).toList();
    return row().put("messages", messages);
  }

  static SourceRecord changed(String op, @Nullable Struct before, @Nullable Struct after) {
    Struct source = new Struct(SOURCE).put("schema", "assistant").put("table", "contact");
    return of(
        new Struct(ENVELOPE)
            .put("before", before)
            .put("after", after)
            .put("source", source)
            .put("op", op)
            .put("ts_ms", 1L));
  }

  static SourceRecord inserted(Struct row) {
    return changed("c", null, row);
  }

  static SourceRecord of(@Nullable Object value) {
    return keyed(7L, value);
  }

  static SourceRecord keyed(long id, @Nullable Object value) {
    return new SourceRecord(
        Map.of("server", "eu"),
        Map.of("lsn", 7L),
        "eu.assistant.contact",
        3,
        KEY,
        new Struct(KEY).put("contact_id", id),
        value instanceof Struct struct ? struct.schema() : null,
        value,
        1_700_000_000_000L);
  }

  static Struct after(SourceRecord record) {
    return ((Struct) record.value()).getStruct("after");
  }

  static Struct before(SourceRecord record) {
    return ((Struct) record.value()).getStruct("before");
  }
}
