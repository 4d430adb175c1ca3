package org.anabranch.benchmarks;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Rows of eight fields, three of which are to be encrypted, each of 32 characters. */
final class ContactRecords {

  static final List<String> SECRETS = List.of("email", "address", "note");
  static final String TABLE = "assistant.contact";

  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .name("aws.assistant.contact.Value")
          .field("contact_id", Schema.INT64_SCHEMA)
          .field("email", Schema.OPTIONAL_STRING_SCHEMA)
          .field("address", Schema.OPTIONAL_STRING_SCHEMA)
          .field("note", Schema.STRING_SCHEMA)
          .field("country", Schema.OPTIONAL_STRING_SCHEMA)
          .field("plan", Schema.STRING_SCHEMA)
          .field("credits", Schema.INT32_SCHEMA)
          .field("changed_at", Schema.INT64_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("aws.assistant.contact.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private ContactRecords() {}

  static Struct row() {
    return new Struct(ROW)
        .put("contact_id", 4711L)
        .put("email", secret("email"))
        .put("address", secret("address"))
        .put("note", secret("note"))
        .put("country", "DE")
        .put("plan", "pro")
        .put("credits", 42)
        .put("changed_at", 1_760_000_000_000L);
  }

  /** A new text of 32 characters, as each record's are new to a transform. */
  static String secret(String field) {
    return new String((field + "-0123456789abcdef0123456789abcdef").toCharArray(), 0, 32);
  }

  static SourceRecord flat() {
    return record(ROW, row());
  }

  static SourceRecord inserted() {
    return record(ENVELOPE, envelope("c").put("after", row()));
  }

  /** Of which nothing changed that is encrypted. */
  static SourceRecord updated() {
    return record(
        ENVELOPE, envelope("u").put("before", row()).put("after", row().put("credits", 43)));
  }

  private static Struct envelope(String op) {
    return new Struct(ENVELOPE)
        .put("source", new Struct(SOURCE).put("schema", "assistant").put("table", "contact"))
        .put("op", op)
        .put("ts_ms", 1_760_000_000_000L);
  }

  private static SourceRecord record(Schema schema, Struct value) {
    return new SourceRecord(
        Map.of("server", "aws"), Map.of("lsn", 7L), "aws.assistant.contact", 3, schema, value);
  }
}
