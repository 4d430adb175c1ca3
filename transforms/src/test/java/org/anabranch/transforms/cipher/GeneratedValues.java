package org.anabranch.transforms.cipher;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Schemas and values by a seed: each of Connect's types, logical ones, Debezium's, nested ones. */
public final class GeneratedValues {

  private static final int DEPTH_MAX = 3;
  private static final List<Schema.Type> PRIMITIVES =
      Arrays.stream(Schema.Type.values()).filter(Schema.Type::isPrimitive).toList();

  private final Random random;

  public GeneratedValues(long seed) {
    // Neighbouring seeds begin alike in java.util.Random.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** A copy that is required, without default and documentation. */
  static Schema required(Schema schema) {
    boolean struct = schema.type() == Schema.Type.STRUCT;
    boolean map = schema.type() == Schema.Type.MAP;
    return new ConnectSchema(
        schema.type(),
        false,
        null,
        schema.name(),
        schema.version(),
        null,
        schema.parameters(),
        struct ? schema.fields() : null,
        map ? schema.keySchema() : null,
        map || schema.type() == Schema.Type.ARRAY ? schema.valueSchema() : null);
  }

  public Schema schema() {
    return schema(0);
  }

  public Object value(Schema schema) {
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      return decimal(Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)));
    }
    if (schema.name() != null && schema.name().startsWith("org.apache.kafka.connect.data.")) {
      return java.util.Date.from(Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)));
    }
    return switch (schema.type()) {
      case ARRAY -> list(schema.valueSchema());
      case MAP -> map(schema.keySchema(), schema.valueSchema());
      case STRUCT -> struct(schema);
      default -> primitive(schema.type());
    };
  }

  public Object schemaless() {
    return schemaless(0);
  }

  private Object schemaless(int depth) {
    int kind = random.nextInt(depth < DEPTH_MAX ? 13 : 11);
    if (kind < PRIMITIVES.size()) {
      return primitive(PRIMITIVES.get(kind));
    }
    return switch (kind) {
      case 9 -> decimal(random.nextInt(40) - 20);
      case 10 -> java.util.Date.from(Instant.ofEpochMilli(random.nextInt()));
      case 11 -> {
        List<@Nullable Object> list = new ArrayList<>();
        times(() -> list.add(sometimesNull(schemaless(depth + 1))));
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        times(() -> map.put(text(), sometimesNull(schemaless(depth + 1))));
        yield map;
      }
    };
  }

  private Schema schema(int depth) {
    SchemaBuilder builder =
        switch (random.nextInt(depth < DEPTH_MAX ? 10 : 7)) {
          case 0 -> Decimal.builder(random.nextInt(60) - 20);
          case 1 -> List.of(Date.builder(), Time.builder(), Timestamp.builder()).get(below(3));
          case 2 -> debezium();
          case 3 -> SchemaBuilder.type(PRIMITIVES.get(below(9))).name("com.example.Own").version(7);
          case 7 -> SchemaBuilder.array(schema(depth + 1));
          case 8 -> SchemaBuilder.map(schema(depth + 1), schema(depth + 1));
          case 9 -> structSchema(depth);
          default -> SchemaBuilder.type(PRIMITIVES.get(below(9)));
        };
    if (random.nextBoolean()) {
      builder.optional();
    }
    if (below(5) == 0) {
      builder.doc("What it is");
    }
    if (below(8) == 0) {
      builder.parameter("__debezium.source.column.type", "VARCHAR");
    }
    return builder.build();
  }

  private SchemaBuilder structSchema(int depth) {
    SchemaBuilder struct = SchemaBuilder.struct().name("com.example.S" + below(5));
    for (int i = below(5); i > 0; i--) {
      struct.field("field " + i, schema(depth + 1));
    }
    if (random.nextBoolean()) {
      struct.field(
          "plan", SchemaBuilder.string().optional().defaultValue(random.nextInt() + "").build());
    }
    return struct;
  }

  private SchemaBuilder debezium() {
    return switch (below(6)) {
      case 0 -> SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
      case 1 -> SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
      case 2 -> SchemaBuilder.string().name("io.debezium.data.Json").version(1 + below(2));
      case 3 -> SchemaBuilder.bytes().name("io.debezium.data.Bits").version(1);
      case 4 ->
          SchemaBuilder.string()
              .name("io.debezium.data.Enum")
              .version(1)
              .parameter("allowed", "a,ä" + below(3));
      default ->
          SchemaBuilder.bytes()
              .name("io.debezium.data.Bits")
              .version(1)
              .parameter("length", "" + below(100));
    };
  }

  private Struct struct(Schema schema) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      boolean absent = field.schema().isOptional() && below(3) == 0;
      struct.put(field, absent ? null : value(field.schema()));
    }
    return struct;
  }

  private List<@Nullable Object> list(Schema element) {
    List<@Nullable Object> list = new ArrayList<>();
    times(() -> list.add(element.isOptional() ? sometimesNull(value(element)) : value(element)));
    return list;
  }

  private Map<Object, @Nullable Object> map(Schema key, Schema entry) {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    times(
        () -> map.put(value(key), entry.isOptional() ? sometimesNull(value(entry)) : value(entry)));
    return map;
  }

  private Object primitive(Schema.Type type) {
    return switch (type) {
      case INT8 -> (byte) random.nextInt();
      case INT16 -> (short) random.nextInt();
      case INT32 -> random.nextInt();
      case INT64 -> random.nextLong();
      case FLOAT32 -> floating();
      case FLOAT64 -> random.nextBoolean() ? (double) floating() : random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      default -> {
        byte[] bytes = new byte[below(40)];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }

  private float floating() {
    float[] odd = {Float.NaN, -0.0f, 0f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1.5f};
    return odd[below(odd.length)];
  }

  private BigDecimal decimal(int scale) {
    return new BigDecimal(new BigInteger(below(200), random).subtract(BigInteger.TEN), scale);
  }

  private String text() {
    int[] codePoints = {0, 'a', 'Z', '"', 0xe4, 0x4f1a, 0x1f600, 0x10ffff};
    StringBuilder text = new StringBuilder();
    for (int i = below(40); i > 0; i--) {
      text.appendCodePoint(codePoints[below(codePoints.length)]);
    }
    return text.toString();
  }

  private @Nullable Object sometimesNull(Object value) {
    return below(4) == 0 ? null : value;
  }

  private void times(Runnable action) {
    for (int i = below(4); i > 0; i--) {
      action.run();
    }
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }
}
