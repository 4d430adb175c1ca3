package org.anabranch.transforms.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
import org.anabranch.records.path.LikeSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Describes one change of {@link #TABLE}, with a header anabranch unless it is unstamped. */
final class RowChange {

  static final TableName TABLE = new TableName("public", "session");
  static final Origin ORIGIN = new Origin("aws-us-east-1");
  static final Schema KEY =
      SchemaBuilder.struct()
          .name("aws.public.session.Key")
          .field("id", Schema.INT64_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_us", Schema.INT64_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.INT64_SCHEMA)
          .build();

  private final Operation operation;
  private @Nullable Struct before;
  private @Nullable Struct after;
  private ColumnMarks marks = ColumnMarks.NONE;
  private ChangeKind kind = ChangeKind.CHANGE;
  private boolean stamped = true;
  private boolean schemas = true;
  private String snapshot = "false";
  private String sequence = "[\"1\"]";

  private RowChange(Operation operation) {
    this.operation = operation;
  }

  static RowChange of(Operation operation) {
    return new RowChange(operation);
  }

  RowChange before(@Nullable Struct row) {
    before = row;
    return this;
  }

  RowChange after(@Nullable Struct row) {
    after = row;
    return this;
  }

  RowChange marked(ColumnMarks columns) {
    marks = columns;
    return this;
  }

  RowChange as(ChangeKind other) {
    kind = other;
    return this;
  }

  RowChange unstamped() {
    stamped = false;
    return this;
  }

  RowChange schemaless() {
    schemas = false;
    return this;
  }

  RowChange ofSnapshot(String word) {
    snapshot = word;
    return this;
  }

  RowChange sentAgain() {
    sequence = "[\"2\"]";
    return this;
  }

  SourceRecord record() {
    Struct key = new Struct(KEY).put("id", 7L);
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("traceparent", "00-1-2-01");
    if (stamped) {
      headers.addString(ChangeHeader.NAME, ChangeHeader.encode(change()));
    }
    Struct envelope = envelope();
    Object value = schemas ? envelope : plain(envelope);
    return new SourceRecord(
        Map.of("server", "aws"),
        Map.of("lsn", 23495960L),
        "aws.public.session",
        3,
        schemas ? KEY : null,
        schemas ? key : plain(key),
        schemas ? envelope.schema() : null,
        value,
        1_767_225_600_000L,
        headers);
  }

  Change change() {
    Stamp stamp = new Stamp(115816896921600001L);
    TreeMap<Origin, Stamp> context = new TreeMap<>(Map.of(ORIGIN, stamp));
    return new Change(
        kind,
        new ChangeId(ORIGIN, kind == ChangeKind.SNAPSHOT ? Stamp.ZERO : stamp),
        stamp,
        0xbd4fa5099d69c5b6L,
        TABLE,
        operation,
        new KeyHash(1, 2),
        new Lane(3, 12),
        VersionVector.of(context),
        null,
        23495960L,
        1_767_225_600_000_123L,
        marks);
  }

  private Struct envelope() {
    Schema row = Objects.requireNonNull(after == null ? before : after).schema();
    Schema schema =
        SchemaBuilder.struct()
            .name("aws.public.session.Envelope")
            .field("before", before == null ? optional(row) : before.schema())
            .field("after", after == null ? optional(row) : after.schema())
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    return new Struct(schema)
        .put("before", before)
        .put("after", after)
        .put(
            "source",
            new Struct(SOURCE)
                .put("name", "aws")
                .put("ts_us", 1_767_225_600_000_123L)
                .put("snapshot", snapshot)
                .put("sequence", sequence)
                .put("schema", "public")
                .put("table", "session")
                .put("lsn", 23495960L))
        .put("op", String.valueOf(operation.code()))
        .put("ts_ms", 1_767_225_600_500L);
  }

  private static Schema optional(Schema row) {
    return row.isOptional() ? row : LikeSchema.copy(row).optional().build();
  }

  private static Map<String, @Nullable Object> plain(Struct struct) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Field field : struct.schema().fields()) {
      Object value = struct.getWithoutDefault(field.name());
      map.put(field.name(), value instanceof Struct nested ? plain(nested) : value);
    }
    return map;
  }
}
