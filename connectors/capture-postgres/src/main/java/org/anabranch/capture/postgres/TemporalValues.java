package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.connection.DateTimeFormat;
import io.debezium.relational.Column;
import io.debezium.time.IsoTime;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.kafka.connect.data.Schema;

/**
 * Dates and times on their way to Debezium's conversion, without pgjdbc's objects in between, which
 * turn years before 1 into others.
 */
final class TemporalValues {

  private TemporalValues() {}

  static boolean is(Column column) {
    return switch (column.nativeType()) {
      case PgOid.DATE, PgOid.TIMESTAMP, PgOid.TIME -> true;
      default -> false;
    };
  }

  /** Whether a value passes as it is: 24:00 is none of Java's times. */
  static boolean isText(Schema schema) {
    return IsoTime.SCHEMA_NAME.equals(schema.name());
  }

  /** What Debezium's conversion to this schema takes without loss. */
  static Object prepared(Object data, Column column, Schema schema) {
    return switch (column.nativeType()) {
      case PgOid.DATE -> date(data, column);
      case PgOid.TIMESTAMP -> timestamp(data, column, schema);
      default -> data;
    };
  }

  private static LocalDate date(Object data, Column column) {
    if (data instanceof LocalDate date) {
      return date;
    }
    if (data instanceof String text) {
      return DateTimeFormat.get().date(text);
    }
    throw new UnfitValueException(
        "Column "
            + column.name()
            + " of type date came through pgjdbc, which changes years before 1. In"
            + " snapshot.select.statement.overrides select it as text: CAST(\""
            + column.name()
            + "\" AS text)");
  }

  private static Object timestamp(Object data, Column column, Schema schema) {
    Instant instant = null;
    if (data instanceof Instant given) {
      instant = given;
    } else if (data instanceof String text && !text.endsWith("infinity")) {
      instant = DateTimeFormat.get().timestampToInstant(text);
    }
    boolean counted = schema.type() == Schema.Type.INT64;
    if (counted
        && instant != null
        && instant.isAfter(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
      throw new UnfitValueException(
          "Column "
              + column.name()
              + " of type timestamp holds a time too late to be counted from 1970. Use"
              + " time.precision.mode=isostring");
    }
    return data;
  }
}
