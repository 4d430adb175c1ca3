package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.data.SpecialValueDecimal;
import io.debezium.data.VariableScaleDecimal;
import io.debezium.jdbc.JdbcValueConverters.DecimalMode;
import io.debezium.relational.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * The type {@code numeric}: a text, unless the numbers must compare as numbers, which they do in
 * keys, or {@code decimal.handling.mode} asks for decimals. Trailing zeros stay; Debezium would
 * strip them where the column declares no scale.
 */
final class NumericValues {

  /** What pgjdbc gives as the length of a numeric without one. */
  private static final int UNLIMITED = 131_089;

  private static final int SCALE_MAX = 1000;

  private NumericValues() {}

  static SchemaBuilder schema(Column column, boolean key, DecimalMode mode) {
    if (!key && mode == DecimalMode.STRING) {
      return new DefaultlessSchema(Schema.Type.STRING);
    }
    int scale = column.scale().orElse(0);
    boolean unlimited = (column.length() <= 0 || column.length() == UNLIMITED) && scale == 0;
    // Debezium reads a negative scale as one of about 2000.
    if (unlimited || scale < 0 || scale > SCALE_MAX) {
      return new DefaultlessSchema(Schema.Type.STRUCT)
          .name(VariableScaleDecimal.LOGICAL_NAME)
          .version(VariableScaleDecimal.SCHEMA_VERSION)
          .doc("Variable scaled decimal")
          .field(VariableScaleDecimal.SCALE_FIELD, Schema.INT32_SCHEMA)
          .field(VariableScaleDecimal.VALUE_FIELD, Schema.BYTES_SCHEMA);
    }
    return new DefaultlessSchema(Schema.Type.BYTES)
        .name(Decimal.LOGICAL_NAME)
        .version(1)
        .parameter(Decimal.SCALE_FIELD, String.valueOf(scale))
        .parameter("connect.decimal.precision", String.valueOf(column.length()));
  }

  /** The value as the field's schema wants it. */
  static Object convert(Object data, Column column, Field field) {
    SpecialValueDecimal value = value(data);
    BigDecimal number = value.getDecimalValue().orElse(null);
    if (field.schema().type() == Schema.Type.STRING) {
      return number == null ? special(value) : number.toPlainString();
    }
    if (number == null) {
      throw new UnfitValueException(
          "Column "
              + column.name()
              + " of type numeric holds NaN or an infinity, which no decimal can be. In a key such"
              + " a value cannot travel; elsewhere use decimal.handling.mode=string");
    }
    return decimal(number, field.schema());
  }

  /** What stands where a column that is never null was left out of an image. */
  static Object zero(Schema schema) {
    return schema.type() == Schema.Type.STRING ? "0" : decimal(BigDecimal.ZERO, schema);
  }

  private static Object decimal(BigDecimal number, Schema schema) {
    if (schema.type() == Schema.Type.STRUCT) {
      BigInteger unscaled = number.unscaledValue();
      return new Struct(schema)
          .put(VariableScaleDecimal.SCALE_FIELD, number.scale())
          .put(VariableScaleDecimal.VALUE_FIELD, unscaled.toByteArray());
    }
    return number.setScale(Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)));
  }

  private static SpecialValueDecimal value(Object data) {
    if (data instanceof SpecialValueDecimal value) {
      return value;
    }
    if (data instanceof BigDecimal number) {
      return new SpecialValueDecimal(number);
    }
    if (data instanceof String text) {
      return PostgresValueConverter.toSpecialValue(text)
          .orElseGet(() -> new SpecialValueDecimal(new BigDecimal(text)));
    }
    throw new UnfitValueException("A numeric came as " + data.getClass().getName());
  }

  private static String special(SpecialValueDecimal value) {
    if (value.equals(SpecialValueDecimal.NOT_A_NUMBER)) {
      return "NaN";
    }
    return value.equals(SpecialValueDecimal.POSITIVE_INF) ? "Infinity" : "-Infinity";
  }
}
