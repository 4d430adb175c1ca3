package org.anabranch.converters.avro;

import static org.anabranch.converters.avro.Misfit.required;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Values without a schema: a record with a field for each kind of value, one of which is not null;
 * if all are, so is the value. Bytes and shorts come back as integers.
 */
final class Anything {

  private static final String NAME = Properties.NAMESPACE + ".Anything";
  static final Schema SCHEMA = schema();

  private static final int BOOLEAN = 0;
  private static final int BYTES = 1;
  private static final int DOUBLE = 2;
  private static final int FLOAT = 3;
  private static final int INT = 4;
  private static final int LONG = 5;
  private static final int STRING = 6;
  private static final int ARRAY = 7;
  private static final int MAP = 8;
  private static final int KINDS = 9;

  private static final Encoder ELEMENTS = Encoders.array(Anything::encode);
  private static final Encoder ENTRIES = Encoders.map(Anything::encode, Anything::encode);
  private static final Decoder DECODED_ELEMENTS = Decoders.array(Anything::decode, false);
  private static final Decoder DECODED_ENTRIES =
      Decoders.map(Decoders.asKey(Anything::decode), Anything::decode, false);

  private Anything() {}

  private static Schema schema() {
    Schema anything = Schema.createRecord(NAME, null, null, false);
    Schema entry = Schema.createRecord(Maps.FULL_NAME, null, null, false);
    entry.setFields(
        List.of(new Schema.Field(Maps.KEY, anything), new Schema.Field(Maps.VALUE, anything)));
    List<Schema.Field> fields = new ArrayList<>();
    Stream.of("boolean", "bytes", "double", "float", "int", "long", "string")
        .forEach(type -> fields.add(field(type, new Schema.Parser().parse('"' + type + '"'))));
    fields.add(field("array", Schema.createArray(anything)));
    fields.add(field("map", Schema.createArray(entry)));
    anything.setFields(fields);
    return anything;
  }

  private static Schema.Field field(String name, Schema type) {
    return new Schema.Field(
        name,
        Schema.createUnion(Schema.create(Schema.Type.NULL), type),
        null,
        JsonProperties.NULL_VALUE);
  }

  /** Whether values of the schema have none in Connect. */
  static boolean is(Schema avro) {
    return avro.getType() == Schema.Type.RECORD
        && avro.getFullName().equals(NAME)
        && avro.equals(SCHEMA);
  }

  static void encode(@Nullable Object value, AvroOutput out) {
    out.depth().enter();
    int kind = value == null ? KINDS : kind(value);
    for (int i = 0; i < KINDS; i++) {
      if (i == kind) {
        out.writeInt(1);
        encode(kind, required(value), out);
      } else {
        out.writeInt(0);
      }
    }
    out.depth().leave();
  }

  private static int kind(Object value) {
    if (value instanceof String) {
      return STRING;
    } else if (value instanceof Map<?, ?>) {
      return MAP;
    } else if (value instanceof Long) {
      return LONG;
    } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return INT;
    } else if (value instanceof Boolean) {
      return BOOLEAN;
    } else if (value instanceof Double) {
      return DOUBLE;
    } else if (value instanceof List<?>) {
      return ARRAY;
    } else if (value instanceof byte[] || value instanceof ByteBuffer) {
      return BYTES;
    } else if (value instanceof Float) {
      return FLOAT;
    }
    throw new Misfit(
        "a value without schema is a "
            + value.getClass().getName()
            + ", which only a schema can describe");
  }

  private static void encode(int kind, Object value, AvroOutput out) {
    switch (kind) {
      case BOOLEAN -> out.writeByte((Boolean) value ? 1 : 0);
      case BYTES ->
          out.writeBytes(value instanceof byte[] a ? ByteBuffer.wrap(a) : (ByteBuffer) value);
      case DOUBLE -> out.writeDouble((Double) value);
      case FLOAT -> out.writeFloat((Float) value);
      case INT -> out.writeInt(((Number) value).intValue());
      case LONG -> out.writeLong((Long) value);
      case STRING -> out.writeString((String) value);
      case ARRAY -> ELEMENTS.encode(value, out);
      default -> ENTRIES.encode(value, out);
    }
  }

  static @Nullable Object decode(AvroInput in) {
    in.depth().enter();
    Object value = null;
    for (int kind = 0; kind < KINDS; kind++) {
      int branch = in.readInt();
      if ((branch & ~1) != 0) {
        throw new Misfit("a union's branch is claimed that there is not");
      }
      if (branch == 1) {
        value = decode(kind, in);
      }
    }
    in.depth().leave();
    return value;
  }

  private static @Nullable Object decode(int kind, AvroInput in) {
    return switch (kind) {
      case BOOLEAN -> in.readBoolean();
      case BYTES -> in.readBytes();
      case DOUBLE -> in.readDouble();
      case FLOAT -> in.readFloat();
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case STRING -> in.readString();
      case ARRAY -> DECODED_ELEMENTS.decode(in);
      default -> DECODED_ENTRIES.decode(in);
    };
  }
}
