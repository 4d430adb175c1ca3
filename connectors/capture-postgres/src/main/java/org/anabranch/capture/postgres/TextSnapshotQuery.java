package org.anabranch.capture.postgres;

import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.bean.spi.BeanRegistryAware;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.snapshot.spi.SnapshotQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/**
 * Selects a table's rows for a snapshot so that they look as they will in the log, but for those
 * that were told before. Debezium finds it by its name, and makes it before anything is read.
 */
public final class TextSnapshotQuery implements SnapshotQuery, BeanRegistryAware {

  static final String NAME = "anabranch_text";

  private @Nullable PostgresSchema schema;
  private @Nullable TypeRegistry types;
  private @Nullable ToldRows told;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void configure(Map<String, ?> properties) {
    told = ToldRows.of(properties);
  }

  @Override
  public void injectBeanRegistry(BeanRegistry beans) {
    schema = beans.lookupByName(StandardBeanNames.DATABASE_SCHEMA, PostgresSchema.class);
    TypeRegistry registry =
        beans
            .lookupByName(StandardBeanNames.JDBC_CONNECTION, PostgresConnection.class)
            .getTypeRegistry();
    TimeWithZoneText.keep(registry);
    types = registry;
  }

  @Override
  public Optional<String> snapshotQuery(String quotedTable, List<String> quotedColumns) {
    PostgresSchema tables = schema;
    TypeRegistry registry = types;
    if (tables == null || registry == null) {
      throw new IllegalStateException("Debezium did not tell of its tables");
    }
    Table table =
        tables.tableIds().stream()
            .filter(id -> id.toDoubleQuotedString().equals(quotedTable))
            .map(tables::tableFor)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("Unknown table " + quotedTable));
    Map<String, Column> columns =
        table.columns().stream()
            .collect(Collectors.toMap(column -> quoted(column.name()), column -> column));
    return quotedColumns.isEmpty()
        ? Optional.empty()
        : Optional.of(
            quotedColumns.stream()
                    .map(name -> sql(name, columns.get(name), registry, quotedTable))
                    .collect(Collectors.joining(", ", "SELECT ", " FROM " + quotedTable))
                + where(new TableName(table.id().schema(), table.id().table())));
  }

  private String where(TableName table) {
    String leftOut = told == null ? null : told.condition(table);
    return leftOut == null ? "" : " WHERE NOT (" + leftOut + ")";
  }

  private static String sql(
      String name, @Nullable Column column, TypeRegistry types, String table) {
    if (column == null) {
      throw new IllegalStateException("Unknown column " + name + " of " + table);
    }
    return ReadColumn.sql(name, name, column, types);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
