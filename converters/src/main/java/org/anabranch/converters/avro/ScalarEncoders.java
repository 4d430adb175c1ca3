package org.anabranch.converters.avro;

import static org.anabranch.converters.avro.Misfit.required;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Encoders of what contains no other values, for any Avro type that can hold all of them. */
final class ScalarEncoders {

  private static final long DAY = 86_400_000;

  private ScalarEncoders() {}

  /**
   * The one for a Connect type and an Avro type.
   *
   * @throws Misfit if the Avro type could not hold every value, or would say something else
   */
  static Encoder of(Schema connect, org.apache.avro.Schema avro) {
    return switch (connect.type()) {
      case INT8, INT16, INT32, INT64 -> whole(connect, avro);
      case FLOAT32 -> float32(connect, avro);
      case FLOAT64 -> {
        demand(avro.getType() == org.apache.avro.Schema.Type.DOUBLE, connect, avro);
        yield (value, out) -> out.writeDouble((Double) required(value));
      }
      case BOOLEAN -> {
        demand(avro.getType() == org.apache.avro.Schema.Type.BOOLEAN, connect, avro);
        yield (value, out) -> out.writeByte((Boolean) required(value) ? 1 : 0);
      }
      case STRING -> text(connect, avro);
      case BYTES ->
          Decimal.LOGICAL_NAME.equals(connect.name())
              ? decimal(connect, avro)
              : bytes(connect, avro);
      default -> throw misfit(connect, avro);
    };
  }

  private static void demand(boolean fits, Schema connect, org.apache.avro.Schema avro) {
    if (!fits) {
      throw misfit(connect, avro);
    }
  }

  static Misfit misfit(Schema connect, org.apache.avro.Schema avro) {
    String name = connect.name() == null ? "" : " (" + connect.name() + ")";
    return new Misfit(
        connect.type()
            + name
            + " cannot be written as Avro's "
            + avro.getType().getName()
            + " without loss; register a schema whose field can hold it, or cast the field");
  }

  /** A whole number of Connect's, as any number of Avro's that holds it exactly. */
  private static Encoder whole(Schema connect, org.apache.avro.Schema avro) {
    Whole number = number(connect, Ticks.factor(connect, avro));
    boolean small = connect.type() == Schema.Type.INT8 || connect.type() == Schema.Type.INT16;
    boolean large = connect.type() == Schema.Type.INT64 || Ticks.factor(connect, avro) != 1;
    return switch (avro.getType()) {
      case LONG -> (value, out) -> out.writeLong(number.of(required(value)));
      case INT -> {
        demand(!large, connect, avro);
        yield (value, out) -> out.writeInt((int) number.of(required(value)));
      }
      case FLOAT -> {
        demand(small && Ticks.of(connect) == null, connect, avro);
        yield (value, out) -> out.writeFloat((float) number.of(required(value)));
      }
      case DOUBLE -> {
        demand(!large && Ticks.of(connect) == null, connect, avro);
        yield (value, out) -> out.writeDouble((double) number.of(required(value)));
      }
      default -> throw misfit(connect, avro);
    };
  }

  /** The number that a value stands for. */
  private interface Whole {

    /** In the Avro schema's ticks. */
    long of(Object value);
  }

  private static Whole number(Schema connect, long factor) {
    Whole plain = number(connect);
    return factor == 1 ? plain : value -> Math.multiplyExact(plain.of(value), factor);
  }

  private static Whole number(Schema connect) {
    String name = connect.name() == null ? "" : connect.name();
    return switch (name) {
      case org.apache.kafka.connect.data.Date.LOGICAL_NAME -> value -> days(millis(value));
      case Time.LOGICAL_NAME -> value -> millisOfDay(millis(value));
      case Timestamp.LOGICAL_NAME -> value -> millis(value);
      default ->
          switch (connect.type()) {
            case INT8 -> value -> (Byte) value;
            case INT16 -> value -> (Short) value;
            case INT32 -> value -> (Integer) value;
            default -> value -> (Long) value;
          };
    };
  }

  @SuppressWarnings("JavaUtilDate") // Connect's values are such.
  private static long millis(Object value) {
    return ((Date) value).getTime();
  }

  private static long days(long millis) {
    long days = Math.floorDiv(millis, DAY);
    if (days * DAY != millis || (int) days != days) {
      throw new Misfit("a date has a time of day, or is too far away");
    }
    return days;
  }

  private static long millisOfDay(long millis) {
    if (millis < 0 || millis >= DAY) {
      throw new Misfit("a time of day is not within one day");
    }
    return millis;
  }

  private static Encoder float32(Schema connect, org.apache.avro.Schema avro) {
    return switch (avro.getType()) {
      case FLOAT -> (value, out) -> out.writeFloat((Float) required(value));
      case DOUBLE -> (value, out) -> out.writeDouble((Float) required(value));
      default -> throw misfit(connect, avro);
    };
  }

  private static Encoder text(Schema connect, org.apache.avro.Schema avro) {
    return switch (avro.getType()) {
      case STRING -> (value, out) -> out.writeString((String) required(value));
      case BYTES ->
          (value, out) ->
              out.writeBytes(((String) required(value)).getBytes(StandardCharsets.UTF_8));
      case ENUM -> Encoders.symbol(avro.getEnumSymbols());
      default -> throw misfit(connect, avro);
    };
  }

  private static Encoder bytes(Schema connect, org.apache.avro.Schema avro) {
    boolean plain = !"decimal".equals(Properties.text(avro, Properties.LOGICAL_TYPE));
    return switch (avro.getType()) {
      case BYTES -> {
        demand(plain, connect, avro);
        yield (value, out) -> {
          if (value instanceof byte[] array) {
            out.writeBytes(array);
          } else {
            out.writeBytes((ByteBuffer) required(value));
          }
        };
      }
      case FIXED -> {
        demand(plain, connect, avro);
        yield Encoders.fixed(avro.getFixedSize());
      }
      default -> throw misfit(connect, avro);
    };
  }

  /** The unscaled number, the highest byte first; as many bytes as a fixed type has. */
  private static Encoder decimal(Schema connect, org.apache.avro.Schema avro) {
    int from = Decimals.scale(connect);
    int to = Decimals.scale(avro, from);
    demand(to >= from, connect, avro);
    return switch (avro.getType()) {
      case BYTES ->
          (value, out) -> out.writeBytes(unscaled((BigDecimal) required(value), from, to));
      case FIXED -> {
        int size = avro.getFixedSize();
        yield (value, out) ->
            out.writeRaw(Decimals.padded(unscaled((BigDecimal) required(value), from, to), size));
      }
      default -> throw misfit(connect, avro);
    };
  }

  private static byte[] unscaled(BigDecimal value, int from, int to) {
    if (value.scale() != from) {
      throw new Misfit("a decimal has another scale than its schema");
    }
    BigDecimal scaled = to == from ? value : value.setScale(to, RoundingMode.UNNECESSARY);
    return scaled.unscaledValue().toByteArray();
  }
}
