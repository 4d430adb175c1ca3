package org.anabranch.converters.avro;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** The logical types that both have: decimals, dates, times of day and timestamps. */
final class Logical {

  /** What Confluent's converter takes for digits of a decimal that says nothing of them. */
  private static final int PRECISION = 64;

  private static final Map<String, String> NAMES =
      Map.of(
          "date", Date.LOGICAL_NAME,
          "time-millis", Time.LOGICAL_NAME,
          "timestamp-millis", Timestamp.LOGICAL_NAME,
          "decimal", Decimal.LOGICAL_NAME);

  private Logical() {}

  /** What a decimal's Avro schema says of its digits. */
  static void scale(Schema avro, org.apache.kafka.connect.data.Schema schema) {
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      avro.addProp("scale", Decimals.scale(schema));
      String precision = schema.parameters().get(Properties.DECIMAL_PRECISION);
      avro.addProp("precision", precision == null ? PRECISION : digits(precision));
    }
  }

  private static int digits(String precision) {
    try {
      return Integer.parseInt(precision);
    } catch (NumberFormatException e) {
      throw new Misfit(
          "a decimal's parameter " + Properties.DECIMAL_PRECISION + " is no number of digits");
    }
  }

  /**
   * Avro's own word for the type, if it has one; but where the version is another than Connect's,
   * of which Confluent's converter makes an error.
   */
  static void mark(Schema avro, org.apache.kafka.connect.data.Schema schema) {
    if (schema.version() != null && schema.version() != 1) {
      return;
    }
    NAMES.forEach(
        (type, name) -> {
          if (name.equals(schema.name()) && isOf(type, avro)) {
            avro.addProp(Properties.LOGICAL_TYPE, type);
          }
        });
  }

  /** Connect's name for the logical type of what somebody else defined; null for a plain type. */
  static @Nullable String name(Schema avro) {
    String type = Properties.text(avro, Properties.LOGICAL_TYPE);
    return type != null && isOf(type, avro) ? NAMES.get(type) : null;
  }

  private static boolean isOf(String type, Schema avro) {
    return switch (type) {
      case "date", "time-millis" -> avro.getType() == Schema.Type.INT;
      case "timestamp-millis" -> avro.getType() == Schema.Type.LONG;
      case "decimal" -> avro.getType() == Schema.Type.BYTES || avro.getType() == Schema.Type.FIXED;
      default -> false;
    };
  }

  /** The parameters of a decimal that somebody else defined. */
  static Map<String, String> decimalParameters(Schema avro) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(Decimal.SCALE_FIELD, String.valueOf(Decimals.scale(avro, 0)));
    Integer precision = Properties.number(avro, "precision");
    if (precision != null && precision != PRECISION) {
      parameters.put(Properties.DECIMAL_PRECISION, String.valueOf(precision));
    }
    return parameters;
  }
}
