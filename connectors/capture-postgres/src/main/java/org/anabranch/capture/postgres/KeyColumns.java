package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** The columns that identify a table's rows. */
final class KeyColumns {

  /** Of the primary key or, where there is none, of any unique index that may stand in for it. */
  private static final String CONTAIN =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE n.nspname || '.' || c.relname = ? AND a.attname = ? AND i.indisunique
          AND (i.indisprimary OR NOT EXISTS (
            SELECT FROM pg_catalog.pg_index p WHERE p.indrelid = c.oid AND p.indisprimary)))
      """;

  private KeyColumns() {}

  /** Whether {@code message.key.columns} names a column of this name, of whatever table. */
  static boolean named(String messageKeys, String column) {
    return Pattern.compile("[:,]\\s*" + Pattern.quote(column) + "\\s*(?:[,;]|$)")
        .matcher(messageKeys)
        .find();
  }

  /**
   * @param table schema and name with a dot between, unquoted
   */
  static boolean contain(Connection connection, String table, String column) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(CONTAIN)) {
      query.setString(1, table);
      query.setString(2, column);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
