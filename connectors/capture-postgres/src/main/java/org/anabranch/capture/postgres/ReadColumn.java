package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.relational.Column;

/**
 * How a column is selected so that its values come as they come in the log: as text, but for the
 * types that pgjdbc and Debezium read well, and those of which a cast to text changes something
 * (the padding of {@code char}, the mask of {@code inet}).
 */
final class ReadColumn {

  private ReadColumn() {}

  /**
   * @param reference the column in SQL
   * @param name what the result calls it, quoted
   */
  static String sql(String reference, String name, Column column, TypeRegistry types) {
    return asItIs(types.get(column.nativeType()))
        ? reference
        : "CAST(" + reference + " AS pg_catalog.text) AS " + name;
  }

  private static boolean asItIs(PostgresType type) {
    if (type.isArrayType()) {
      return false;
    }
    return type.isEnumType()
        || switch (type.getOid()) {
          case PgOid.BOOL,
              PgOid.INT2,
              PgOid.INT4,
              PgOid.INT8,
              PgOid.OID,
              PgOid.FLOAT4,
              PgOid.FLOAT8,
              PgOid.BYTEA,
              PgOid.CHAR,
              PgOid.BPCHAR,
              PgOid.VARCHAR,
              PgOid.TEXT,
              PgOid.BIT,
              PgOid.TIME,
              PgOid.TIMETZ,
              PgOid.TIMESTAMP,
              PgOid.TIMESTAMPTZ,
              PgOid.INTERVAL,
              PgOid.MONEY,
              PgOid.POINT,
              PgOid.INET_OID,
              PgOid.CIDR_OID ->
              true;
          default -> false;
        };
  }
}
