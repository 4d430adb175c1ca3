package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.relational.Column;
import org.apache.kafka.connect.data.Schema;

/**
 * The types {@code real} and {@code double precision}: as {@link NumericValues} a text, unless they
 * must compare as numbers or {@code decimal.handling.mode} asks for numbers. Kafka Connect's JSON
 * converter would silently turn NaN and the infinities into 0.
 */
final class FloatValues {

  private FloatValues() {}

  static boolean is(Column column) {
    return column.nativeType() == PgOid.FLOAT4 || column.nativeType() == PgOid.FLOAT8;
  }

  /** The value as its schema wants it. */
  static Object convert(Object data, Column column, Schema schema) {
    if (schema.type() == Schema.Type.STRING) {
      return data.toString();
    }
    Number number = (Number) data;
    if (!Double.isFinite(number.doubleValue())) {
      throw new UnfitValueException(
          "Column "
              + column.name()
              + " of type "
              + column.typeName()
              + " holds NaN or an infinity, which JSON has no number for. In a key such a value"
              + " cannot travel; elsewhere use decimal.handling.mode=string");
    }
    return schema.type() == Schema.Type.FLOAT32 ? number.floatValue() : number.doubleValue();
  }
}
