package org.anabranch.transforms.cipher;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** A value's type as a ciphertext carries it. Never altered. */
final class ValueType {

  private static final int CACHED_MAX = 512;
  private static final SynchronizedCache<Schema, ValueType> BY_SCHEMA =
      new SynchronizedCache<>(new LRUCache<>(CACHED_MAX));
  private static final SynchronizedCache<ByteBuffer, ValueType> BY_CODE =
      new SynchronizedCache<>(new LRUCache<>(CACHED_MAX));

  private final byte[] code;
  private final Payload payload;
  private final @Nullable Schema schema;
  private final int scale;

  ValueType(byte[] code, Payload payload, @Nullable Schema schema, int scale) {
    this.code = code;
    this.payload = payload;
    this.schema = schema;
    this.scale = scale;
  }

  /** Of values of a schema, whose default, documentation and optionality are not kept. */
  static ValueType of(Schema schema) {
    ValueType plain = TypeCodes.plain(schema);
    if (plain != null) {
      return plain;
    }
    ValueType type = BY_SCHEMA.get(schema);
    if (type == null) {
      type = TypeCodes.of(required(schema));
      BY_SCHEMA.put(schema, type);
    }
    return type;
  }

  /**
   * Of a value without a schema.
   *
   * @throws DataException where Connect has no such values
   */
  static ValueType of(Object value) {
    if (value instanceof Struct struct) {
      return of(struct.schema());
    }
    if (value instanceof BigDecimal decimal) {
      return TypeCodes.schemalessDecimal(decimal.scale());
    }
    if (value instanceof java.util.Date) {
      return TypeCodes.SCHEMALESS_MILLIS;
    }
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      return TypeCodes.SCHEMALESS;
    }
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    if (type == null) {
      throw new DataException(
          "It is a " + value.getClass().getName() + ", which Connect has no type for");
    }
    return TypeCodes.schemaless(type);
  }

  /**
   * What a plaintext, or a code alone, begins with.
   *
   * @throws DataException where it is none that is known here
   */
  static ValueType read(byte[] plain) {
    ValueType single = TypeCodes.single(plain);
    if (single != null) {
      return single;
    }
    ByteReader in = new ByteReader(plain, 0);
    TypeCodes.skip(in);
    ByteBuffer code = ByteBuffer.wrap(Arrays.copyOf(plain, in.at()));
    ValueType type = BY_CODE.get(code);
    if (type == null) {
      type = TypeCodes.of(new ByteReader(code.array(), 0));
      BY_CODE.put(code, type);
    }
    return type;
  }

  Payload payload() {
    return payload;
  }

  /** Required; null for values without a schema. */
  @Nullable Schema schema() {
    return schema;
  }

  /** Of decimals. */
  int scale() {
    return scale;
  }

  int codeLength() {
    return code.length;
  }

  ByteBuffer putCode(ByteBuffer into) {
    return into.put(code);
  }

  byte[] code() {
    return code.clone();
  }

  private static Schema required(Schema schema) {
    boolean complex = !schema.type().isPrimitive();
    return new ConnectSchema(
        schema.type(),
        false,
        null,
        schema.name(),
        schema.version(),
        null,
        schema.parameters(),
        schema.type() == Schema.Type.STRUCT ? schema.fields() : null,
        schema.type() == Schema.Type.MAP ? schema.keySchema() : null,
        complex && schema.type() != Schema.Type.STRUCT ? schema.valueSchema() : null);
  }

  /** The schema's type and name. */
  @Override
  public String toString() {
    if (schema == null) {
      return "nothing";
    }
    String name = schema.name();
    return Decimal.LOGICAL_NAME.equals(name)
        ? name + " of scale " + scale
        : name == null ? schema.type().getName() : name;
  }
}
