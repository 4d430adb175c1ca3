package org.anabranch.tools.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.anabranch.tools.console.ToolException;
import org.jspecify.annotations.Nullable;

/** Reads what a database says of its tables. */
public final class TableCatalog {

  private static final String RELATION =
      """
      SELECT c.oid::bigint, c.relkind IN ('r', 'p')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String SIMILAR =
      """
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE lower(n.nspname) = lower(?) AND lower(c.relname) = lower(?) AND c.relkind IN ('r', 'p')
      """;

  private static final String COLUMNS =
      """
      WITH RECURSIVE innermost(attnum, oid, modifier) AS (
        SELECT attnum, atttypid, atttypmod FROM pg_catalog.pg_attribute
        WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT i.attnum, d.typbasetype, d.typtypmod
        FROM innermost i JOIN pg_catalog.pg_type d ON d.oid = i.oid AND d.typtype = 'd')
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE WHEN t.typtype = 'e' THEN 'text'
          WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname ELSE '' END,
        i.modifier, a.attgenerated = '' AND a.attidentity <> 'a', k.place,
        CASE a.attcollation WHEN 0 THEN ''
          WHEN 'pg_catalog."default"'::regcollation THEN
            (SELECT concat_ws('/', j ->> 'datlocprovider', j ->> 'datcollate', j ->> 'datlocale',
              j ->> 'daticulocale', j ->> 'datcollversion')
            FROM (SELECT to_jsonb(d) AS j FROM pg_catalog.pg_database d
              WHERE d.datname = current_database()) x)
          ELSE
            (SELECT concat_ws('/', j ->> 'collprovider', j ->> 'collcollate', j ->> 'colllocale',
              j ->> 'colliculocale', pg_catalog.pg_collation_actual_version(x.oid))
            FROM (SELECT c.oid, to_jsonb(c) AS j FROM pg_catalog.pg_collation c
              WHERE c.oid = a.attcollation) x)
        END
      FROM innermost i
      JOIN pg_catalog.pg_type t ON t.oid = i.oid AND t.typtype <> 'd'
      JOIN pg_catalog.pg_attribute a ON a.attrelid = ?::oid AND a.attnum = i.attnum
      LEFT JOIN (
        SELECT u.attnum, u.place
        FROM pg_catalog.pg_index x
        CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY u(attnum, place)
        WHERE x.indrelid = ?::oid AND x.indisprimary AND u.place <= x.indnkeyatts) k
        ON k.attnum = a.attnum
      ORDER BY a.attnum
      """;

  private final Connection connection;

  public TableCatalog(Connection connection) {
    this.connection = connection;
  }

  /** The table of this name, null where there is none. */
  public @Nullable Table find(SqlName name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RELATION)) {
      query.setString(1, name.schema());
      query.setString(2, name.table());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        if (!row.getBoolean(2)) {
          throw new ToolException(name + " is no table");
        }
        return read(name, row.getLong(1));
      }
    }
  }

  /**
   * The table of this name.
   *
   * @throws ToolException where there is none
   */
  public Table table(SqlName name) throws SQLException {
    Table found = find(name);
    if (found == null) {
      throw new ToolException(
          "There is no table %s, or the role may not know it%s".formatted(name, similar(name)));
    }
    return found;
  }

  private String similar(SqlName name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SIMILAR)) {
      query.setString(1, name.schema());
      query.setString(2, name.table());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? ". There is " + new SqlName(row.getString(1), row.getString(2)) : "";
      }
    }
  }

  private Table read(SqlName name, long oid) throws SQLException {
    List<Column> columns = new ArrayList<>();
    TreeMap<Integer, Column> key = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setLong(1, oid);
      query.setLong(2, oid);
      query.setLong(3, oid);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Column column =
              new Column(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getInt(4),
                  row.getBoolean(5),
                  row.getString(7),
                  false);
          columns.add(column);
          int place = row.getInt(6);
          if (!row.wasNull()) {
            key.put(place, column);
          }
        }
      }
    }
    return new Table(name, oid, List.copyOf(columns), List.copyOf(key.values()));
  }
}
