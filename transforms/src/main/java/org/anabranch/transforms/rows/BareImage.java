package org.anabranch.transforms.rows;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Tells images that hold a key and nothing else, which a database writes of the row before where
 * its replica identity is not full: the other columns are null, or what Debezium puts where null is
 * not allowed.
 */
public final class BareImage {

  private static final String EPOCH = "1970-01-01";

  private BareImage() {}

  /** Whether an image holds nothing but the columns of a key; null where it has none. */
  public static boolean is(RecordView image, @Nullable RecordView key) {
    for (String field : image.fields()) {
      boolean ofKey = key != null && key.has(field);
      if (!ofKey && !isEmpty(image.value(field), image.schema(field))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(@Nullable Object value, @Nullable Schema schema) {
    if (value == null || (schema != null && value.equals(schema.defaultValue()))) {
      return true;
    }
    if (value instanceof String text) {
      return text.isEmpty() || text.equals("{}") || text.startsWith(EPOCH);
    }
    if (value instanceof Number number) {
      return number.doubleValue() == 0;
    }
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Date date) {
      return date.toInstant().equals(Instant.EPOCH);
    }
    return hasNothing(value);
  }

  private static boolean hasNothing(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length == 0;
    }
    if (value instanceof ByteBuffer buffer) {
      return !buffer.hasRemaining();
    }
    if (value instanceof Collection<?> all) {
      return all.isEmpty();
    }
    if (value instanceof Map<?, ?> all) {
      return all.isEmpty();
    }
    return value instanceof Struct struct
        && struct.schema().fields().stream()
            .allMatch(field -> isEmpty(struct.getWithoutDefault(field.name()), field.schema()));
  }
}
