package org.anabranch.transforms.rows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.anabranch.records.path.FieldPath;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The rows in a record's key or value: both images of a Debezium envelope, or the struct or map
 * itself. What is no row (tombstones, truncates, heartbeats, schema changes, transaction metadata,
 * logical messages) has none.
 */
public final class RecordRows {

  private static final String DEBEZIUM = "io.debezium.";
  private static final String ENVELOPE = ".Envelope";
  private static final List<String> IMAGES = List.of("before", "after");
  private static final List<FieldPath> PATHS = IMAGES.stream().map(FieldPath::parse).toList();

  /** Of what Debezium sends beside rows, what it has without a schema. */
  private static final Set<Set<String>> NO_ROWS =
      Set.of(
          Set.of("ts_ms"),
          Set.of("serverName"),
          Set.of("status", "id", "event_count", "data_collections", "ts_ms"));

  private RecordRows() {}

  /**
   * A copy of a key or value with its rows changed; itself where none became different.
   *
   * @param value a struct or a map; anything else has no rows
   * @param change answers the row itself or another one; must not alter it
   */
  public static Object map(Object value, UnaryOperator<Object> change) {
    if (value instanceof Struct struct) {
      return map(struct, change);
    }
    return value instanceof Map<?, ?> map ? map(map, change) : value;
  }

  /**
   * What rows there are in a value.
   *
   * @param value anything but a struct or a map is no row
   */
  public static ValueShape shape(@Nullable Object value) {
    if (value instanceof Struct struct) {
      return isEnvelope(struct.schema())
          ? ValueShape.Envelope.of(struct)
          : isDebeziums(struct) ? ValueShape.NO_ROW : new ValueShape.Row(struct);
    }
    if (value instanceof Map<?, ?> map) {
      return isEnvelope(map)
          ? ValueShape.Envelope.of(map)
          : isNoRow(map) ? ValueShape.NO_ROW : new ValueShape.Row(map);
    }
    return ValueShape.NO_ROW;
  }

  private static Object map(Struct struct, UnaryOperator<Object> change) {
    if (isEnvelope(struct.schema())) {
      return images(struct, change);
    }
    return isDebeziums(struct) ? struct : change.apply(struct);
  }

  private static boolean isDebeziums(Struct struct) {
    String name = struct.schema().name();
    return name != null && name.startsWith(DEBEZIUM);
  }

  private static boolean isEnvelope(Schema schema) {
    String name = schema.name();
    return name != null && name.endsWith(ENVELOPE) && schema.field("op") != null;
  }

  private static Object map(Map<?, ?> map, UnaryOperator<Object> change) {
    if (isEnvelope(map)) {
      return images(map, change);
    }
    return isNoRow(map) ? map : change.apply(map);
  }

  private static boolean isEnvelope(Map<?, ?> map) {
    return map.containsKey("op") && map.containsKey("source") && map.containsKey("ts_ms");
  }

  private static boolean isNoRow(Map<?, ?> map) {
    return NO_ROWS.contains(map.keySet())
        || (map.containsKey("databaseName") && map.containsKey("tableChanges"));
  }

  private static Object images(Object envelope, UnaryOperator<Object> change) {
    Object changed = envelope;
    for (FieldPath image : PATHS) {
      changed = image.map(changed, (row, schema) -> row == null ? null : change.apply(row));
    }
    return changed;
  }
}
