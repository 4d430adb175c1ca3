package org.anabranch.tools.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Fragments of SQL about key columns, and how keys go in and come out, always as text. */
public final class KeySql {

  private KeySql() {}

  /** The columns as they are compared in order. */
  public static String columns(List<Column> key) {
    return String.join(", ", key.stream().map(column -> column.sql() + column.order()).toList());
  }

  /**
   * The columns to sort by, which need the relation's name: a column alone would be that of the
   * result, the text.
   */
  public static String order(String relation, List<Column> key) {
    return String.join(
        ", ", key.stream().map(column -> relation + "." + column.sql() + column.order()).toList());
  }

  /** The columns as text, for {@link #read}. */
  public static String texts(List<Column> key) {
    return String.join(", ", key.stream().map(column -> column.sql() + "::text").toList());
  }

  /** A parameter of the column's type. */
  public static String parameter(Column column) {
    return "CAST(? AS " + column.type() + ")";
  }

  /** A value of the column's type, for statements that carry conditions of the user's. */
  public static String literal(Column column, String value) {
    return "CAST(E'%s' AS %s)"
        .formatted(value.replace("\\", "\\\\").replace("'", "\\'"), column.type());
  }

  /** Sets text parameters from this place on; answers the next place. */
  public static int set(PreparedStatement statement, int first, List<String> values)
      throws SQLException {
    int place = first;
    for (String value : values) {
      statement.setString(place++, value);
    }
    return place;
  }

  /** The key whose texts begin at this column of the result. */
  public static Key read(ResultSet row, int first, int columns) throws SQLException {
    List<String> values = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      values.add(row.getString(first + i));
    }
    return new Key(List.copyOf(values));
  }

  /**
   * A list of keys as a relation {@code k} with {@code ord}, counted from 1, and one column per key
   * column; its parameters are set by {@link #setList}.
   */
  public static String list(List<Column> key) {
    List<String> arrays = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      arrays.add("?::text[]");
      names.add("k" + i);
    }
    return "unnest(%s) WITH ORDINALITY AS k(%s, ord)"
        .formatted(String.join(", ", arrays), String.join(", ", names));
  }

  /** Joins the table {@code t} to a {@link #list}. */
  public static String matches(List<Column> key) {
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      equal.add("t.%s = CAST(k.k%d AS %s)".formatted(key.get(i).sql(), i, key.get(i).type()));
    }
    return String.join(" AND ", equal);
  }

  /** Sets a {@link #list}; answers the next place. */
  public static int setList(PreparedStatement statement, int first, List<Key> keys, int columns)
      throws SQLException {
    for (int i = 0; i < columns; i++) {
      int column = i;
      Object[] values = keys.stream().map(key -> key.values().get(column)).toArray();
      statement.setArray(first + i, statement.getConnection().createArrayOf("text", values));
    }
    return first + columns;
  }
}
