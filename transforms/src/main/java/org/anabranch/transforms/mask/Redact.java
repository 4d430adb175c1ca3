package org.anabranch.transforms.mask;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** {@code redact}: one and the same placeholder for all values of a type. */
final class Redact implements Mask {

  private static final String TEXT = "****";

  /** Texts with a form of their own. */
  private static final Map<String, String> FORMED =
      Map.of(
          "io.debezium.data.Uuid", "00000000-0000-0000-0000-000000000000",
          "io.debezium.data.Json", "\"" + TEXT + "\"",
          "io.debezium.data.Xml", "<redacted/>",
          "io.debezium.time.ZonedTimestamp", "1970-01-01T00:00:00Z",
          "io.debezium.time.IsoDate", "1970-01-01Z",
          "io.debezium.time.IsoTimestamp", "1970-01-01T00:00:00Z");

  private static final Set<Schema.Type> COMPOSED =
      Set.of(Schema.Type.STRUCT, Schema.Type.MAP, Schema.Type.ARRAY);

  @Override
  public @Nullable String misfit(FieldType type) {
    return hasPlaceholder(type)
        ? null
        : "redact has no placeholder for " + type + ". Use null, or name the fields within it";
  }

  private static boolean hasPlaceholder(FieldType type) {
    if (type.type() == Schema.Type.STRING) {
      return type.name() == null || FORMED.containsKey(type.name());
    }
    if (type.type() == Schema.Type.BYTES) {
      return type.name() == null || type.isNamed(Decimal.LOGICAL_NAME);
    }
    return type.type() != null && !COMPOSED.contains(type.type());
  }

  @Override
  public Object of(Object value, FieldType type) {
    if (value instanceof String) {
      return type.name() == null ? TEXT : FORMED.getOrDefault(type.name(), TEXT);
    }
    if (value instanceof BigDecimal number) {
      return BigDecimal.ZERO.setScale(number.scale());
    }
    if (value instanceof Boolean) {
      return false;
    }
    if (value instanceof Date) {
      return Date.from(Instant.EPOCH);
    }
    return value instanceof Number number ? zero(number) : nothing(value);
  }

  private static Object zero(Number number) {
    if (number instanceof Long) {
      return 0L;
    }
    if (number instanceof Integer) {
      return 0;
    }
    if (number instanceof Double) {
      return 0.0;
    }
    if (number instanceof Float) {
      return 0.0f;
    }
    return number instanceof Short ? (Object) (short) 0 : (byte) 0;
  }

  private static Object nothing(Object bytes) {
    return bytes instanceof ByteBuffer ? ByteBuffer.allocate(0) : new byte[0];
  }
}
