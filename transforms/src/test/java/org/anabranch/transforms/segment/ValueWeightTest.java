package org.anabranch.transforms.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's JsonConverter is what is compared with, in all its forms. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValueWeightTest {

  private static final List<Schema> LEAVES =
      List.of(
          Schema.INT8_SCHEMA,
          Schema.INT64_SCHEMA,
          Schema.FLOAT64_SCHEMA,
          Schema.BOOLEAN_SCHEMA,
          Schema.STRING_SCHEMA,
          Schema.BYTES_SCHEMA,
          SchemaBuilder.string().optional().doc("a \"text\"").defaultValue("\u0001\u0001").build(),
          SchemaBuilder.int32().name("of.a.name").version(3).parameter("allowed", "a,b").build(),
          Timestamp.SCHEMA,
          Decimal.schema(40));

  private final ValueWeight weights = new ValueWeight();

  private static Schema schema(Random random, int depth) {
    int kind = depth == 0 ? 3 : random.nextInt(6);
    return switch (kind) {
      case 0 -> SchemaBuilder.array(schema(random, depth - 1)).build();
      case 1 -> SchemaBuilder.map(Schema.STRING_SCHEMA, schema(random, depth - 1)).build();
      case 2 -> {
        SchemaBuilder struct = SchemaBuilder.struct().name("s" + random.nextInt(9));
        for (int field = random.nextInt(5); field >= 0; field--) {
          struct.field("\"f" + field, schema(random, depth - 1));
        }
        yield struct.build();
      }
      default -> LEAVES.get(random.nextInt(LEAVES.size()));
    };
  }

  private static Object value(Random random, Schema schema) {
    if (Timestamp.LOGICAL_NAME.equals(schema.name())) {
      return Date.from(Instant.ofEpochMilli(random.nextLong()));
    }
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      return new BigDecimal(new BigInteger(300, random), 40);
    }
    return switch (schema.type()) {
      case INT8 -> (byte) random.nextInt();
      case INT32 -> random.nextInt();
      case INT64 -> random.nextLong();
      case FLOAT64 -> -random.nextDouble() * Math.pow(10, random.nextInt(600) - 300);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(random);
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(50)]);
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, schema.valueSchema()));
        }
        yield list;
      }
      case MAP -> {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(random), value(random, schema.valueSchema()));
        }
        yield map;
      }
      case STRUCT -> {
        Struct struct = new Struct(schema);
        for (Field field : schema.fields()) {
          struct.put(field, value(random, field.schema()));
        }
        yield struct;
      }
      default -> throw new IllegalArgumentException(schema.type().getName());
    };
  }

  private static String text(Random random) {
    int[] any = random.ints(random.nextInt(30), 0, 0x3000).toArray();
    return random.nextBoolean() ? new String(any, 0, any.length) : "\u0001".repeat(any.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void no_value_takes_more_as_json_than_it_weighs(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      Schema schema = schema(random, 4);
      Object value = value(random, schema);
      for (String decimals : List.of("base64", "numeric")) {
        for (boolean schemas : new boolean[] {true, false}) {
          try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", schemas, "decimal.format", decimals), false);
            byte[] written = json.fromConnectData("t", schema, value);
            assertThat(weights.of(schema, value))
                .as("seed %d, round %d", seed, round)
                .isGreaterThanOrEqualTo(written.length);
          }
        }
      }
    }
  }

  @Test
  void what_nobody_can_weigh_counts_as_too_much() {
    assertThat(weights.of(null, new Object())).isEqualTo(Long.MAX_VALUE);
    assertThat(weights.of(null, List.of(1, List.of(new Object())))).isEqualTo(Long.MAX_VALUE);
    assertThat(weights.of(null, Map.of("a", new StringBuilder()))).isEqualTo(Long.MAX_VALUE);
  }
}
