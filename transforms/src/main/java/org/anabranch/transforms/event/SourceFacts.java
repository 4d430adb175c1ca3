package org.anabranch.transforms.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What records without a header anabranch tell of their change. */
final class SourceFacts {

  /** What Debezium tells otherwise when it sends a change again, or what is no place. */
  private static final Set<String> NO_PLACE =
      Set.of("version", "connector", "sequence", "snapshot", "query");

  /** What Debezium puts where the log does not hold a value. */
  private static final String UNAVAILABLE = "__debezium_unavailable_value";

  private static final int ID_BYTES = 16;
  private static final long MICROS_PER_MILLI = 1000;

  private SourceFacts() {}

  static String region(@Nullable RecordView source, @Nullable String named) {
    if (named != null) {
      return named;
    }
    if (source != null && source.value("name") instanceof String name) {
      return name;
    }
    throw new IllegalArgumentException(
        "it does not say where it comes from, for its cloudRegion. Set "
            + EventOptions.CLOUD_REGION);
  }

  /** The source's table; else the topic's last two names. */
  static TableName table(ValueShape.@Nullable Envelope envelope, ConnectRecord<?> record) {
    TableName told = envelope == null ? null : envelope.table();
    if (told != null) {
      return told;
    }
    String[] names = String.valueOf(record.topic()).split("\\.", -1);
    String table = names[names.length - 1];
    String schema = names.length > 1 ? names[names.length - 2] : "topic";
    if (table.isEmpty() || schema.isEmpty()) {
      throw new IllegalArgumentException("neither its source nor its topic names a table");
    }
    return new TableName(schema, table);
  }

  static Instant committedAt(
      @Nullable RecordView source,
      ValueShape.@Nullable Envelope envelope,
      ConnectRecord<?> record) {
    Long micros = source == null ? null : micros(source);
    if (micros == null && envelope != null) {
      RecordView fields = RecordViews.of(envelope.value());
      micros = fields == null ? null : micros(fields);
    }
    if (micros == null && record.timestamp() != null) {
      micros = record.timestamp() * MICROS_PER_MILLI;
    }
    if (micros == null) {
      throw new IllegalArgumentException("nothing tells when it was made, for its timestamp");
    }
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static @Nullable Long micros(RecordView fields) {
    if (fields.value("ts_us") instanceof Number micros) {
      return micros.longValue();
    }
    return fields.value("ts_ms") instanceof Number millis
        ? (Long) (millis.longValue() * MICROS_PER_MILLI)
        : null;
  }

  /** The columns for which the log does not hold a value. */
  static Set<String> unavailable(Object row) {
    RecordView columns = Objects.requireNonNull(RecordViews.of(row));
    Set<String> unavailable = new TreeSet<>();
    for (String column : columns.fields()) {
      if (isUnavailable(columns.value(column))) {
        unavailable.add(column);
      }
    }
    return unavailable;
  }

  private static boolean isUnavailable(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return UNAVAILABLE.equals(new String(bytes, StandardCharsets.UTF_8));
    }
    return value instanceof ByteBuffer buffer
        ? StandardCharsets.UTF_8.encode(UNAVAILABLE).equals(buffer)
        : UNAVAILABLE.equals(value);
  }

  /**
   * The same for the same change whenever it is sent: a hash of the place in the source's log, or
   * else of the record's place.
   *
   * @param row names the row
   */
  static String eventId(ConnectRecord<?> record, ToldChange change, ValueShape shape, String row) {
    StringBuilder text = new StringBuilder();
    place(record, shape, text);
    text.append(change.operation().code()).append('\n').append(row);
    byte[] digest = sha256(text.toString());
    return change.region() + '@' + HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
  }

  private static void place(ConnectRecord<?> record, ValueShape shape, StringBuilder text) {
    if (shape instanceof ValueShape.Envelope envelope
        && envelope.source() != null
        && envelope.source().has("name")) {
      RecordView source = envelope.source();
      for (String field : source.fields().stream().sorted().toList()) {
        Object value = source.value(field);
        if (!NO_PLACE.contains(field) && value != null && !(value instanceof Struct)) {
          line(field, value, text);
        }
      }
    } else if (record instanceof SourceRecord made) {
      sorted(made.sourcePartition()).forEach((name, value) -> line(name, value, text));
      sorted(made.sourceOffset()).forEach((name, value) -> line(name, value, text));
    } else if (record instanceof SinkRecord read) {
      line(String.valueOf(read.originalTopic()), read.originalKafkaPartition(), text);
      line("offset", read.originalKafkaOffset(), text);
    }
  }

  private static Map<String, @Nullable Object> sorted(@Nullable Map<String, ?> map) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    if (map != null) {
      sorted.putAll(map);
    }
    return sorted;
  }

  private static void line(String name, @Nullable Object value, StringBuilder text) {
    text.append(name).append('=').append(value).append('\n');
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
