package org.anabranch.transforms;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Changes of customers as a capture sends them, and as MirrorMaker hands them on. */
final class CustomerRecords {

  static final Origin EU = new Origin("eu");
  static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .name("eu.assistant.customer.Value")
          .field("id", Schema.INT64_SCHEMA)
          .field("country", Schema.OPTIONAL_STRING_SCHEMA)
          .field("email", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ssn", Schema.OPTIONAL_STRING_SCHEMA)
          .field("phone", Schema.STRING_SCHEMA)
          .field("marketing", Schema.BOOLEAN_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .build();
  static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("eu.assistant.customer.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private static final JsonConverter KEYS = converter(true);
  private static final JsonConverter VALUES = converter(false);

  private CustomerRecords() {}

  private static JsonConverter converter(boolean ofKeys) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", "true"), ofKeys);
    return converter;
  }

  static Struct row(String country, boolean marketing) {
    return new Struct(ROW)
        .put("id", 7L)
        .put("country", country)
        .put("email", "ada@example.org")
        .put("ssn", "078-05-1120")
        .put("phone", "+49 30 1234567")
        .put("marketing", marketing);
  }

  /** What the database writes of the row before, where it writes the key only. */
  static Struct bareRow() {
    return new Struct(ROW).put("id", 7L).put("phone", "").put("marketing", false);
  }

  static Struct envelope(String op, @Nullable Struct before, @Nullable Struct after) {
    return new Struct(ENVELOPE)
        .put("before", before)
        .put("after", after)
        .put("source", new Struct(SOURCE).put("schema", "assistant").put("table", "customer"))
        .put("op", op)
        .put("ts_ms", 1L);
  }

  static Change change(ChangeKind kind, Operation operation, ColumnMarks marks) {
    Stamp stamp = Stamp.atMillis(1_760_000_000_000L);
    return new Change(
        kind,
        new ChangeId(EU, kind == ChangeKind.SNAPSHOT ? new Stamp(0) : stamp),
        stamp,
        -42,
        new TableName("assistant", "customer"),
        operation,
        kind.hasRow() ? new KeyHash(1, 2) : null,
        new Lane(3, 12),
        VersionVector.of(Map.of(EU, stamp)),
        VersionVector.EMPTY,
        99,
        1_760_000_000_000_123L,
        marks);
  }

  /** Without the header of a capture. */
  static SourceRecord unnamed(@Nullable Struct value) {
    return new SourceRecord(
        Map.of("server", "a"),
        Map.of("lsn", 7L),
        "eu.assistant.customer",
        3,
        KEY,
        new Struct(KEY).put("id", 7L),
        value == null ? null : value.schema(),
        value,
        1_700_000_000_000L,
        new ConnectHeaders().addString("traceparent", "00-1-2-01").addString("note", "n"));
  }

  static SourceRecord named(Change change, @Nullable Struct value) {
    SourceRecord record = unnamed(value);
    record.headers().addString(ChangeHeader.NAME, ChangeHeader.encode(change));
    return record;
  }

  static SourceRecord changed(String op, @Nullable Struct before, @Nullable Struct after) {
    Change change = change(ChangeKind.CHANGE, Operation.of(op.charAt(0)), ColumnMarks.NONE);
    return named(change, envelope(op, before, after));
  }

  /** The record as MirrorMaker hands it on. */
  static SourceRecord raw(SourceRecord record) {
    ConnectHeaders headers = new ConnectHeaders();
    record
        .headers()
        .forEach(
            header ->
                headers.addBytes(
                    header.key(), header.value().toString().getBytes(StandardCharsets.UTF_8)));
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        Schema.OPTIONAL_BYTES_SCHEMA,
        record.key() == null
            ? null
            : KEYS.fromConnectData(record.topic(), record.keySchema(), record.key()),
        Schema.BYTES_SCHEMA,
        record.value() == null
            ? null
            : VALUES.fromConnectData(record.topic(), record.valueSchema(), record.value()),
        record.timestamp(),
        headers);
  }

  /** The value, whatever its form. */
  static @Nullable Object value(SourceRecord record) {
    return record.value() instanceof byte[] bytes
        ? VALUES.toConnectData(record.topic(), bytes).value()
        : record.value();
  }

  /** An image as a map of what it has. */
  static Map<String, @Nullable Object> image(SourceRecord record, String image) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    if (value(record) instanceof Struct envelope && envelope.get(image) instanceof Struct row) {
      row.schema().fields().forEach(field -> columns.put(field.name(), row.get(field)));
    }
    return columns;
  }

  static Change change(SourceRecord record) {
    return ChangeHeader.of(record);
  }
}
