package org.anabranch.capture.postgres;

import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A table of the application that the capture's lists select, as the catalog describes it.
 *
 * @param partition whether it is a part of another table
 * @param identity {@code d}, {@code n}, {@code f} or {@code i}, as {@code pg_class} has it
 * @param keyed whether it has a primary key, or a unique index to serve as one
 */
record CapturedTable(
    String schema,
    String name,
    boolean partitioned,
    boolean partition,
    String identity,
    boolean primaryKey,
    boolean keyed,
    boolean owned,
    boolean readable) {

  private static final String FIND =
      """
      SELECT n.nspname, c.relname, c.relkind = 'p', c.relispartition, c.relreplident::text,
             EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary),
             EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique
                     AND i.indpred IS NULL AND i.indexprs IS NULL),
             pg_catalog.pg_has_role(c.relowner, 'USAGE'),
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
               AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'anabranch')
        AND n.nspname !~ '^pg_'
      ORDER BY 1, 2
      """;

  /** The tables that the filter lets through; the sink's own are never among them. */
  static List<CapturedTable> find(Connection connection, Predicate<TableId> filter)
      throws SQLException {
    List<CapturedTable> tables = new ArrayList<>();
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(FIND)) {
      while (row.next()) {
        if (filter.test(new TableId(null, row.getString(1), row.getString(2)))) {
          tables.add(of(row));
        }
      }
    }
    return tables;
  }

  private static CapturedTable of(ResultSet row) throws SQLException {
    return new CapturedTable(
        row.getString(1),
        row.getString(2),
        row.getBoolean(3),
        row.getBoolean(4),
        row.getString(5),
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(8),
        row.getBoolean(9));
  }

  /** As it is written in SQL. */
  String quoted() {
    return quoted(schema) + "." + quoted(name);
  }

  /** Whether its updates and deletes fail once it is published. */
  boolean publishingBreaksUpdates() {
    return identity.equals("n") || (identity.equals("d") && !primaryKey);
  }

  static String quoted(String identifier) {
    return identifier.matches("[a-z_][a-z0-9_]*")
        ? identifier
        : '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
