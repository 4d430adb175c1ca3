package org.anabranch.transforms;

import java.util.LinkedHashMap;
import java.util.List;
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

/** Changes of {@code assistant.customer}, which holds documents with their vectors here. */
final class DocumentRecords {

  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

  /** As Debezium tells pgvector's {@code vector}. */
  private static final Schema VECTOR =
      SchemaBuilder.array(Schema.FLOAT32_SCHEMA)
          .name("io.debezium.data.FloatVector")
          .optional()
          .build();

  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .name("eu.assistant.document.Value")
          .field("id", Schema.INT64_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .field("body", Schema.OPTIONAL_STRING_SCHEMA)
          .field("views", Schema.INT64_SCHEMA)
          .field("embedding", VECTOR)
          .field("embedding_model", Schema.OPTIONAL_STRING_SCHEMA)
          .field("embedding_stale", Schema.BOOLEAN_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("eu.assistant.document.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private DocumentRecords() {}

  /** A document whose vector is up to date. */
  static Struct row(@Nullable String body) {
    return new Struct(ROW)
        .put("id", 7L)
        .put("title", "tea")
        .put("body", body)
        .put("views", 1L)
        .put("embedding", List.of(0.25f, -1f, 3f))
        .put("embedding_model", "e5-large")
        .put("embedding_stale", false);
  }

  static Struct envelope(String op, @Nullable Struct before, @Nullable Struct after) {
    return new Struct(ENVELOPE)
        .put("before", before)
        .put("after", after)
        .put("source", new Struct(SOURCE).put("schema", "assistant").put("table", "customer"))
        .put("op", op)
        .put("ts_ms", 1L);
  }

  static SourceRecord changed(String op, @Nullable Struct before, @Nullable Struct after) {
    return marked(op, before, after, ColumnMarks.NONE);
  }

  static SourceRecord marked(
      String op, @Nullable Struct before, @Nullable Struct after, ColumnMarks marks) {
    Change change = CustomerRecords.change(ChangeKind.CHANGE, Operation.of(op.charAt(0)), marks);
    return record(change, envelope(op, before, after));
  }

  static SourceRecord record(@Nullable Change change, @Nullable Object value) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("traceparent", "00-1-2-01");
    if (change != null) {
      headers.addString(ChangeHeader.NAME, ChangeHeader.encode(change));
    }
    return new SourceRecord(
        Map.of("server", "a"),
        Map.of("lsn", 7L),
        "eu.assistant.document",
        3,
        KEY,
        new Struct(KEY).put("id", 7L),
        value instanceof Struct struct ? struct.schema() : null,
        value,
        1_700_000_000_000L,
        headers);
  }

  /** An image as a map of what it has, with a schema or without. */
  static Map<String, @Nullable Object> image(SourceRecord record, String image) {
    if (record.value() instanceof Struct envelope) {
      Struct row = Objects.requireNonNull(envelope.getStruct(image));
      Map<String, @Nullable Object> columns = new LinkedHashMap<>();
      row.schema().fields().forEach(field -> columns.put(field.name(), row.get(field)));
      return columns;
    }
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) record.value()).get(image)))
        .forEach((name, value) -> columns.put(String.valueOf(name), value));
    return columns;
  }
}
