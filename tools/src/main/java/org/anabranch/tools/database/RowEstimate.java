package org.anabranch.tools.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** About how many rows a query has, as the planner thinks; costs nothing. For progress only. */
public final class RowEstimate {

  private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private RowEstimate() {}

  public static long of(Connection connection, Table table, String condition) throws SQLException {
    String sql =
        "EXPLAIN (FORMAT JSON) SELECT FROM %s WHERE %s".formatted(table.name().sql(), condition);
    try (Statement query = connection.createStatement()) {
      query.setEscapeProcessing(false);
      try (ResultSet row = query.executeQuery(sql)) {
        row.next();
        Matcher rows = ROWS.matcher(row.getString(1));
        return rows.find() ? Long.parseLong(rows.group(1)) : 0;
      }
    }
  }
}
