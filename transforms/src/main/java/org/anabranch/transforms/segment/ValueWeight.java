package org.anabranch.transforms.segment;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.Map;
import org.anabranch.records.view.StructField;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * What a value takes at most as JSON with its schema, which is more than it takes in the binary
 * formats of converters: counted without writing it, so that small values, nearly all, need not be
 * written twice. Schemas are counted once. Safe for several threads.
 */
final class ValueWeight {

  private static final int SCHEMAS_MAX = 512;

  /** Of a number, a date, or what stands around anything. */
  private static final int SCALAR = 64;

  /** Of what JsonConverter says of a schema beside names, texts and defaults. */
  private static final int SCHEMA = 256;

  /** A control character is written as six. */
  private static final int BYTES_OF_CHARACTER = 6;

  private final Cache<Schema, Long> schemas = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  /** A bound in bytes; {@link Long#MAX_VALUE} where there is none to tell. */
  long of(@Nullable Schema schema, @Nullable Object value) {
    long weight = value(value);
    if (schema == null || weight == Long.MAX_VALUE) {
      return weight;
    }
    Long known = schemas.get(schema);
    if (known == null) {
      known = schema(schema);
      schemas.put(schema, known);
    }
    return sum(weight, known);
  }

  private static long value(@Nullable Object value) {
    if (value == null || value instanceof Boolean || value instanceof Date) {
      return SCALAR;
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof BigDecimal number) {
      return SCALAR + number.precision() + Math.abs((long) number.scale());
    }
    if (value instanceof Number) {
      return SCALAR;
    }
    if (value instanceof byte[] bytes) {
      return SCALAR + 2L * bytes.length;
    }
    if (value instanceof ByteBuffer bytes) {
      return SCALAR + 2L * bytes.remaining();
    }
    return nested(value);
  }

  private static long nested(Object value) {
    long weight = SCALAR;
    if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        weight = sum(weight, text(field.name()), value(StructField.value(struct, field)));
      }
      return weight;
    }
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        weight = sum(weight, value(entry.getKey()), value(entry.getValue()));
      }
      return weight;
    }
    if (value instanceof Iterable<?> elements) {
      for (Object element : elements) {
        weight = sum(weight, value(element));
      }
      return weight;
    }
    return Long.MAX_VALUE;
  }

  private static long schema(Schema schema) {
    long weight = sum(SCHEMA, text(schema.name()), text(schema.doc()));
    weight = sum(weight, value(schema.defaultValue()));
    if (schema.parameters() != null) {
      weight = sum(weight, value(schema.parameters()));
    }
    return switch (schema.type()) {
      case ARRAY -> sum(weight, schema(schema.valueSchema()));
      case MAP -> sum(weight, schema(schema.keySchema()), schema(schema.valueSchema()));
      case STRUCT -> {
        for (Field field : schema.fields()) {
          weight = sum(weight, text(field.name()), schema(field.schema()));
        }
        yield weight;
      }
      default -> weight;
    };
  }

  private static long text(@Nullable String text) {
    return text == null ? 0 : SCALAR + (long) BYTES_OF_CHARACTER * text.length();
  }

  /** What cannot be told stays so. */
  private static long sum(long... weights) {
    long sum = 0;
    for (long weight : weights) {
      if (weight == Long.MAX_VALUE) {
        return Long.MAX_VALUE;
      }
      sum += weight;
    }
    return sum;
  }
}
