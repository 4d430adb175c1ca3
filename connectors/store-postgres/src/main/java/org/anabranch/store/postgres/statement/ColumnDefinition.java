package org.anabranch.store.postgres.statement;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column that is to hold a field's values. It holds them all; it is not always the
 * type that the column has at its origin, whose length or enum a schema does not tell.
 */
final class ColumnDefinition {

  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("io.debezium.data.VariableScaleDecimal", "numeric"),
          Map.entry("io.debezium.data.Json", "jsonb"),
          Map.entry("io.debezium.data.Uuid", "uuid"),
          Map.entry("io.debezium.data.Xml", "xml"),
          Map.entry("io.debezium.data.TsVector", "tsvector"),
          Map.entry("io.debezium.data.geometry.Point", "point"),
          Map.entry("io.debezium.time.Date", "date"),
          Map.entry("io.debezium.time.IsoDate", "date"),
          Map.entry("org.apache.kafka.connect.data.Date", "date"),
          Map.entry("io.debezium.time.Time", "time"),
          Map.entry("io.debezium.time.MicroTime", "time"),
          Map.entry("io.debezium.time.NanoTime", "time"),
          Map.entry("io.debezium.time.IsoTime", "time"),
          Map.entry("org.apache.kafka.connect.data.Time", "time"),
          Map.entry("io.debezium.time.ZonedTime", "timetz"),
          Map.entry("io.debezium.time.Timestamp", "timestamp"),
          Map.entry("io.debezium.time.MicroTimestamp", "timestamp"),
          Map.entry("io.debezium.time.NanoTimestamp", "timestamp"),
          Map.entry("io.debezium.time.IsoTimestamp", "timestamp"),
          Map.entry("org.apache.kafka.connect.data.Timestamp", "timestamp"),
          Map.entry("io.debezium.time.ZonedTimestamp", "timestamptz"),
          Map.entry("io.debezium.time.MicroDuration", "interval"),
          Map.entry("io.debezium.time.Interval", "interval"));

  private ColumnDefinition() {}

  /** The type in SQL; null where there is none to be sure of. */
  static @Nullable String type(@Nullable Schema schema) {
    if (schema == null) {
      return null;
    }
    String named = schema.name() == null ? null : named(schema.name(), schema);
    return named != null ? named : plain(schema);
  }

  private static @Nullable String named(String name, Schema schema) {
    return switch (name) {
      case "org.apache.kafka.connect.data.Decimal" -> numeric(schema);
      case "io.debezium.data.Bits" -> "bit(" + schema.parameters().get("length") + ")";
      default -> NAMED.get(name);
    };
  }

  private static String numeric(Schema schema) {
    String precision = schema.parameters().get("connect.decimal.precision");
    return precision == null
        ? "numeric"
        : "numeric(" + precision + ", " + schema.parameters().get("scale") + ")";
  }

  private static @Nullable String plain(Schema schema) {
    return switch (schema.type()) {
      case INT8, INT16 -> "smallint";
      case INT32 -> "integer";
      case INT64 -> "bigint";
      case FLOAT32 -> "real";
      case FLOAT64 -> "double precision";
      case BOOLEAN -> "boolean";
      case STRING -> "text";
      case BYTES -> "bytea";
      case ARRAY -> array(schema);
      case MAP, STRUCT -> null;
    };
  }

  private static @Nullable String array(Schema schema) {
    String element = schema.name() == null ? type(schema.valueSchema()) : null;
    return element == null ? null : element + "[]";
  }
}
