package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of everything that Connect knows, a seed each, nested and oddly named; or only such of
 * them as Confluent's converter carries exactly: each name once and one of Avro's, logical types of
 * their version, unions of what it tells apart.
 */
final class SchemaGenerator {

  private static final int DEEPEST = 4;
  private static final List<String> STRUCT_NAMES =
      List.of(
          "ns.Row",
          "ns.Row",
          "Row",
          "inv.customers.Value",
          "io.debezium.data.Source",
          "my-topic.Value",
          "a..b",
          "1st",
          "Zoë",
          "",
          "int",
          "record",
          "ns.Row_2",
          Maps.FULL_NAME,
          ToAvro.NAMELESS);
  private static final List<String> FIELD_NAMES =
      List.of(
          "id", "name", "key", "value", "a_b", "a-b", "a.b", "1", "", "__op", "class", "größe",
          "x1", "x2", "x3");

  /** Debezium's names of types, each with the type that it has there. */
  private static final Map<String, Schema.Type> DEBEZIUM =
      Map.of(
          "io.debezium.time.MicroTimestamp", Schema.Type.INT64,
          "io.debezium.time.NanoTime", Schema.Type.INT64,
          "io.debezium.time.Date", Schema.Type.INT32,
          "io.debezium.time.Year", Schema.Type.INT32,
          "io.debezium.time.ZonedTimestamp", Schema.Type.STRING,
          "io.debezium.data.Uuid", Schema.Type.STRING,
          "io.debezium.data.Json", Schema.Type.STRING,
          "io.debezium.data.Bits", Schema.Type.BYTES);

  private final Random random;
  private final boolean customary;
  private final ValueGenerator values;
  private int names;

  private SchemaGenerator(Random random, boolean customary) {
    this.random = random;
    this.customary = customary;
    this.values = new ValueGenerator(random, customary);
  }

  static SchemaGenerator odd(Random random) {
    return new SchemaGenerator(random, false);
  }

  static SchemaGenerator customary(Random random) {
    return new SchemaGenerator(random, true);
  }

  /** One of the names, or one that no other has. */
  private String named(List<String> of) {
    return customary ? "ns.Type" + names++ : pick(of);
  }

  /** Mostly a struct, as records are. */
  Schema schema() {
    return random.nextInt(5) == 0 ? schema(0) : struct(0);
  }

  private Schema schema(int depth) {
    return switch (random.nextInt(depth >= DEEPEST ? 6 : 13)) {
      case 0, 1, 2 -> scalar();
      case 3 -> logical();
      case 4 -> debezium();
      case 5 -> random.nextBoolean() ? enumeration() : fixed();
      case 6, 7 -> finish(Schema.Type.ARRAY, name(), null, null, null, schema(depth + 1));
      case 8 ->
          finish(Schema.Type.MAP, name(), null, null, Schema.STRING_SCHEMA, schema(depth + 1));
      case 9 -> {
        String name = customary ? named(List.of()) : name();
        Schema key = customary ? Schema.INT64_SCHEMA : schema(depth + 2);
        yield finish(Schema.Type.MAP, name, null, null, key, schema(depth + 1));
      }
      case 10 -> random.nextInt(3) == 0 ? recursive() : union(depth);
      default -> struct(depth);
    };
  }

  private Schema scalar() {
    Schema.Type[] types = {
      Schema.Type.INT8, Schema.Type.INT16, Schema.Type.INT32, Schema.Type.INT64,
      Schema.Type.FLOAT32, Schema.Type.FLOAT64, Schema.Type.BOOLEAN, Schema.Type.STRING,
      Schema.Type.BYTES
    };
    return finish(types[random.nextInt(types.length)], name(), null, null, null, null);
  }

  private Schema logical() {
    return switch (random.nextInt(4)) {
      case 0 -> {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(Decimal.SCALE_FIELD, String.valueOf(random.nextInt(12) - 2));
        if (random.nextBoolean()) {
          parameters.put(Properties.DECIMAL_PRECISION, String.valueOf(40));
        }
        yield finish(Schema.Type.BYTES, Decimal.LOGICAL_NAME, parameters, null, null, null);
      }
      case 1 -> finish(Schema.Type.INT32, Date.LOGICAL_NAME, null, null, null, null);
      case 2 -> finish(Schema.Type.INT32, Time.LOGICAL_NAME, null, null, null, null);
      default -> finish(Schema.Type.INT64, Timestamp.LOGICAL_NAME, null, null, null, null);
    };
  }

  private Schema debezium() {
    List<String> names = DEBEZIUM.keySet().stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    Schema.Type type = DEBEZIUM.getOrDefault(name, Schema.Type.STRING);
    return finish(type, name, null, null, null, null);
  }

  private Schema enumeration() {
    Map<String, String> parameters = new LinkedHashMap<>();
    String name = named(List.of("ns.Colour", "Colour", "ns.Row", "ns.Größe"));
    parameters.put(Enums.NAME, name);
    for (String symbol : List.of("RED", "GREEN", "BLUE").subList(0, 1 + random.nextInt(3))) {
      parameters.put(Enums.NAME + "." + symbol, symbol);
    }
    if (!customary && random.nextInt(5) == 0) {
      parameters.put(Enums.NAME + ".no symbol", "no symbol");
    }
    String called = !customary && random.nextInt(3) == 0 ? null : name;
    return finish(Schema.Type.STRING, called, parameters, null, null, null);
  }

  private Schema fixed() {
    String size = pick(customary ? List.of("1", "16") : List.of("0", "1", "16", "x"));
    return finish(
        Schema.Type.BYTES,
        named(List.of("ns.Hash", "Hash", "ns.Row")),
        new LinkedHashMap<>(Map.of(Properties.FIXED_SIZE, size)),
        null,
        null,
        null);
  }

  private Schema struct(int depth) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = random.nextInt(depth == 0 ? 8 : 5); i > 0; i--) {
      names.add(customary ? "field_" + i : pick(FIELD_NAMES));
    }
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(new Field(name, fields.size(), schema(depth + 1)));
    }
    boolean nameless = random.nextInt(4) == 0 && (!customary || depth == 0);
    String name = nameless ? null : named(STRUCT_NAMES);
    return finish(Schema.Type.STRUCT, name, null, fields, null, null);
  }

  /** One whose fields are branches, or one that only has the name. */
  private Schema union(int depth) {
    List<Field> fields = new ArrayList<>();
    fields.add(
        new Field(
            "int",
            0,
            bare(customary || random.nextBoolean() ? Schema.Type.INT32 : Schema.Type.INT8)));
    fields.add(new Field("string", 1, Schema.OPTIONAL_STRING_SCHEMA));
    if (random.nextBoolean()) {
      Schema array = SchemaBuilder.array(schema(depth + 1)).optional().build();
      fields.add(new Field("array", 2, array));
    }
    if (!customary && random.nextInt(4) == 0) {
      fields.add(new Field("other", fields.size(), Schema.OPTIONAL_INT64_SCHEMA));
    }
    boolean optional = !customary && random.nextBoolean();
    return new ConnectSchema(
        Schema.Type.STRUCT,
        optional,
        null,
        Unions.NAME,
        !customary && random.nextInt(5) == 0 ? 3 : null,
        null,
        null,
        fields,
        null,
        null);
  }

  private static Schema bare(Schema.Type type) {
    return new ConnectSchema(type, true, null, null, null, null);
  }

  /** A struct within itself: as a field, in an array and in a map. */
  private Schema recursive() {
    SchemaBuilder node = SchemaBuilder.struct().name(named(List.of("ns.Node", "Node", "no-de")));
    node.field("held", schema(DEEPEST));
    if (random.nextBoolean()) {
      node.optional().field("next", node);
    }
    if (random.nextBoolean()) {
      node.field("children", SchemaBuilder.array(node).build());
    }
    if (random.nextBoolean()) {
      node.field("named", SchemaBuilder.map(Schema.STRING_SCHEMA, node).optional().build());
    }
    return node.build();
  }

  /** All that may be said of any schema. */
  private Schema finish(
      Schema.Type type,
      @Nullable String name,
      @Nullable Map<String, String> given,
      @Nullable List<Field> fields,
      @Nullable Schema key,
      @Nullable Schema value) {
    Map<String, String> parameters = given;
    if (random.nextInt(6) == 0) {
      parameters = given == null ? new LinkedHashMap<>() : given;
      for (int i = random.nextInt(3) + (customary ? 1 : 0); i > 0; i--) {
        parameters.put("p." + i, pick(List.of("", "ß", "v")));
      }
    }
    Integer version = random.nextInt(3) == 0 ? (Integer) random.nextInt(4) : null;
    if (customary && name != null && name.startsWith("org.apache.kafka")) {
      version = 1;
    }
    String doc = random.nextInt(8) == 0 ? pick(List.of("", "says \"what\"", "größer")) : null;
    boolean optional = random.nextInt(3) == 0;
    Schema plain =
        new ConnectSchema(type, optional, null, name, version, doc, parameters, fields, key, value);
    Object defaultValue = random.nextInt(6) == 0 ? values.present(plain) : null;
    if (defaultValue == null || (customary && !isCarried(plain, defaultValue))) {
      return plain;
    }
    return new ConnectSchema(
        type, optional, defaultValue, name, version, doc, parameters, fields, key, value);
  }

  private static boolean isCarried(Schema schema, Object defaultValue) {
    return DefaultJson.isCommon(schema, defaultValue)
        && (schema.type() != Schema.Type.STRUCT || !schema.isOptional());
  }

  private @Nullable String name() {
    return random.nextInt(5) == 0 ? named(List.of("my.Type", "odd-name", "ns.Row")) : null;
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
