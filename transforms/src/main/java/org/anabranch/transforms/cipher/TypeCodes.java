package org.anabranch.transforms.cipher;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.bytes.ByteWriter;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Which code stands for which type, as the table in docs/formats/ciphertexts.md says. */
final class TypeCodes {

  static final int DATE = 0x0a;
  static final int TIME = 0x0b;
  static final int TIMESTAMP = 0x0c;
  static final int DECIMAL = 0x0d;
  static final int DEBEZIUM = 0x10;
  static final int LONG_FORM = 0x7f;

  /** Added to the code of a type where a value of it has no schema. */
  static final int WITHOUT_SCHEMA = 0x80;

  /** Lists and maps without a schema. */
  static final int TREE = 0x90;

  static final ValueType SCHEMALESS_MILLIS = type(WITHOUT_SCHEMA | TIMESTAMP, Payload.MILLIS, null);
  static final ValueType SCHEMALESS = type(TREE, Payload.TAGGED, null);

  /** Connect's plain types by their code less one. */
  private static final List<Schema.Type> PLAIN =
      List.of(
          Schema.Type.INT8,
          Schema.Type.INT16,
          Schema.Type.INT32,
          Schema.Type.INT64,
          Schema.Type.FLOAT32,
          Schema.Type.FLOAT64,
          Schema.Type.BOOLEAN,
          Schema.Type.STRING,
          Schema.Type.BYTES);

  private static final Map<String, ValueType> LOGICAL =
      Map.of(
          Date.LOGICAL_NAME, type(DATE, Payload.MILLIS, Date.SCHEMA),
          Time.LOGICAL_NAME, type(TIME, Payload.MILLIS, Time.SCHEMA),
          Timestamp.LOGICAL_NAME, type(TIMESTAMP, Payload.MILLIS, Timestamp.SCHEMA));

  /** Types whose code is one byte. */
  private static final @Nullable ValueType[] SINGLE = singles();

  private static final Map<Schema.Type, ValueType> OF_SCHEMA = plain(0);
  private static final Map<Schema.Type, ValueType> OF_VALUE = plain(WITHOUT_SCHEMA);

  private TypeCodes() {}

  /** The type of plain values; null for values that a name or a structure gives a meaning. */
  static @Nullable ValueType plain(Schema schema) {
    boolean plain =
        schema.type().isPrimitive()
            && schema.name() == null
            && schema.version() == null
            && isEmpty(schema.parameters());
    return plain ? OF_SCHEMA.get(schema.type()) : null;
  }

  /** The type of values without a schema that have one of Connect's plain types. */
  static ValueType schemaless(Schema.Type type) {
    ValueType plain = OF_VALUE.get(type);
    return plain == null ? SCHEMALESS : plain;
  }

  static ValueType schemalessDecimal(int scale) {
    return new ValueType(scaled(WITHOUT_SCHEMA | DECIMAL, scale), Payload.DECIMAL, null, scale);
  }

  /** A required schema's type. */
  static ValueType of(Schema schema) {
    ValueType logical = LOGICAL.get(String.valueOf(schema.name()));
    if (logical != null && schema.equals(logical.schema())) {
      return logical;
    }
    ValueType decimal = decimal(schema);
    if (decimal != null) {
      return decimal;
    }
    ValueType debezium = DebeziumType.of(schema);
    return debezium == null ? LongForm.of(schema) : debezium;
  }

  /** The type that a plaintext begins with; null where its code is longer than a byte. */
  static @Nullable ValueType single(byte[] plain) {
    if (plain.length == 0) {
      throw Plaintext.unreadable();
    }
    return SINGLE[plain[0] & 0xff];
  }

  /** Moves behind a code that is longer than a byte. */
  static void skip(ByteReader in) {
    switch (in.octet()) {
      case DECIMAL, WITHOUT_SCHEMA | DECIMAL -> in.zigzag();
      case DEBEZIUM -> DebeziumType.skip(in);
      case LONG_FORM -> in.block();
      default -> throw Plaintext.unreadable();
    }
  }

  /** The type that a code longer than a byte stands for. */
  static ValueType of(ByteReader code) {
    return switch (code.octet()) {
      case DECIMAL -> decimal(code.zigzag());
      case WITHOUT_SCHEMA | DECIMAL -> schemalessDecimal(code.zigzag());
      case DEBEZIUM -> DebeziumType.read(code);
      default -> LongForm.read(code.block());
    };
  }

  private static @Nullable ValueType decimal(Schema schema) {
    if (!Decimal.LOGICAL_NAME.equals(schema.name()) || isEmpty(schema.parameters())) {
      return null;
    }
    try {
      int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
      ValueType decimal = decimal(scale);
      return schema.equals(decimal.schema()) ? decimal : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static ValueType decimal(int scale) {
    return new ValueType(scaled(DECIMAL, scale), Payload.DECIMAL, Decimal.schema(scale), scale);
  }

  private static byte[] scaled(int code, int scale) {
    ByteWriter out = new ByteWriter(2);
    out.octet(code);
    TaggedWriter.zigzag(out, scale);
    return out.toBytes();
  }

  private static @Nullable ValueType[] singles() {
    @Nullable ValueType[] singles = new ValueType[0x100];
    for (int code = 1; code <= PLAIN.size(); code++) {
      Schema.Type type = PLAIN.get(code - 1);
      singles[code] = type(code, payload(type), SchemaBuilder.type(type).build());
      singles[WITHOUT_SCHEMA | code] = type(WITHOUT_SCHEMA | code, payload(type), null);
    }
    LOGICAL.values().forEach(type -> singles[type.code()[0]] = type);
    singles[WITHOUT_SCHEMA | TIMESTAMP] = SCHEMALESS_MILLIS;
    singles[TREE] = SCHEMALESS;
    return singles;
  }

  private static Map<Schema.Type, ValueType> plain(int added) {
    Map<Schema.Type, ValueType> types = new EnumMap<>(Schema.Type.class);
    for (int code = 1; code <= PLAIN.size(); code++) {
      types.put(PLAIN.get(code - 1), Objects.requireNonNull(SINGLE[added | code]));
    }
    return types;
  }

  private static Payload payload(Schema.Type type) {
    return type == Schema.Type.STRING ? Payload.TEXT : Payload.valueOf(type.name());
  }

  private static ValueType type(int code, Payload payload, @Nullable Schema schema) {
    return new ValueType(new byte[] {(byte) code}, payload, schema, 0);
  }

  private static boolean isEmpty(@Nullable Map<String, String> parameters) {
    return parameters == null || parameters.isEmpty();
  }
}
