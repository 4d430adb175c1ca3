package org.anabranch.transforms.cipher;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/** How a value is written behind the code of its type; it ends where the plaintext ends. */
enum Payload {
  INT8 {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Byte.BYTES).put((Byte) value).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, Byte.BYTES).get();
    }
  },
  INT16 {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Short.BYTES).putShort((Short) value).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, Short.BYTES).getShort();
    }
  },
  INT32 {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Integer.BYTES).putInt((Integer) value).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, Integer.BYTES).getInt();
    }
  },
  INT64 {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Long.BYTES).putLong((Long) value).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, Long.BYTES).getLong();
    }
  },
  FLOAT32 {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Float.BYTES).putFloat((Float) value).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, Float.BYTES).getFloat();
    }
  },
  FLOAT64 {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Double.BYTES).putDouble((Double) value).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, Double.BYTES).getDouble();
    }
  },
  BOOLEAN {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, 1).put((byte) ((Boolean) value ? 1 : 0)).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return fixed(type, plain, 1).get() != 0;
    }
  },
  TEXT {
    @Override
    byte[] write(ValueType type, Object value) {
      byte[] utf8 = Utf8.of((String) value);
      return room(type, utf8.length).put(utf8).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      int from = type.codeLength();
      return new String(plain, from, plain.length - from, StandardCharsets.UTF_8);
    }
  },
  BYTES {
    @Override
    byte[] write(ValueType type, Object value) {
      if (value instanceof byte[] bytes) {
        return room(type, bytes.length).put(bytes).array();
      }
      ByteBuffer bytes = ((ByteBuffer) value).duplicate();
      return room(type, bytes.remaining()).put(bytes).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return Arrays.copyOfRange(plain, type.codeLength(), plain.length);
    }
  },
  /** A point in time in milliseconds since 1970, which Connect's own types of time hold. */
  MILLIS {
    @Override
    byte[] write(ValueType type, Object value) {
      return room(type, Long.BYTES).putLong(millis((java.util.Date) value)).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return date(fixed(type, plain, Long.BYTES).getLong());
    }
  },
  /** The unscaled value in as few bytes as it needs; the code holds the scale. */
  DECIMAL {
    @Override
    byte[] write(ValueType type, Object value) {
      BigDecimal decimal = (BigDecimal) value;
      if (decimal.scale() != type.scale()) {
        throw new DataException(
            "It is a decimal of scale "
                + decimal.scale()
                + ", and its schema says "
                + type.scale()
                + ": mend the schema where the record comes from");
      }
      byte[] unscaled = decimal.unscaledValue().toByteArray();
      return room(type, unscaled.length).put(unscaled).array();
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      int from = type.codeLength();
      if (from == plain.length) {
        throw Plaintext.unreadable();
      }
      return new BigDecimal(new BigInteger(plain, from, plain.length - from), type.scale());
    }
  },
  /** Anything, as {@link TaggedWriter} writes it. */
  TAGGED {
    @Override
    byte[] write(ValueType type, Object value) {
      return TaggedWriter.write(type, value);
    }

    @Override
    Object read(ValueType type, byte[] plain) {
      return TaggedReader.read(type, plain);
    }
  };

  /**
   * The code and the value.
   *
   * @throws ClassCastException where the value is not of the type
   */
  abstract byte[] write(ValueType type, Object value);

  /** The value behind the code. */
  abstract Object read(ValueType type, byte[] plain);

  static long millis(java.util.Date date) {
    return Timestamp.fromLogical(Timestamp.SCHEMA, date);
  }

  static java.util.Date date(long millis) {
    return Timestamp.toLogical(Timestamp.SCHEMA, millis);
  }

  private static ByteBuffer room(ValueType type, int size) {
    return type.putCode(ByteBuffer.allocate(type.codeLength() + size));
  }

  private static ByteBuffer fixed(ValueType type, byte[] plain, int size) {
    if (plain.length - type.codeLength() != size) {
      throw Plaintext.unreadable();
    }
    return ByteBuffer.wrap(plain, type.codeLength(), size);
  }
}
