package org.anabranch.transforms.rows;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The rows in a record's key or value: both images of a Debezium envelope, or the struct or map
 * itself. What is no row (tombstones, truncates, heartbeats, schema changes, transaction metadata,
 * logical messages) has none.
 */
public final class RecordRows {

  private static final String DEBEZIUM = "io.debezium.";
  private static final String ENVELOPE = ".Envelope";

  /** Of what Debezium sends beside rows, what it has without a schema. */
  private static final Set<Set<String>> NO_ROWS =
      Set.of(
          Set.of("ts_ms"),
          Set.of("serverName"),
          Set.of("status", "id", "event_count", "data_collections", "ts_ms"));

  /** Debezium's letters of truncates and logical messages. */
  private static final Set<String> BESIDE_ROWS = Set.of("t", "m");

  private static final Set<String> UNREAD = Set.of("schema", "payload");

  private RecordRows() {}

  /**
   * Fails where a map is what JsonConverter writes with schemas, read by one that expects none: its
   * rows would not be found.
   *
   * @throws DataException naming the option
   */
  public static void checkRead(Map<?, ?> map) {
    if (UNREAD.equals(map.keySet())
        && (map.get("schema") == null || map.get("schema") instanceof Map<?, ?>)) {
      throw new DataException(
          "It still holds its schema beside its payload. Set schemas.enable=true for the converter"
              + " that reads it (key.converter.schemas.enable, value.converter.schemas.enable)");
    }
  }

  /**
   * What rows there are in a value.
   *
   * @param value anything but a struct or a map is no row
   * @throws DataException where it still holds its schema, see {@link #checkRead}, or stands for
   *     another one, see {@link StandIn}
   */
  public static ValueShape shape(@Nullable Object value) {
    StandIn.check(value);
    if (value instanceof Struct struct) {
      return isEnvelope(struct.schema())
          ? ValueShape.Envelope.of(struct)
          : isDebeziums(struct) ? ValueShape.NO_ROW : new ValueShape.Row(struct);
    }
    if (value instanceof Map<?, ?> map) {
      checkRead(map);
      return hasImages(map)
          ? ValueShape.Envelope.of(map)
          : isNoRow(map) ? ValueShape.NO_ROW : new ValueShape.Row(map);
    }
    return ValueShape.NO_ROW;
  }

  /**
   * Whether a value is Debezium's by its schema's name or by all of its fields, and has no rows.
   */
  public static boolean isSurelyNoRow(Object value) {
    return value instanceof Struct struct
        ? isDebeziums(struct)
        : value instanceof Map<?, ?> map && NO_ROWS.contains(map.keySet());
  }

  private static boolean isDebeziums(Struct struct) {
    String name = struct.schema().name();
    return name != null && name.startsWith(DEBEZIUM);
  }

  /** Whether a value has the form of Debezium's changes, of a row or of a table's rows. */
  static boolean isEnvelope(Object value) {
    return value instanceof Struct struct
        ? isEnvelope(struct.schema())
        : value instanceof Map<?, ?> map && isEnvelope(map);
  }

  private static boolean isEnvelope(Schema schema) {
    String name = schema.name();
    return name != null && name.endsWith(ENVELOPE) && schema.field("op") != null;
  }

  private static boolean isEnvelope(Map<?, ?> map) {
    return map.containsKey("op") && map.containsKey("source") && map.containsKey("ts_ms");
  }

  /**
   * Without a schema nothing but their fields tells envelopes from rows that have columns of such
   * names, so what has no image is a row.
   */
  private static boolean hasImages(Map<?, ?> map) {
    return isEnvelope(map)
        && (map.get("before") != null
            || map.get("after") != null
            || (map.containsKey("before")
                && map.containsKey("after")
                && ValueShape.Envelope.isOfRow(map.get("op"))));
  }

  private static boolean isNoRow(Map<?, ?> map) {
    return NO_ROWS.contains(map.keySet())
        || (isEnvelope(map)
            && map.get("source") instanceof Map<?, ?>
            && BESIDE_ROWS.contains(String.valueOf(map.get("op"))))
        || (map.containsKey("databaseName") && map.containsKey("tableChanges"));
  }
}
