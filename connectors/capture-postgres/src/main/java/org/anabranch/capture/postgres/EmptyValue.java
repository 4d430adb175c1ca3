package org.anabranch.capture.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** The emptiest value of a type, where a schema insists on one. */
final class EmptyValue {

  private EmptyValue() {}

  static Object of(Schema schema) {
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
      return new BigDecimal(BigInteger.ZERO, scale);
    }
    return switch (schema.type()) {
      case STRING -> "";
      case BYTES -> ByteBuffer.allocate(0);
      case ARRAY -> List.of();
      case MAP -> Map.of();
      case STRUCT -> struct(schema);
      case BOOLEAN -> false;
      case INT8 -> (byte) 0;
      case INT16 -> (short) 0;
      case INT32 -> 0;
      case INT64 -> 0L;
      case FLOAT32 -> 0f;
      case FLOAT64 -> 0d;
    };
  }

  private static Struct struct(Schema schema) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      if (!field.schema().isOptional()) {
        struct.put(field, of(field.schema()));
      }
    }
    return struct;
  }
}
