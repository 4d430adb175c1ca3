package org.anabranch.capture.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The objects that stand in a row for a value that the log does not hold. They are told apart by
 * identity, so no value of a row can be taken for one, whatever it says.
 *
 * <p>Debezium marks only some types itself, and makes converters by class name only; so a converter
 * finds the markers of the capture that it belongs to by their id.
 */
final class UnchangedMarkers implements AutoCloseable {

  private static final Map<String, UnchangedMarkers> BY_ID = new ConcurrentHashMap<>();

  private static final String TEXT = "unchanged";

  private static final String CONVERTER = "anabranchUnchanged";

  private final String id;
  private final Map<String, String> debeziumConfig;
  private final Set<Object> markers =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private volatile boolean any;
  private @Nullable ColumnValues values;

  UnchangedMarkers(String id, Map<String, String> debeziumConfig) {
    this.id = id;
    this.debeziumConfig = debeziumConfig;
    BY_ID.put(id, this);
  }

  /** Debezium's configuration with the converter that puts the markers, after the admin's own. */
  static Map<String, String> configure(Map<String, String> debezium, String id) {
    Map<String, String> configured = new HashMap<>(debezium);
    configured.merge("converters", CONVERTER, (own, ours) -> own + "," + ours);
    configured.put(CONVERTER + ".type", UnchangedConverter.class.getName());
    configured.put(CONVERTER + "." + UnchangedConverter.ID, id);
    return configured;
  }

  static UnchangedMarkers byId(String id) {
    UnchangedMarkers found = BY_ID.get(id);
    if (found == null) {
      throw new IllegalStateException("No capture has the unchanged markers " + id);
    }
    return found;
  }

  /**
   * Whether any was made so far; false as long as the log has held all values. A marker is made
   * before the record that it is in is handed over.
   */
  boolean any() {
    return any;
  }

  boolean isMarker(@Nullable Object value) {
    return value != null && mayBe(value) && markers.contains(value);
  }

  /**
   * Spares nearly all values the look for their identity, which Java keeps in each object from then
   * on: what {@link #object} makes is none of the others.
   */
  private static boolean mayBe(Object value) {
    if (value instanceof String text) {
      return text.equals(TEXT);
    }
    return !(value instanceof Integer
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof Double);
  }

  /** Debezium's conversions, asked for when they are first needed. */
  synchronized ColumnValues values() {
    ColumnValues made = values;
    if (made == null) {
      made = ColumnValues.of(debeziumConfig);
      values = made;
    }
    return made;
  }

  /** A new marker that a field of this schema accepts; only where one can be. */
  Object create(Schema schema) {
    Object marker = object(schema);
    markers.add(marker);
    any = true;
    return marker;
  }

  @SuppressWarnings("StringOperationCanBeSimplified") // a string of its own identity
  private static Object object(Schema schema) {
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
      return new BigDecimal(BigInteger.ONE.shiftLeft(99), scale);
    }
    return switch (schema.type()) {
      case STRING -> new String(TEXT);
      case BYTES -> ByteBuffer.allocate(0);
      case ARRAY -> new ArrayList<>();
      case MAP -> new HashMap<>();
      case STRUCT -> EmptyValue.of(schema);
      default -> throw new IllegalArgumentException("No marker for " + schema.type());
    };
  }

  @Override
  public void close() {
    BY_ID.remove(id);
    closeValues();
  }

  private synchronized void closeValues() {
    if (values != null) {
      values.close();
      values = null;
    }
  }
}
