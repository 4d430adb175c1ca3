package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/** The tables of a publication; {@code null} where there is no such publication yet. */
final class PublishedTables {

  private static final String EXISTS = "SELECT FROM pg_catalog.pg_publication WHERE pubname = ?";
  private static final String TABLES =
      "SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname = ?";

  private PublishedTables() {}

  static @Nullable Set<TableName> of(Connection connection, String publication)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(EXISTS)) {
      query.setString(1, publication);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return null;
        }
      }
    }
    Set<TableName> tables = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setString(1, publication);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(new TableName(row.getString(1), row.getString(2)));
        }
      }
    }
    return tables;
  }
}
