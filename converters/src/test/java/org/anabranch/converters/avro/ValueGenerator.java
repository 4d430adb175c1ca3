package org.anabranch.converters.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Values of any schema: nulls where they may be, and the numbers at the ends of their types. */
final class ValueGenerator {

  private static final int DEEPEST = 6;
  private static final int DAY = 86_400_000;
  private static final String[] TEXTS = {
    "", "a", "Zoë", "日本語", "\uD83D\uDE00", "with \"quotes\" and \\", "\u0000\n", "x".repeat(300)
  };

  private final Random random;

  private final boolean customary;

  ValueGenerator(Random random) {
    this(random, false);
  }

  /**
   * Makes one.
   *
   * @param customary whether fields that have a default always hold a value, as Confluent's
   *     converter puts the default there otherwise
   */
  ValueGenerator(Random random, boolean customary) {
    this.random = random;
    this.customary = customary;
  }

  @Nullable Object value(Schema schema) {
    return value(schema, 0);
  }

  /** One that is not null, as defaults are. */
  Object present(Schema schema) {
    return present(schema, 0);
  }

  private @Nullable Object value(Schema schema, int depth) {
    boolean nothing = schema.isOptional() && (depth > DEEPEST || random.nextInt(4) == 0);
    return nothing ? null : present(schema, depth);
  }

  private Object present(Schema schema, int depth) {
    return switch (schema.type()) {
      case INT8 -> (byte) pick(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 -> (short) pick(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32 -> int32(schema);
      case INT64 -> int64(schema);
      case FLOAT32 ->
          oneOf(
              0f,
              -0f,
              1.1f,
              Float.NaN,
              Float.NEGATIVE_INFINITY,
              Float.MAX_VALUE,
              Float.MIN_VALUE,
              random.nextFloat());
      case FLOAT64 ->
          oneOf(
              0d,
              -0d,
              1.1,
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.MAX_VALUE,
              Double.MIN_VALUE,
              random.nextGaussian());
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(schema);
      case BYTES -> bytes(schema);
      case ARRAY -> list(schema.valueSchema(), depth);
      case MAP -> map(schema, depth);
      case STRUCT -> struct(schema, depth);
    };
  }

  private long pick(long least, long most) {
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> most;
      case 2 -> random.nextInt(3) - 1;
      default -> least + Math.floorMod(random.nextLong(), most - least);
    };
  }

  @SafeVarargs
  private <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  private Object int32(Schema schema) {
    return switch (String.valueOf(schema.name())) {
      case Date.LOGICAL_NAME -> Date.toLogical(schema, (int) pick(-1_000_000, 1_000_000));
      case Time.LOGICAL_NAME -> Time.toLogical(schema, random.nextInt(DAY));
      default -> (int) pick(Integer.MIN_VALUE, Integer.MAX_VALUE);
    };
  }

  private Object int64(Schema schema) {
    long value =
        random.nextBoolean() ? random.nextLong() : pick(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
    return Timestamp.LOGICAL_NAME.equals(schema.name())
        ? Timestamp.toLogical(schema, value)
        : (Object) oneOf(value, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private String text(Schema schema) {
    List<String> symbols = Enums.symbols(schema);
    return symbols.isEmpty() ? oneOf(TEXTS) : symbols.get(random.nextInt(symbols.size()));
  }

  private Object bytes(Schema schema) {
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      return new BigDecimal(
          new BigInteger(1 + random.nextInt(120), random)
              .multiply(BigInteger.valueOf(random.nextInt(3) - 1)),
          Decimals.scale(schema));
    }
    int size = Enums.fixedSize(schema);
    byte[] bytes = new byte[size >= 0 ? size : random.nextInt(20)];
    random.nextBytes(bytes);
    return random.nextBoolean() ? bytes : ByteBuffer.wrap(bytes);
  }

  private List<@Nullable Object> list(Schema element, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = size(depth); i > 0; i--) {
      list.add(value(element, depth + 1));
    }
    return list;
  }

  private int size(int depth) {
    return depth > DEEPEST ? 0 : random.nextInt(4);
  }

  private Map<@Nullable Object, @Nullable Object> map(Schema schema, int depth) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = size(depth); i > 0; i--) {
      Object key = value(schema.keySchema(), depth + 1);
      // Two that differ only for Java, as an unset default and a set one, are one entry.
      if (map.keySet().stream().noneMatch(other -> ValueEquality.same(other, key))) {
        map.put(
            key instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key,
            value(schema.valueSchema(), depth + 1));
      }
    }
    return map;
  }

  private Struct struct(Schema schema, int depth) {
    Struct struct = new Struct(schema);
    if (Unions.NAME.equals(schema.name()) && !schema.fields().isEmpty()) {
      Field chosen = schema.fields().get(random.nextInt(schema.fields().size()));
      return struct.put(chosen, present(chosen.schema(), depth + 1));
    }
    for (Field field : schema.fields()) {
      boolean defaulted = field.schema().defaultValue() != null;
      if (defaulted && customary) {
        struct.put(field, present(field.schema(), depth + 1));
      } else if (!defaulted || random.nextInt(4) != 0) {
        struct.put(field, value(field.schema(), depth + 1));
      }
    }
    return struct;
  }
}
