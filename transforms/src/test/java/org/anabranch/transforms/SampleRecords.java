package org.anabranch.transforms;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Records as Debezium and others send them. */
final class SampleRecords {

  /** What no message may tell. */
  static final List<String> SECRETS = List.of("user-17", "ada@", "+49", "52.52", "tea");

  private static final Schema PLACE =
      SchemaBuilder.struct()
          .optional()
          .field("lat", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("lon", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .build();
  private static final Schema MESSAGE =
      SchemaBuilder.struct().field("text", Schema.OPTIONAL_STRING_SCHEMA).build();
  static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("user_id", Schema.STRING_SCHEMA)
          .field("email", Schema.OPTIONAL_STRING_SCHEMA)
          .field("phone", Schema.OPTIONAL_STRING_SCHEMA)
          .field("nothing", Schema.OPTIONAL_STRING_SCHEMA)
          .field("calls", Schema.INT64_SCHEMA)
          .field("place", PLACE)
          .field("messages", SchemaBuilder.array(MESSAGE).build())
          .field("labels", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct().field("table", Schema.STRING_SCHEMA).build();
  static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("assistant.profile.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private SampleRecords() {}

  static Object row(boolean schema) {
    Struct place = new Struct(PLACE).put("lat", 52.5200066).put("lon", -13.404954);
    Struct row =
        new Struct(ROW)
            .put("user_id", "user-17")
            .put("email", "ada@example.org")
            .put("phone", "+49 30 1234567")
            .put("calls", 42L)
            .put("place", place)
            .put(
                "messages",
                List.of(new Struct(MESSAGE).put("text", "likes tea"), new Struct(MESSAGE)))
            .put("labels", Map.of("vip", "yes"));
    return schema ? row : plain(row);
  }

  /** With neither image where it is null. */
  static Struct envelope(String op, @Nullable Object before, @Nullable Object after) {
    return new Struct(ENVELOPE)
        .put("before", before)
        .put("after", after)
        .put("source", new Struct(SOURCE).put("table", "profile"))
        .put("op", op)
        .put("ts_ms", 1L);
  }

  /** The same without a schema. */
  static Map<String, @Nullable Object> plain(@Nullable Object struct) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (struct instanceof Struct fields) {
      for (Field field : fields.schema().fields()) {
        map.put(field.name(), unschemed(fields.get(field)));
      }
    }
    return map;
  }

  private static @Nullable Object unschemed(@Nullable Object value) {
    if (value instanceof Struct struct) {
      return plain(struct);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      list.forEach(element -> plain.add(unschemed(element)));
      return plain;
    }
    return value instanceof BigDecimal number ? number.toString() : value;
  }

  static SourceRecord record(@Nullable Object key, @Nullable Object value) {
    Headers headers = new ConnectHeaders().addString("traceparent", "00-1-2-01");
    return new SourceRecord(
        Map.of("server", "a"),
        Map.of("lsn", 7L),
        "assistant.profile",
        3,
        schema(key),
        key,
        schema(value),
        value,
        1_700_000_000_000L,
        headers);
  }

  private static @Nullable Schema schema(@Nullable Object value) {
    return value instanceof Struct struct ? struct.schema() : null;
  }

  /** What travels beside rows, with a schema and without. */
  static Stream<SourceRecord> noRows() {
    Struct heartbeat = struct("io.debezium.connector.common.Heartbeat", "ts_ms");
    Struct server = struct("io.debezium.connector.common.ServerNameKey", "serverName");
    Struct ddl = struct("io.debezium.connector.mysql.SchemaChangeValue", "ddl");
    Struct transaction = struct("io.debezium.connector.common.TransactionMetadataValue", "status");
    Struct transactionKey = struct("io.debezium.connector.common.TransactionMetadataKey", "id");
    Struct message = struct("io.debezium.connector.postgresql.MessageValue", "op");
    Struct messageKey = struct("io.debezium.connector.postgresql.MessageKey", "prefix");
    return Stream.of(
        record(null, null),
        record(null, envelope("t", null, null)),
        record(null, plain(envelope("t", null, null))),
        record(server, heartbeat),
        record(plain(server), plain(heartbeat)),
        record(null, ddl),
        record(null, Map.of("source", Map.of(), "databaseName", "d", "tableChanges", List.of())),
        record(transactionKey, transaction),
        record(
            null,
            Map.of(
                "status",
                "END",
                "id",
                "1",
                "event_count",
                2,
                "data_collections",
                List.of(),
                "ts_ms",
                1)),
        record(messageKey, message),
        record(null, Map.of("op", "m", "source", Map.of(), "ts_ms", 1, "message", Map.of())));
  }

  private static Struct struct(String name, String field) {
    Schema schema =
        SchemaBuilder.struct().name(name).field(field, Schema.OPTIONAL_STRING_SCHEMA).build();
    return new Struct(schema).put(field, "tea");
  }
}
