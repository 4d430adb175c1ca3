package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a statement over a batch: one array per column, for {@code unnest}, and single
 * values after them. Every batch of a kind is the same SQL, whatever its size, so the driver
 * prepares it once per connection.
 */
final class ArrayParameters {

  /** What a row has in a column. */
  interface ColumnValue<T> {
    @Nullable Object of(T row);
  }

  private final List<String> types = new ArrayList<>();
  private final List<@Nullable Object[]> arrays = new ArrayList<>();
  private final List<Object> scalars = new ArrayList<>();

  /** Adds a column. */
  <T> ArrayParameters with(String type, List<T> rows, ColumnValue<T> value) {
    @Nullable Object[] values =
        switch (type) {
          case "text" -> new String[rows.size()];
          case "int4" -> new Integer[rows.size()];
          case "int8" -> new Long[rows.size()];
          case "bool" -> new Boolean[rows.size()];
          case "bytea" -> new byte[rows.size()][];
          default -> throw new IllegalArgumentException(type);
        };
    for (int i = 0; i < values.length; i++) {
      values[i] = value.of(rows.get(i));
    }
    return with(type, values);
  }

  /** Adds a column of text. */
  ArrayParameters with(List<@Nullable String> values) {
    return with("text", values.toArray(new String[0]));
  }

  private ArrayParameters with(String type, @Nullable Object[] values) {
    types.add(type);
    arrays.add(values);
    return this;
  }

  /** Adds a single value, after all columns. */
  ArrayParameters and(Object scalar) {
    scalars.add(scalar);
    return this;
  }

  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < types.size(); i++) {
        statement.setArray(i + 1, connection.createArrayOf(types.get(i), arrays.get(i)));
      }
      for (int i = 0; i < scalars.size(); i++) {
        statement.setObject(types.size() + i + 1, scalars.get(i));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  int update(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql)) {
      return statement.executeUpdate();
    }
  }
}
