package org.anabranch.transforms.cipher;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.anabranch.records.bytes.ByteWriter;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes values that hold others, each behind a tag of its Java type. */
final class TaggedWriter {

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int INT8 = 3;
  static final int INT16 = 4;
  static final int INT32 = 5;
  static final int INT64 = 6;
  static final int FLOAT32 = 7;
  static final int FLOAT64 = 8;
  static final int TEXT = 9;
  static final int BYTES = 10;
  static final int LIST = 11;
  static final int MAP = 12;
  static final int STRUCT = 13;
  static final int DECIMAL = 14;
  static final int MILLIS = 15;

  /** Beyond it no stack is safe. */
  static final int DEPTH_MAX = 100;

  private static final int EXPECTED_SIZE = 128;

  private final ByteWriter out;
  private final boolean structs;

  private TaggedWriter(ByteWriter out, boolean structs) {
    this.out = out;
    this.structs = structs;
  }

  /**
   * A type's code and the value.
   *
   * @throws DataException where the value does not fit its schema, or Connect has no such values
   */
  static byte[] write(ValueType type, Object value) {
    Schema schema = type.schema();
    if (value instanceof Struct struct) {
      checkFields(schema, struct);
    } else if (schema != null) {
      ConnectSchema.validateValue(schema, value);
    }
    byte[] code = type.code();
    ByteWriter out = new ByteWriter(code.length + EXPECTED_SIZE);
    out.bytes(code);
    new TaggedWriter(out, schema != null).value(value, 0);
    return out.toBytes();
  }

  static void zigzag(ByteWriter out, int value) {
    out.varint(((value << 1) ^ (value >> 31)) & 0xffff_ffffL);
  }

  /** The struct's own schema may be optional, or documented. */
  private static void checkFields(@Nullable Schema schema, Struct struct) {
    if (schema == null
        || schema.type() != Schema.Type.STRUCT
        || !schema.fields().equals(struct.schema().fields())) {
      throw new DataException(
          "It is a struct of another schema than its field's: mend the schema where the record"
              + " comes from");
    }
    struct.validate();
  }

  private void value(@Nullable Object value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new DataException("It holds values in values deeper than " + DEPTH_MAX + " times");
    }
    if (value == null) {
      out.octet(NULL);
    } else if (value instanceof Boolean bool) {
      out.octet(bool ? TRUE : FALSE);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof String text) {
      block(TEXT, Utf8.of(text));
    } else if (value instanceof byte[] bytes) {
      block(BYTES, bytes);
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      block(BYTES, bytes);
    } else if (value instanceof java.util.Date date) {
      out.octet(MILLIS);
      out.int64(Payload.millis(date));
    } else {
      container(value, depth);
    }
  }

  private void container(Object value, int depth) {
    if (value instanceof List<?> list) {
      out.octet(LIST);
      out.varint(list.size());
      list.forEach(element -> value(element, depth + 1));
    } else if (value instanceof Map<?, ?> map) {
      out.octet(MAP);
      out.varint(map.size());
      map.forEach(
          (key, entry) -> {
            value(key, depth + 1);
            value(entry, depth + 1);
          });
    } else if (value instanceof Struct struct && structs) {
      out.octet(STRUCT);
      List<Field> fields = struct.schema().fields();
      out.varint(fields.size());
      // What is not there, and not what a default would put in its place.
      fields.forEach(field -> value(struct.getWithoutDefault(field.name()), depth + 1));
    } else {
      throw unknown(value);
    }
  }

  private void number(Number number) {
    if (number instanceof Long value) {
      out.octet(INT64);
      out.int64(value);
    } else if (number instanceof Integer value) {
      out.octet(INT32);
      out.int32(value);
    } else if (number instanceof Double value) {
      out.octet(FLOAT64);
      out.int64(Double.doubleToRawLongBits(value));
    } else if (number instanceof Float value) {
      out.octet(FLOAT32);
      out.int32(Float.floatToRawIntBits(value));
    } else if (number instanceof Short value) {
      out.octet(INT16);
      out.octet(value >> 8);
      out.octet(value);
    } else if (number instanceof Byte value) {
      out.octet(INT8);
      out.octet(value);
    } else if (number instanceof BigDecimal value) {
      out.octet(DECIMAL);
      zigzag(out, value.scale());
      byte[] unscaled = value.unscaledValue().toByteArray();
      out.varint(unscaled.length);
      out.bytes(unscaled);
    } else {
      throw unknown(number);
    }
  }

  private void block(int tag, byte[] bytes) {
    out.octet(tag);
    out.varint(bytes.length);
    out.bytes(bytes);
  }

  private static DataException unknown(Object value) {
    return new DataException(
        "It holds a " + value.getClass().getName() + ", which Connect has no type for there");
  }
}
