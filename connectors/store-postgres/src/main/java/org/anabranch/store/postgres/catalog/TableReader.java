package org.anabranch.store.postgres.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.store.postgres.catalog.TargetColumn.Identity;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;

/** Reads one table from Postgres' catalogs and refuses what cannot be written safely. */
final class TableReader {

  private final Connection connection;
  private final boolean triggersOff;

  TableReader(Connection connection, boolean triggersOff) {
    this.connection = connection;
    this.triggersOff = triggersOff;
  }

  @Nullable TargetTable read(SqlName name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(CatalogQueries.RELATION)) {
      query.setString(1, name.schema());
      query.setString(2, name.name());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        long oid = row.getLong(1);
        String kind = row.getString(2);
        refuseUnwritable(name, kind, row.getBoolean(3));
        new SideEffects(connection, triggersOff).refuse(name, oid);
        return new TargetTable(name, kind.equals("p"), columns(oid), uniqueKeys(oid));
      }
    }
  }

  private static void refuseUnwritable(SqlName name, String kind, boolean rowSecurity) {
    if (!kind.equals("r") && !kind.equals("p")) {
      throw SqlFailures.misconfigured(name + " is no table. Rows are merged into tables only");
    }
    if (rowSecurity) {
      throw SqlFailures.misconfigured(
          "Row-level security hides rows of "
              + name
              + " from this role. Run: ALTER ROLE <the sink's role> BYPASSRLS");
    }
  }

  private Map<String, TargetColumn> columns(long oid) throws SQLException {
    Map<String, TargetColumn> columns = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(CatalogQueries.COLUMNS)) {
      query.setLong(1, oid);
      query.setLong(2, oid);
      try (ResultSet row = query.executeQuery()) {
        PostgresType element = null;
        Integer length = null;
        while (row.next()) {
          // From the innermost type outwards; the column itself is level 0.
          PostgresType type =
              new PostgresType(
                  row.getString(2), row.getString(3), element, row.getString(4).charAt(0));
          length = element == null ? row.getObject(9, Integer.class) : length;
          boolean outermost = row.getInt(5) == 0;
          element = outermost ? null : type;
          if (outermost) {
            TargetColumn column = column(row, type, length);
            columns.put(column.name(), column);
          }
        }
      }
    }
    return columns;
  }

  private static TargetColumn column(ResultSet row, PostgresType type, @Nullable Integer length)
      throws SQLException {
    Identity identity =
        switch (row.getString(7)) {
          case "a" -> Identity.ALWAYS;
          case "d" -> Identity.BY_DEFAULT;
          default -> Identity.NONE;
        };
    return new TargetColumn(
        row.getString(1), type, length, !row.getString(6).isEmpty(), identity, row.getString(8));
  }

  private List<UniqueKey> uniqueKeys(long oid) throws SQLException {
    Map<Long, List<UniqueKey.Part>> parts = new LinkedHashMap<>();
    Set<Long> deferrable = new HashSet<>();
    Set<Long> primary = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(CatalogQueries.UNIQUE_KEYS)) {
      query.setLong(1, oid);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String equality = "OPERATOR(" + SqlName.quote(row.getString(4)) + "." + row.getString(5);
          parts
              .computeIfAbsent(row.getLong(1), index -> new ArrayList<>())
              .add(new UniqueKey.Part(row.getString(3), equality + ")"));
          if (row.getBoolean(6)) {
            primary.add(row.getLong(1));
          }
          if (!row.getBoolean(2)) {
            deferrable.add(row.getLong(1));
          }
        }
      }
    }
    List<UniqueKey> keys = new ArrayList<>();
    parts.forEach(
        (index, columns) ->
            keys.add(new UniqueKey(columns, primary.contains(index), !deferrable.contains(index))));
    return keys;
  }
}
