package org.anabranch.records.key;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.anabranch.model.change.Lane;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of a row's key: the key's columns in declared order, each a type tag and its
 * bytes; integers are the same in every width. docs/formats/keys.md has the vectors.
 */
public final class CanonicalKey {

  private static final byte NULL = 0;
  private static final byte FALSE = 1;
  private static final byte TRUE = 2;
  private static final byte INTEGER = 3;
  private static final byte DECIMAL = 4;
  private static final byte DOUBLE = 5;
  private static final byte TEXT = 6;
  private static final byte BYTES = 7;

  private CanonicalKey() {}

  /**
   * The bytes of a key whose columns are the view's fields, in their order.
   *
   * @throws IllegalArgumentException where a column's type cannot be part of a key, naming the
   *     column and the type
   */
  public static byte[] of(RecordView key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(32);
    for (String column : key.fields()) {
      write(out, column, key.value(column));
    }
    return out.toByteArray();
  }

  /** The lane of a key: Kafka's own murmur2, positive, modulo the number of lanes. */
  public static Lane lane(byte[] canonicalKey, int lanes) {
    return new Lane((Utils.murmur2(canonicalKey) & 0x7fffffff) % lanes, lanes);
  }

  private static void write(ByteArrayOutputStream out, String column, @Nullable Object value) {
    if (value == null) {
      out.write(NULL);
    } else if (value instanceof Boolean bool) {
      out.write(bool ? TRUE : FALSE);
    } else if (value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long) {
      out.write(INTEGER);
      out.writeBytes(ByteBuffer.allocate(8).putLong(((Number) value).longValue()).array());
    } else if (value instanceof BigDecimal decimal) {
      sized(out, DECIMAL, decimal.stripTrailingZeros().toPlainString());
    } else if (value instanceof Float || value instanceof Double) {
      out.write(DOUBLE);
      double number = ((Number) value).doubleValue();
      out.writeBytes(ByteBuffer.allocate(8).putDouble(number == 0 ? 0.0 : number).array());
    } else if (value instanceof CharSequence text) {
      sized(out, TEXT, text.toString());
    } else if (value instanceof byte[] bytes) {
      sized(out, BYTES, bytes);
    } else if (value instanceof ByteBuffer buffer) {
      sized(out, BYTES, Utils.toArray(buffer.duplicate()));
    } else {
      throw new IllegalArgumentException(
          "The key column "
              + column
              + " has the type "
              + value.getClass().getName()
              + ", which cannot be part of a key");
    }
  }

  private static void sized(ByteArrayOutputStream out, byte tag, String text) {
    sized(out, tag, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void sized(ByteArrayOutputStream out, byte tag, byte[] bytes) {
    out.write(tag);
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }
}
