package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Reads columns of many rows of one table in one query, found by the texts of their keys. */
final class TableLookup {

  private static final String KEY_TYPES =
      """
      SELECT attname, pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
      WHERE attrelid = ?::regclass AND attname::text = ANY (?)
      """;

  private final ColumnValues values;
  private final PostgresConnection connection;
  private final Table table;
  private final List<String> keyColumns;
  private final List<String> columns;

  TableLookup(
      ColumnValues values,
      PostgresConnection connection,
      Table table,
      List<String> keyColumns,
      List<String> columns) {
    this.values = values;
    this.connection = connection;
    this.table = table;
    this.keyColumns = keyColumns;
    this.columns = columns;
  }

  /**
   * The rows that are still there, by their index in {@code keys}.
   *
   * @param row the schema that the values are converted to
   */
  Map<Integer, Map<String, @Nullable Object>> find(List<Map<String, String>> keys, Schema row)
      throws SQLException {
    Connection jdbc = connection.connection(false);
    Map<Integer, Map<String, @Nullable Object>> found = new HashMap<>();
    try (PreparedStatement query = jdbc.prepareStatement(sql(keyTypes(jdbc)))) {
      for (int i = 0; i < keyColumns.size(); i++) {
        String column = keyColumns.get(i);
        Array texts =
            jdbc.createArrayOf("text", keys.stream().map(key -> key.get(column)).toArray());
        query.setArray(i + 1, texts);
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getInt(1) - 1, row(rows, row));
        }
      }
    }
    return found;
  }

  private Map<String, @Nullable Object> row(ResultSet rows, Schema schema) throws SQLException {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = table.columnWithName(columns.get(i));
      Field field = schema.field(columns.get(i));
      Object raw = connection.getColumnValue(rows, i + 2, column, table);
      row.put(columns.get(i), raw == null ? null : values.converter(column, field).convert(raw));
    }
    return row;
  }

  /** The key columns' types as SQL writes them. */
  private Map<String, String> keyTypes(Connection jdbc) throws SQLException {
    Map<String, String> types = new HashMap<>();
    try (PreparedStatement query = jdbc.prepareStatement(KEY_TYPES)) {
      query.setString(1, quoted(table.id().schema()) + "." + quoted(table.id().table()));
      query.setArray(2, jdbc.createArrayOf("text", keyColumns.toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          types.put(row.getString(1), row.getString(2));
        }
      }
    }
    return types;
  }

  private String sql(Map<String, String> keyTypes) {
    List<String> parameters = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < keyColumns.size(); i++) {
      String column = keyColumns.get(i);
      parameters.add("?::text[]");
      names.add("k" + i);
      conditions.add("t." + quoted(column) + " = k.k" + i + "::" + keyTypes.get(column));
    }
    StringBuilder select = new StringBuilder("SELECT k.n::int");
    for (String column : columns) {
      select
          .append(", ")
          .append(values.select("t." + quoted(column), table.columnWithName(column)));
    }
    return select
        + " FROM unnest("
        + String.join(", ", parameters)
        + ") WITH ORDINALITY AS k("
        + String.join(", ", names)
        + ", n) JOIN "
        + quoted(table.id().schema())
        + "."
        + quoted(table.id().table())
        + " t ON "
        + String.join(" AND ", conditions);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
