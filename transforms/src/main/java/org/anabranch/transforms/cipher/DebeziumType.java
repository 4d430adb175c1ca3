package org.anabranch.transforms.cipher;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.anabranch.records.bytes.ByteWriter;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's semantic types of version 1, which have a short code. Another version of one, or one
 * with further parameters, is written in the long form.
 */
enum DebeziumType {
  DATE(1, "time.Date", Schema.Type.INT32),
  TIME(2, "time.Time", Schema.Type.INT32),
  MICRO_TIME(3, "time.MicroTime", Schema.Type.INT64),
  NANO_TIME(4, "time.NanoTime", Schema.Type.INT64),
  TIMESTAMP(5, "time.Timestamp", Schema.Type.INT64),
  MICRO_TIMESTAMP(6, "time.MicroTimestamp", Schema.Type.INT64),
  NANO_TIMESTAMP(7, "time.NanoTimestamp", Schema.Type.INT64),
  ZONED_TIME(8, "time.ZonedTime", Schema.Type.STRING),
  ZONED_TIMESTAMP(9, "time.ZonedTimestamp", Schema.Type.STRING),
  INTERVAL(10, "time.Interval", Schema.Type.STRING),
  MICRO_DURATION(11, "time.MicroDuration", Schema.Type.INT64),
  NANO_DURATION(12, "time.NanoDuration", Schema.Type.INT64),
  YEAR(13, "time.Year", Schema.Type.INT32),
  ISO_DATE(14, "time.IsoDate", Schema.Type.STRING),
  ISO_TIME(15, "time.IsoTime", Schema.Type.STRING),
  ISO_TIMESTAMP(16, "time.IsoTimestamp", Schema.Type.STRING),
  JSON(17, "data.Json", Schema.Type.STRING),
  UUID(18, "data.Uuid", Schema.Type.STRING),
  XML(19, "data.Xml", Schema.Type.STRING),
  LTREE(20, "data.Ltree", Schema.Type.STRING),
  TSVECTOR(21, "data.Tsvector", Schema.Type.STRING),
  BITS(22, "data.Bits", Schema.Type.BYTES, "length"),
  ENUM(23, "data.Enum", Schema.Type.STRING, "allowed"),
  ENUM_SET(24, "data.EnumSet", Schema.Type.STRING, "allowed");

  private static final Map<String, DebeziumType> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(type -> type.name, Function.identity()));
  private static final Map<Integer, DebeziumType> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(type -> type.number, Function.identity()));

  private final int number;
  private final String name;
  private final Schema.Type type;
  private final @Nullable String parameter;

  DebeziumType(int number, String name, Schema.Type type) {
    this(number, name, type, null);
  }

  DebeziumType(int number, String name, Schema.Type type, @Nullable String parameter) {
    this.number = number;
    this.name = "io.debezium." + name;
    this.type = type;
    this.parameter = parameter;
  }

  /** The type of a required schema; null where it is none of these exactly. */
  static @Nullable ValueType of(Schema schema) {
    DebeziumType known = BY_NAME.get(String.valueOf(schema.name()));
    if (known == null) {
      return null;
    }
    Map<String, String> parameters = schema.parameters();
    String argument =
        known.parameter == null || parameters == null ? null : parameters.get(known.parameter);
    if (known.parameter != null && argument == null) {
      return null;
    }
    ValueType type = known.with(argument);
    return schema.equals(type.schema()) ? type : null;
  }

  /** Moves behind the code, which is read after its first byte. */
  static void skip(ByteReader in) {
    if (numbered(in).parameter != null) {
      in.block();
    }
  }

  static ValueType read(ByteReader in) {
    DebeziumType known = numbered(in);
    return known.with(known.parameter == null ? null : in.text());
  }

  /** The second byte of the code. */
  int number() {
    return number;
  }

  /** The schema's name. */
  String schemaName() {
    return name;
  }

  private static DebeziumType numbered(ByteReader in) {
    DebeziumType known = BY_NUMBER.get(in.octet());
    if (known == null) {
      throw Plaintext.unreadable();
    }
    return known;
  }

  private ValueType with(@Nullable String argument) {
    ByteWriter code = new ByteWriter(2);
    code.octet(TypeCodes.DEBEZIUM);
    code.octet(number);
    SchemaBuilder schema = SchemaBuilder.type(type).name(name).version(1);
    if (parameter != null && argument != null) {
      schema.parameter(parameter, argument);
      code.text(argument);
    }
    return new ValueType(code.toBytes(), payload(), schema.build(), 0);
  }

  private Payload payload() {
    return switch (type) {
      case INT32 -> Payload.INT32;
      case INT64 -> Payload.INT64;
      case BYTES -> Payload.BYTES;
      default -> Payload.TEXT;
    };
  }
}
