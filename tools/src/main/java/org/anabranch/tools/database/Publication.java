package org.anabranch.tools.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.tools.console.ToolException;

/**
 * The publication that a capture reads. What is not in it, nobody hears of. The sink's own tables
 * are left out: they are no application's.
 */
public record Publication(String name, boolean updates, boolean deletes, Set<SqlName> tables) {

  private static final String OWN_SCHEMA = "anabranch";

  private static final String FLAGS =
      "SELECT pubupdate, pubdelete FROM pg_catalog.pg_publication WHERE pubname = ?";

  private static final String TABLES =
      """
      SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables
      WHERE pubname = ? ORDER BY schemaname, tablename
      """;

  private static final String LEAVES =
      """
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_partition_tree(?::oid) p
      JOIN pg_catalog.pg_class c ON c.oid = p.relid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE p.isleaf
      """;

  /** Reads it. */
  public static Publication read(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FLAGS)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new ToolException(
              ("There is no publication '%s'. Give the capture's publication.name with"
                      + " --publication")
                  .formatted(name));
        }
        return new Publication(
            name, row.getBoolean(1), row.getBoolean(2), tables(connection, name));
      }
    }
  }

  private static Set<SqlName> tables(Connection connection, String name) throws SQLException {
    Set<SqlName> tables = new LinkedHashSet<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (!row.getString(1).equals(OWN_SCHEMA)) {
            tables.add(new SqlName(row.getString(1), row.getString(2)));
          }
        }
      }
    }
    return tables;
  }

  /** Its tables, at least one. */
  public Set<SqlName> requireTables() {
    if (tables.isEmpty()) {
      throw new ToolException("The publication '%s' has no tables".formatted(name));
    }
    return tables;
  }

  /** Refuses a table of which the capture would not hear: not it, nor all its partitions. */
  public void require(Connection connection, Table table) throws SQLException {
    if (table.name().schema().equals(OWN_SCHEMA)) {
      throw new ToolException(table.name() + " is the sink's own; it is never sent");
    }
    if (tables.contains(table.name())) {
      return;
    }
    List<SqlName> leaves = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(LEAVES)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          leaves.add(new SqlName(row.getString(1), row.getString(2)));
        }
      }
    }
    if (leaves.isEmpty() || !tables.containsAll(leaves)) {
      throw new ToolException(
          ("The publication '%s' does not publish %s, so the capture would not hear of it. Add it"
                  + " to the capture's table.include.list, or name another publication")
              .formatted(name, table.name()));
    }
  }
}
