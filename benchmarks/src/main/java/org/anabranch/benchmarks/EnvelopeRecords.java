package org.anabranch.benchmarks;

import java.math.BigDecimal;
import java.util.List;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * An update of a row of 20 fields in Debezium's envelope, with the types that columns have and the
 * source as Debezium describes it.
 */
final class EnvelopeRecords {

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("aws.assistant.conversation.Value")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("tenant", Schema.INT32_SCHEMA)
          .field("customer", uuid())
          .field("title", Schema.STRING_SCHEMA)
          .field("summary", Schema.OPTIONAL_STRING_SCHEMA)
          .field("language", Schema.STRING_SCHEMA)
          .field("channel", Schema.OPTIONAL_STRING_SCHEMA)
          .field("model", Schema.STRING_SCHEMA)
          .field("tokens_in", Schema.INT32_SCHEMA)
          .field("tokens_out", Schema.INT32_SCHEMA)
          .field("cost", Decimal.builder(4).optional().build())
          .field("score", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("resolved", Schema.BOOLEAN_SCHEMA)
          .field("priority", Schema.OPTIONAL_INT16_SCHEMA)
          .field("opened", Timestamp.SCHEMA)
          .field("changed", microTimestamp())
          .field("due", Date.builder().optional().build())
          .field("labels", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build())
          .field("settings", json())
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("aws.assistant.conversation.Envelope")
          .version(2)
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private EnvelopeRecords() {}

  private static Schema uuid() {
    return SchemaBuilder.string().name("io.debezium.data.Uuid").version(1).build();
  }

  private static Schema microTimestamp() {
    return SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1).build();
  }

  private static Schema json() {
    return SchemaBuilder.string().name("io.debezium.data.Json").version(1).optional().build();
  }

  private static Struct row(String note) {
    return new Struct(ROW)
        .put("id", 4711L)
        .put("tenant", 42)
        .put("customer", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
        .put("title", "The parcel did not arrive")
        .put("summary", "A customer asks where a parcel is that was sent a week ago.")
        .put("language", "en")
        .put("channel", "chat")
        .put("model", "assistant-large-2")
        .put("tokens_in", 1832)
        .put("tokens_out", 611)
        .put("cost", new BigDecimal("0.0421"))
        .put("score", 0.83)
        .put("resolved", false)
        .put("priority", (short) 3)
        .put("opened", Timestamp.toLogical(Timestamp.SCHEMA, 1_760_000_000_000L))
        .put("changed", 1_760_000_000_123_456L)
        .put("due", Date.toLogical(Date.SCHEMA, 20_400))
        .put("labels", List.of("parcel", "late", "eu"))
        .put("settings", "{\"tone\":\"friendly\",\"handover\":true}")
        .put("note", note);
  }

  static Struct update() {
    Struct source =
        new Struct(SOURCE)
            .put("version", "3.6.1.Final")
            .put("connector", "postgresql")
            .put("name", "aws")
            .put("ts_ms", 1_760_000_000_000L)
            .put("db", "assistant")
            .put("schema", "assistant")
            .put("table", "conversation")
            .put("txId", 987_654L)
            .put("lsn", 123_456_789L);
    return new Struct(ENVELOPE)
        .put("before", row("a note as it was"))
        .put("after", row("a note as it is"))
        .put("source", source)
        .put("op", "u")
        .put("ts_ms", 1_760_000_000_050L);
  }
}
