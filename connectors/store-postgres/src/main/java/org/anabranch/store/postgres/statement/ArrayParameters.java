package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a statement over a batch, in the order of their places: one array per column,
 * for {@code unnest}, and single values. Every batch of a kind is the same SQL, whatever its size,
 * so the driver prepares it once per connection.
 */
final class ArrayParameters {

  /** What a row has in a column. */
  interface ColumnValue<T> {
    @Nullable Object of(T row);
  }

  /** Sets the parameter of a place. */
  private interface Parameter {
    void set(PreparedStatement statement, int place) throws SQLException;
  }

  private final List<Parameter> parameters = new ArrayList<>();

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
    parameters.add(
        (statement, place) ->
            statement.setArray(place, statement.getConnection().createArrayOf(type, values)));
    return this;
  }

  /** Adds a single value. */
  ArrayParameters and(Object scalar) {
    parameters.add((statement, place) -> statement.setObject(place, scalar));
    return this;
  }

  /** Adds those of a statement that comes behind this one. */
  ArrayParameters and(ArrayParameters behind) {
    parameters.addAll(behind.parameters);
    return this;
  }

  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).set(statement, i + 1);
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
