package org.anabranch.store.postgres.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keeps rows out of a table: unique indexes and exclusion constraints, by which rows exclude
 * each other, and checks, which a row violates by itself. All as SQL over the names of the columns.
 *
 * @param indexes those of the key included
 * @param checks by name; those that speak of the whole row are left out
 * @param generated the expressions of generated columns
 */
public record Exclusions(
    List<Index> indexes, Map<String, String> checks, Map<String, String> generated) {

  /**
   * Rows exclude each other where all operators hold between them.
   *
   * @param expressions what is compared
   * @param operators one for each expression
   * @param predicate of the rows that it is about; null where it is about all
   */
  public record Index(
      String name, List<String> expressions, List<String> operators, @Nullable String predicate) {}

  private static final String INDEXES =
      """
      SELECT coalesce(con.conname, ic.relname),
        ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)
          FROM generate_series(1, i.indnkeyatts) AS k ORDER BY k),
        ARRAY(SELECT CASE WHEN i.indisunique
              AND coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false)
            THEN 'IS NOT DISTINCT FROM'
            ELSE 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')' END
          FROM generate_series(1, i.indnkeyatts) AS k
          JOIN pg_catalog.pg_operator o ON o.oid = CASE WHEN i.indisexclusion
            THEN con.conexclop[k]
            ELSE (SELECT e.amopopr FROM pg_catalog.pg_opclass c
              JOIN pg_catalog.pg_amop e ON e.amopfamily = c.opcfamily AND e.amopstrategy = 3
                AND e.amoplefttype = c.opcintype AND e.amoprighttype = c.opcintype
              WHERE c.oid = i.indclass[k - 1]) END
          JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
          ORDER BY k),
        pg_get_expr(i.indpred, i.indrelid, true)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
      LEFT JOIN pg_catalog.pg_constraint con
        ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
      WHERE i.indrelid = to_regclass(?) AND (i.indisunique OR i.indisexclusion) AND i.indislive
      ORDER BY 1
      """;

  private static final String CHECKS =
      """
      SELECT c.conname, pg_get_expr(c.conbin, c.conrelid, true)
      FROM pg_catalog.pg_constraint c
      WHERE c.conrelid = to_regclass(?) AND c.contype = 'c'
        AND coalesce((to_jsonb(c) ->> 'conenforced')::bool, true)
        AND pg_get_expr(c.conbin, c.conrelid, true) NOT LIKE '%.*%'
      ORDER BY 1
      """;

  private static final String GENERATED =
      """
      SELECT a.attname, pg_get_expr(f.adbin, f.adrelid, true)
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
      WHERE a.attrelid = to_regclass(?) AND a.attgenerated <> '' AND NOT a.attisdropped
      """;

  private static final String ANY =
      """
      SELECT count(*) > 1 FROM pg_catalog.pg_index i
      WHERE i.indrelid = to_regclass(?) AND (i.indisunique OR i.indisexclusion) AND i.indislive
      """;

  /** Reads what keeps rows out of a table. */
  public static Exclusions of(Connection connection, SqlName table) throws SQLException {
    List<Index> indexes = new ArrayList<>();
    try (PreparedStatement query = query(connection, INDEXES, table);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        indexes.add(new Index(row.getString(1), texts(row, 2), texts(row, 3), row.getString(4)));
      }
    }
    return new Exclusions(
        indexes, named(connection, CHECKS, table), named(connection, GENERATED, table));
  }

  /** Whether a table has more that is unique than one index, as its key has. */
  public static boolean any(Connection connection, SqlName table) throws SQLException {
    try (PreparedStatement query = query(connection, ANY, table);
        ResultSet row = query.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static Map<String, String> named(Connection connection, String sql, SqlName table)
      throws SQLException {
    Map<String, String> named = new LinkedHashMap<>();
    try (PreparedStatement query = query(connection, sql, table);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        named.put(row.getString(1), row.getString(2));
      }
    }
    return named;
  }

  private static PreparedStatement query(Connection connection, String sql, SqlName table)
      throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, table.sql());
    return query;
  }

  private static List<String> texts(ResultSet row, int place) throws SQLException {
    Array array = row.getArray(place);
    return List.of((String[]) array.getArray());
  }
}
