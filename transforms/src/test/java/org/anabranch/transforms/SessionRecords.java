package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.change;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Changes of rows that expire, as a capture sends them, of the table assistant.customer. */
final class SessionRecords {

  /** When the changes were committed: {@code date -u -d @1760000000} is 2025-10-09T08:53:20Z. */
  static final Instant COMMITTED = Instant.parse("2025-10-09T08:53:20.000123Z");

  static final Schema KEY = CustomerRecords.KEY;

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private SessionRecords() {}

  /** A row with one column beside its key. */
  static Struct row(String column, Schema type, @Nullable Object value) {
    Schema schema =
        SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field(column, type)
            .build();
    return new Struct(schema).put("id", 7L).put(column, value);
  }

  /** A row that was made then and lives so long. */
  static Struct lived(Schema length, Object value) {
    Schema schema =
        SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("created_at", Schema.INT64_SCHEMA)
            .field("ttl", length)
            .build();
    return new Struct(schema)
        .put("id", 7L)
        .put("created_at", COMMITTED.toEpochMilli())
        .put("ttl", value);
  }

  /** One of Debezium's types that are numbers. */
  static Schema debezium(String name) {
    return named(Schema.Type.INT64, "io.debezium.time." + name);
  }

  /** One of Debezium's types that are texts. */
  static Schema zoned(String name) {
    return named(Schema.Type.STRING, "io.debezium.time." + name);
  }

  static Schema named(Schema.Type type, String name) {
    return SchemaBuilder.type(type).name(name).optional().build();
  }

  static Struct envelope(String op, @Nullable Struct before, @Nullable Struct after) {
    Schema row = (before == null ? Objects.requireNonNull(after) : before).schema();
    Schema schema =
        SchemaBuilder.struct()
            .name("eu.assistant.customer.Envelope")
            .field("before", row)
            .field("after", row)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    return new Struct(schema)
        .put("before", before)
        .put("after", after)
        .put(
            "source",
            new Struct(SOURCE)
                .put("schema", "assistant")
                .put("table", "customer")
                .put("ts_ms", COMMITTED.toEpochMilli()))
        .put("op", op);
  }

  /** A change that a capture named. */
  static SourceRecord changed(String op, @Nullable Struct before, @Nullable Struct after) {
    return named(
        change(ChangeKind.CHANGE, Operation.of(op.charAt(0)), ColumnMarks.NONE),
        envelope(op, before, after));
  }

  static SourceRecord named(Change change, @Nullable Object value) {
    SourceRecord record = unnamed(value);
    record.headers().addString(ChangeHeader.NAME, ChangeHeader.encode(change));
    return record;
  }

  /** Without the header of a capture. */
  static SourceRecord unnamed(@Nullable Object value) {
    return new SourceRecord(
        Map.of("server", "a"),
        Map.of("lsn", 7L),
        "eu.assistant.customer",
        3,
        KEY,
        new Struct(KEY).put("id", 7L),
        value instanceof Struct struct ? struct.schema() : null,
        value,
        COMMITTED.toEpochMilli(),
        new ConnectHeaders().addString("traceparent", "00-1-2-01").addString("note", "n"));
  }
}
