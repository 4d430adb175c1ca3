package org.anabranch.capture.postgres;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.ValueConverter;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Debezium's own conversion of Postgres values, so that what we read from a table looks exactly as
 * what Debezium reads from the log.
 */
final class ColumnValues {

  private static final String USAGE = "Anabranch reselection";

  private final PostgresConnectorConfig config;
  private final TypeRegistry types;
  private final PostgresValueConverter converter;

  private ColumnValues(PostgresConnectorConfig config, TypeRegistry types) {
    this.config = config;
    this.types = types;
    try (PostgresConnection connection = new PostgresConnection(config.getJdbcConfig(), USAGE)) {
      this.converter = PostgresValueConverter.of(config, connection.getDatabaseCharset(), types);
    }
  }

  /** Asks the database for its types. */
  static ColumnValues of(Map<String, String> debeziumConfig) {
    PostgresConnectorConfig config =
        new PostgresConnectorConfig(Configuration.from(debeziumConfig));
    return new ColumnValues(config, PostgresConnection.createTypeRegistry(config.getJdbcConfig()));
  }

  /** A connection whose values this converts; not opened yet. */
  PostgresConnection connection() {
    return new PostgresConnection(config.getJdbcConfig(), types, registry -> converter, USAGE);
  }

  /**
   * The schema that Debezium gives the column; a string for types that it would leave out of its
   * records silently ({@code interval[]}, {@code money[]} and the like).
   */
  SchemaBuilder schema(Column column) {
    SchemaBuilder schema = converter.schemaBuilder(column);
    return schema == null ? SchemaBuilder.string() : schema;
  }

  ValueConverter converter(Column column, Field field) {
    return converter.schemaBuilder(column) == null
        ? data -> data == null ? null : data.toString()
        : converter.converter(column, field);
  }

  boolean isEnum(int nativeType) {
    return types.get(nativeType).isEnumType();
  }
}
