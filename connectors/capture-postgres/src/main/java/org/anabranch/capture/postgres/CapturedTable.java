package org.anabranch.capture.postgres;

import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/**
 * A table of the application that the capture's lists select, as the catalog describes it.
 *
 * @param identity {@code d}, {@code n}, {@code f} or {@code i}, as {@code pg_class} has it
 * @param root the partitioned table that this is a part of; null where it is none
 * @param logged whether its changes are in the log at all
 * @param keyed whether it has a primary key, or a unique index to serve as one
 */
record CapturedTable(
    String schema,
    String name,
    boolean partitioned,
    String identity,
    boolean primaryKey,
    boolean keyed,
    boolean owned,
    boolean readable,
    @Nullable TableName root,
    boolean logged) {

  private static final String FIND =
      """
      SELECT n.nspname, c.relname, c.relkind = 'p', c.relreplident::text,
             EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary),
             EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique
                     AND i.indpred IS NULL AND i.indexprs IS NULL),
             pg_catalog.pg_has_role(c.relowner, 'USAGE'),
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
               AND pg_catalog.has_table_privilege(c.oid, 'SELECT'),
             rn.nspname, r.relname, c.relpersistence = 'p'
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_class r
        ON c.relispartition AND r.oid = pg_catalog.pg_partition_root(c.oid)
      LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence IN ('p', 'u')
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
    String root = row.getString(10);
    return new CapturedTable(
        row.getString(1),
        row.getString(2),
        row.getBoolean(3),
        row.getString(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(8),
        root == null ? null : new TableName(row.getString(9), root),
        row.getBoolean(11));
  }

  /** Those whose rows a captured table that they are part of has as well. */
  static Set<TableName> partitions(List<CapturedTable> tables) {
    Set<TableName> all = new HashSet<>();
    tables.forEach(table -> all.add(table.tableName()));
    Set<TableName> partitions = new HashSet<>();
    for (CapturedTable table : tables) {
      if (table.root() != null && all.contains(table.root())) {
        partitions.add(table.tableName());
      }
    }
    return partitions;
  }

  /** Those that are no part of another captured one; whose rows travel under their own name. */
  static Set<TableName> roots(List<CapturedTable> tables) {
    Set<TableName> partitions = partitions(tables);
    Set<TableName> roots = new HashSet<>();
    for (CapturedTable table : tables) {
      if (!partitions.contains(table.tableName()) && table.logged()) {
        roots.add(table.tableName());
      }
    }
    return roots;
  }

  boolean partition() {
    return root != null;
  }

  TableName tableName() {
    return new TableName(schema, name);
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
