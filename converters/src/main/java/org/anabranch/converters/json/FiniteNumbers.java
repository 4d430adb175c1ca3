package org.anabranch.converters.json;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * JSON has no NaN and no infinities. Kafka's converter writes them as texts, and reads these as 0
 * without a word, so they have to be found before.
 */
final class FiniteNumbers {

  private FiniteNumbers() {}

  /** Whether there is one at any depth. */
  static boolean missIn(@Nullable Object value) {
    if (value instanceof Double number) {
      return !Double.isFinite(number);
    }
    if (value instanceof Float number) {
      return !Float.isFinite(number);
    }
    if (value instanceof Struct struct) {
      return missInStruct(struct);
    }
    if (value instanceof Map<?, ?> map) {
      return missInAny(map.keySet()) || missInAny(map.values());
    }
    return value instanceof List<?> list && missInAny(list);
  }

  private static boolean missInStruct(Struct struct) {
    for (Field field : struct.schema().fields()) {
      if (mayMiss(field.schema()) && missIn(struct.getWithoutDefault(field.name()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayMiss(Schema schema) {
    return switch (schema.type()) {
      case FLOAT32, FLOAT64, STRUCT -> true;
      case ARRAY -> mayMiss(schema.valueSchema());
      case MAP -> mayMiss(schema.keySchema()) || mayMiss(schema.valueSchema());
      default -> false;
    };
  }

  private static boolean missInAny(Iterable<?> values) {
    for (Object value : values) {
      if (missIn(value)) {
        return true;
      }
    }
    return false;
  }
}
