package org.anabranch.records.key;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.anabranch.model.change.Lane;
import org.anabranch.records.bytes.ByteWriter;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of a row's key: the key's columns in declared order, each a type tag and its
 * bytes; integers are the same in every width. docs/formats/keys.md has the vectors.
 *
 * <p>Equal bytes mean equal keys and the other way round, as long as the database compares the
 * column's values the plain way: not under collations that take different texts for equal.
 */
public final class CanonicalKey {

  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int INTEGER = 3;
  private static final int DECIMAL = 4;
  private static final int DOUBLE = 5;
  private static final int TEXT = 6;
  private static final int BYTES = 7;

  private static final int EXPECTED_SIZE = 48;

  private CanonicalKey() {}

  /** A value of a key that tells its own bytes. */
  public interface Part {

    /** Its type tag and its bytes, as docs/formats/keys.md has them. */
    byte[] canonical();
  }

  /**
   * The bytes of a key with all its columns.
   *
   * @throws IllegalArgumentException where a column's type cannot be part of a key, naming the
   *     column and the type
   */
  public static byte[] of(RecordView key) {
    ByteWriter out = new ByteWriter(EXPECTED_SIZE);
    for (String column : key.fields()) {
      write(out, column, key.value(column));
    }
    return out.toBytes();
  }

  /**
   * Appends one value as a key's only column.
   *
   * @throws IllegalArgumentException where its type cannot be part of a key, naming the type
   */
  public static void append(ByteWriter out, Object value) {
    write(out, "value", value);
  }

  /** The lane of a key: Kafka's own murmur2, positive, modulo the number of lanes. */
  public static Lane lane(byte[] canonicalKey, int lanes) {
    return new Lane((Utils.murmur2(canonicalKey) & 0x7fffffff) % lanes, lanes);
  }

  private static void write(ByteWriter out, String column, @Nullable Object value) {
    if (value == null) {
      out.octet(NULL);
    } else if (value instanceof Boolean bool) {
      out.octet(bool ? TRUE : FALSE);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      out.octet(INTEGER);
      out.int64(((Number) value).longValue());
    } else if (value instanceof CharSequence text) {
      out.octet(TEXT);
      out.text(text.toString());
    } else if (value instanceof Float || value instanceof Double) {
      writeDouble(out, ((Number) value).doubleValue());
    } else if (value instanceof BigDecimal decimal) {
      writeDecimal(out, decimal);
    } else {
      writeBytesOrStruct(out, column, value);
    }
  }

  private static void writeBytesOrStruct(ByteWriter out, String column, Object value) {
    byte[] bytes = bytesOf(value);
    BigDecimal variable = variableScaleDecimal(value);
    if (value instanceof Part part) {
      out.bytes(part.canonical());
    } else if (bytes != null) {
      out.octet(BYTES);
      out.varint(bytes.length);
      out.bytes(bytes);
    } else if (variable != null) {
      writeDecimal(out, variable);
    } else {
      throw new IllegalArgumentException(
          "The key column '"
              + column
              + "' comes as "
              + typeOf(value)
              + ", which cannot be part of a key. Choose other columns in message.key.columns");
    }
  }

  /** Positive and negative zero are equal, and so is every NaN. */
  private static void writeDouble(ByteWriter out, double value) {
    out.octet(DOUBLE);
    out.int64(Double.doubleToLongBits(value == 0 ? 0.0 : value));
  }

  /** Without trailing zeros, as 1.0 and 1.00 are equal. */
  private static void writeDecimal(ByteWriter out, BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    byte[] unscaled = plain.unscaledValue().toByteArray();
    out.octet(DECIMAL);
    out.int32(plain.scale());
    out.varint(unscaled.length);
    out.bytes(unscaled);
  }

  /** A {@code io.debezium.data.VariableScaleDecimal}: a scale and the unscaled bytes. */
  private static @Nullable BigDecimal variableScaleDecimal(Object value) {
    if (value instanceof Struct struct
        && struct.schema().fields().size() == 2
        && struct.schema().field("scale") != null
        && struct.schema().field("value") != null
        && struct.get("scale") instanceof Integer scale) {
      byte[] unscaled = bytesOf(struct.get("value"));
      return unscaled == null ? null : new BigDecimal(new BigInteger(unscaled), scale);
    }
    return null;
  }

  private static byte @Nullable [] bytesOf(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    return value instanceof ByteBuffer buffer ? Utils.toArray(buffer.duplicate()) : null;
  }

  private static String typeOf(Object value) {
    return value instanceof Struct struct && struct.schema().name() != null
        ? "a struct " + struct.schema().name()
        : value.getClass().getName();
  }
}
