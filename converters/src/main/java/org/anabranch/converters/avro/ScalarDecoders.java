package org.anabranch.converters.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Decoders of what contains no other values, by the Connect type that was made of Avro's. */
final class ScalarDecoders {

  static final Decoder TEXT = AvroInput::readString;
  static final Decoder INT32 = AvroInput::readInt;
  static final Decoder INT64 = AvroInput::readLong;

  private ScalarDecoders() {}

  static Decoder of(Schema connect, org.apache.avro.Schema avro) {
    return switch (connect.type()) {
      case INT8 ->
          in -> {
            int value = in.readInt();
            if ((byte) value != value) {
              throw new Misfit("a number takes more than 8 bits");
            }
            return (byte) value;
          };
      case INT16 ->
          in -> {
            int value = in.readInt();
            if ((short) value != value) {
              throw new Misfit("a number takes more than 16 bits");
            }
            return (short) value;
          };
      case INT32 -> int32(connect);
      case INT64 ->
          Timestamp.LOGICAL_NAME.equals(connect.name())
              ? in -> Timestamp.toLogical(connect, in.readLong())
              : INT64;
      case FLOAT32 -> AvroInput::readFloat;
      case FLOAT64 -> AvroInput::readDouble;
      case BOOLEAN -> AvroInput::readBoolean;
      case STRING ->
          avro.getType() == org.apache.avro.Schema.Type.ENUM
              ? Decoders.symbol(avro.getEnumSymbols())
              : TEXT;
      case BYTES ->
          avro.getType() == org.apache.avro.Schema.Type.FIXED
              ? bytes(connect, Decoders.fixed(avro.getFixedSize()))
              : bytes(connect);
      default -> throw new Misfit("Avro's " + avro.getType().getName() + " has no such type");
    };
  }

  private static Decoder int32(Schema connect) {
    if (Date.LOGICAL_NAME.equals(connect.name())) {
      return in -> Date.toLogical(connect, in.readInt());
    }
    if (Time.LOGICAL_NAME.equals(connect.name())) {
      return in -> Time.toLogical(connect, in.readInt());
    }
    return INT32;
  }

  private static Decoder bytes(Schema connect) {
    if (!Decimal.LOGICAL_NAME.equals(connect.name())) {
      return AvroInput::readBytes;
    }
    int scale = Decimals.scale(connect);
    return in -> new BigDecimal(in.readNumber(), scale);
  }

  /** As they are, or the decimal that they are. */
  static Decoder bytes(Schema connect, Decoder bytes) {
    if (!Decimal.LOGICAL_NAME.equals(connect.name())) {
      return bytes;
    }
    int scale = Decimals.scale(connect);
    return in -> {
      if (!(bytes.decode(in) instanceof byte[] unscaled) || unscaled.length == 0) {
        throw new Misfit("a decimal has no bytes");
      }
      return new BigDecimal(new BigInteger(unscaled), scale);
    };
  }
}
