package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.connection.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A logical replication slot of the database.
 *
 * @param restart from where the server still has the log
 * @param confirmed what was confirmed to it: nothing before is ever sent again
 */
record Slot(String name, boolean active, long restart, long confirmed) {

  private static final String FIND =
      """
      SELECT active, restart_lsn::text, confirmed_flush_lsn::text
      FROM pg_catalog.pg_replication_slots WHERE slot_name = ? AND database = current_database()
      """;

  /** The slot of this name; null where there is none in this database. */
  static @Nullable Slot find(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Slot(name, row.getBoolean(1), lsn(row.getString(2)), lsn(row.getString(3)))
            : null;
      }
    }
  }

  void drop(Connection connection) throws SQLException {
    try (PreparedStatement drop =
        connection.prepareStatement("SELECT pg_catalog.pg_drop_replication_slot(?)")) {
      drop.setString(1, name);
      drop.execute();
    }
  }

  /** The statement with which a person drops it. */
  String dropStatement() {
    return "SELECT pg_drop_replication_slot('" + name.replace("'", "''") + "')";
  }

  private static long lsn(@Nullable String text) {
    return text == null ? 0 : Lsn.valueOf(text).asLong();
  }
}
