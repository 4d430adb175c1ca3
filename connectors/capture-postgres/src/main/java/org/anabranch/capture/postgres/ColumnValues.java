package org.anabranch.capture.postgres;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.jdbc.JdbcValueConverters.DecimalMode;
import io.debezium.relational.Column;
import io.debezium.relational.ValueConverter;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The conversion of Postgres values: Debezium's own wherever it is without loss, ours elsewhere. It
 * gives the same for a value from the log, from a snapshot and from a table read again.
 */
final class ColumnValues implements AutoCloseable {

  private static final String USAGE = "Anabranch reselection";

  private final PostgresConnectorConfig config;
  private final KeyColumns keys;
  private final TypeRegistry types;
  private final PostgresValueConverter debezium;

  private ColumnValues(PostgresConnectorConfig config, String messageKeys, TypeRegistry types) {
    this.config = config;
    this.keys = new KeyColumns(messageKeys, this::connection);
    this.types = types;
    try (PostgresConnection connection = new PostgresConnection(config.getJdbcConfig(), USAGE)) {
      this.debezium = PostgresValueConverter.of(config, connection.getDatabaseCharset(), types);
    }
  }

  /** Asks the database for its types. */
  static ColumnValues of(Map<String, String> debeziumConfig) {
    PostgresConnectorConfig config =
        new PostgresConnectorConfig(Configuration.from(debeziumConfig));
    return new ColumnValues(
        config,
        debeziumConfig.getOrDefault("message.key.columns", ""),
        PostgresConnection.createTypeRegistry(config.getJdbcConfig()));
  }

  /** A connection whose values this converts; not opened yet. */
  PostgresConnection connection() {
    return new PostgresConnection(config.getJdbcConfig(), types, registry -> debezium, USAGE);
  }

  /**
   * The schema that the column's values have.
   *
   * @param table as Debezium writes its name
   */
  SchemaBuilder schema(String table, Column column) {
    if (column.nativeType() == PgOid.NUMERIC) {
      boolean key = keys.contain(table, column.name());
      return NumericValues.schema(column, key, config.getDecimalMode());
    }
    if (FloatValues.is(column)
        && config.getDecimalMode() == DecimalMode.STRING
        && !keys.contain(table, column.name())) {
      return new DefaultlessSchema(Schema.Type.STRING);
    }
    PostgresType type = types.get(column.nativeType());
    SchemaBuilder schema = debezium.schemaBuilder(column);
    if (schema == null || ServerText.is(type, schema)) {
      return ServerText.schema(type);
    }
    return DefaultlessSchema.of(schema);
  }

  /** Converts to the schema that {@link #schema} gave for the column. */
  ValueConverter converter(Column column, Field field) {
    if (column.nativeType() == PgOid.NUMERIC) {
      return or(
          column,
          () -> NumericValues.zero(field.schema()),
          data -> NumericValues.convert(data, column, field));
    }
    if (FloatValues.is(column)) {
      return or(
          column,
          () -> EmptyValue.of(field.schema()),
          data -> FloatValues.convert(data, column, field.schema()));
    }
    SchemaBuilder schema = debezium.schemaBuilder(column);
    if (schema == null || ServerText.is(types.get(column.nativeType()), schema)) {
      return or(column, () -> "", data -> ServerText.convert(data, column));
    }
    if (TemporalValues.isText(field.schema())) {
      // With Debezium's zone, for all its times are of UTC.
      return or(column, () -> "00:00:00Z", data -> data + "Z");
    }
    ValueConverter own = debezium.converter(column, field);
    return TemporalValues.is(column)
        ? data ->
            own.convert(data == null ? null : TemporalValues.prepared(data, column, field.schema()))
        : own;
  }

  /** An image may lack values, of deleted rows for example, that the column never lacks. */
  private static ValueConverter or(
      Column column, Supplier<Object> missing, UnaryOperator<Object> convert) {
    return data -> {
      if (data != null) {
        return convert.apply(data);
      }
      return column.isOptional() ? null : missing.get();
    };
  }

  /** The SQL by which a column's values come as this converts them. */
  String select(String reference, Column column) {
    String name = '"' + column.name().replace("\"", "\"\"") + '"';
    return ReadColumn.sql(reference, name, column, types);
  }

  @Override
  public void close() {
    keys.close();
  }
}
