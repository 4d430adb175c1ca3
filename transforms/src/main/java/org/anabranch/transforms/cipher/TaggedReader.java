package org.anabranch.transforms.cipher;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TaggedWriter} wrote. */
final class TaggedReader {

  private final ByteReader in;

  private TaggedReader(ByteReader in) {
    this.in = in;
  }

  /** The value behind its type's code. */
  static Object read(ValueType type, byte[] plain) {
    ByteReader in = new ByteReader(plain, type.codeLength());
    Object value = checked(type.schema(), in);
    if (value == null || !in.isAtEnd()) {
      throw Plaintext.unreadable();
    }
    return value;
  }

  private static @Nullable Object checked(@Nullable Schema schema, ByteReader in) {
    try {
      Object value = new TaggedReader(in).value(schema, 0);
      if (schema != null) {
        ConnectSchema.validateValue(schema, value);
      }
      return value;
    } catch (DataException e) {
      throw Plaintext.unreadable();
    }
  }

  private @Nullable Object value(@Nullable Schema schema, int depth) {
    if (depth > TaggedWriter.DEPTH_MAX) {
      throw Plaintext.unreadable();
    }
    int tag = in.octet();
    return switch (tag) {
      case TaggedWriter.NULL -> null;
      case TaggedWriter.FALSE -> false;
      case TaggedWriter.TRUE -> true;
      case TaggedWriter.TEXT -> in.text();
      case TaggedWriter.BYTES -> in.block();
      case TaggedWriter.LIST -> list(schema, depth);
      case TaggedWriter.MAP -> map(schema, depth);
      case TaggedWriter.STRUCT -> struct(schema, depth);
      case TaggedWriter.MILLIS -> Payload.date(in.next(Long.BYTES).getLong());
      default -> number(tag);
    };
  }

  private Object number(int tag) {
    return switch (tag) {
      case TaggedWriter.INT8 -> in.next(Byte.BYTES).get();
      case TaggedWriter.INT16 -> in.next(Short.BYTES).getShort();
      case TaggedWriter.INT32 -> in.next(Integer.BYTES).getInt();
      case TaggedWriter.INT64 -> in.next(Long.BYTES).getLong();
      case TaggedWriter.FLOAT32 -> in.next(Float.BYTES).getFloat();
      case TaggedWriter.FLOAT64 -> in.next(Double.BYTES).getDouble();
      case TaggedWriter.DECIMAL -> decimal();
      default -> throw Plaintext.unreadable();
    };
  }

  private BigDecimal decimal() {
    int scale = in.zigzag();
    byte[] unscaled = in.block();
    if (unscaled.length == 0) {
      throw Plaintext.unreadable();
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  private List<@Nullable Object> list(@Nullable Schema schema, int depth) {
    Schema element = schema == null ? null : of(schema, Schema.Type.ARRAY).valueSchema();
    int size = in.length();
    List<@Nullable Object> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(value(element, depth + 1));
    }
    return list;
  }

  private Map<@Nullable Object, @Nullable Object> map(@Nullable Schema schema, int depth) {
    Schema key = schema == null ? null : of(schema, Schema.Type.MAP).keySchema();
    Schema entry = schema == null ? null : schema.valueSchema();
    int size = in.length();
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(value(key, depth + 1), value(entry, depth + 1));
    }
    return map;
  }

  private Struct struct(@Nullable Schema schema, int depth) {
    if (schema == null) {
      throw Plaintext.unreadable();
    }
    Struct struct = new Struct(of(schema, Schema.Type.STRUCT));
    List<Field> fields = schema.fields();
    if (in.length() != fields.size()) {
      throw Plaintext.unreadable();
    }
    for (Field field : fields) {
      struct.put(field, value(field.schema(), depth + 1));
    }
    return struct;
  }

  private static Schema of(Schema schema, Schema.Type type) {
    if (schema.type() != type) {
      throw Plaintext.unreadable();
    }
    return schema;
  }
}
