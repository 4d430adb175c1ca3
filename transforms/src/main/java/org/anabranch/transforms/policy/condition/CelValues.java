package org.anabranch.transforms.policy.condition;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.rows.TemporalTypes;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Values of records as conditions see them: whole numbers of any width are {@code int}, fractions
 * {@code double}, also decimals, of which a double may not hold every digit; times are {@code
 * timestamp}s, times of day and lengths of time {@code duration}s, as {@link TemporalTypes} says;
 * structs and maps are maps, bytes are bytes. What is composed is not copied.
 */
final class CelValues {

  private static final String VARIABLE_SCALE_DECIMAL = "io.debezium.data.VariableScaleDecimal";

  private CelValues() {}

  /**
   * Of a value.
   *
   * @param schema null where the record has none
   * @throws UnseenValueException where conditions cannot see such a value
   */
  static Object of(@Nullable Object value, @Nullable Schema schema) {
    if (value == null) {
      return NullValue.NULL_VALUE;
    }
    if (schema != null && schema.name() != null) {
      Object temporal = temporal(value, schema.name());
      if (temporal != null) {
        return temporal;
      }
    }
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    return value instanceof Number number ? number(number) : composed(value, schema);
  }

  private static @Nullable Object temporal(Object value, String schemaName) {
    try {
      return TemporalTypes.value(value, schemaName);
    } catch (IllegalArgumentException e) {
      throw new UnseenValueException(String.valueOf(e.getMessage()));
    }
  }

  private static Object number(Number number) {
    if (number instanceof Double) {
      return number;
    }
    boolean fraction =
        number instanceof Float || number instanceof BigDecimal || number instanceof BigInteger;
    return fraction ? (Object) number.doubleValue() : (Object) number.longValue();
  }

  private static Object composed(Object value, @Nullable Schema schema) {
    if (value instanceof Struct struct) {
      return VARIABLE_SCALE_DECIMAL.equals(struct.schema().name())
          ? decimal(struct)
          : new RowMap(view(struct));
    }
    if (value instanceof Map<?, ?> map) {
      return schema == null ? new RowMap(view(map)) : new SchemaMap(map, schema.valueSchema());
    }
    if (value instanceof List<?> list) {
      return new Elements(list, schema == null ? null : schema.valueSchema());
    }
    if (value instanceof byte[] bytes) {
      return CelByteString.of(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return CelByteString.of(bytes);
    }
    if (value instanceof Date date) {
      return date.toInstant();
    }
    throw new UnseenValueException("conditions do not see values of " + value.getClass().getName());
  }

  private static Object decimal(Struct struct) {
    byte[] unscaled = struct.getBytes("value");
    return unscaled == null
        ? NullValue.NULL_VALUE
        : (Object) new BigDecimal(new BigInteger(unscaled), struct.getInt32("scale")).doubleValue();
  }

  private static RecordView view(Object row) {
    return Objects.requireNonNull(RecordViews.of(row));
  }

  /** A list whose elements are seen as conditions see them. */
  private static final class Elements extends AbstractList<Object> {
    private final List<?> list;
    private final @Nullable Schema schema;

    Elements(List<?> list, @Nullable Schema schema) {
      this.list = list;
      this.schema = schema;
    }

    @Override
    public Object get(int index) {
      return of(list.get(index), schema);
    }

    @Override
    public int size() {
      return list.size();
    }
  }
}
