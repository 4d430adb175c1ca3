package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.capture.config.Problems;

/** Whether the server lets this role decode its log into this slot. */
final class ServerChecks {

  private static final String SERVER =
      """
      SELECT current_setting('wal_level'),
             EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
                     AND (r.rolreplication OR r.rolsuper))
             OR EXISTS (SELECT FROM pg_catalog.pg_roles g
                        WHERE g.rolname IN ('rds_replication', 'rds_superuser', 'cloudsqlsuperuser')
                          AND pg_catalog.pg_has_role(g.oid, 'USAGE')),
             pg_catalog.quote_ident(current_user),
             current_setting('max_replication_slots')::int,
             (SELECT count(*) FROM pg_catalog.pg_replication_slots)
      """;
  private static final String SLOT =
      """
      SELECT s.database = current_database(), s.plugin, s.active, a.application_name
      FROM pg_catalog.pg_replication_slots s
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = s.active_pid
      WHERE s.slot_name = ?
      """;

  private ServerChecks() {}

  static void check(Connection connection, String slotName, Problems problems) throws SQLException {
    boolean exists = slot(connection, slotName, problems);
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(SERVER)) {
      row.next();
      if (!row.getString(1).equals("logical")) {
        problems.add(
            "database.hostname",
            "The server's wal_level is "
                + row.getString(1)
                + ". Run ALTER SYSTEM SET wal_level = logical and restart the server");
      }
      if (!row.getBoolean(2)) {
        problems.add(
            "database.user",
            "The role may not replicate. As a superuser run: ALTER ROLE "
                + row.getString(3)
                + " REPLICATION");
      }
      if (!exists && row.getInt(5) >= row.getInt(4)) {
        problems.add(
            "slot.name",
            "All "
                + row.getInt(4)
                + " replication slots are taken. Drop one that is unused (SELECT slot_name FROM"
                + " pg_replication_slots WHERE NOT active) or run ALTER SYSTEM SET"
                + " max_replication_slots = "
                + (row.getInt(4) + 5)
                + " and restart the server");
      }
    }
  }

  private static boolean slot(Connection connection, String slotName, Problems problems)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SLOT)) {
      query.setString(1, slotName);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        String by = String.valueOf(row.getString(4));
        if (!row.getBoolean(1) || !"pgoutput".equals(row.getString(2))) {
          problems.add(
              "slot.name",
              "The slot belongs to another database or another plugin. Choose another name");
        } else if (row.getBoolean(3) && !by.startsWith("Debezium") && !by.equals("null")) {
          problems.add(
              "slot.name", "The slot is in use by the application " + by + ". Choose another name");
        }
        return true;
      }
    }
  }
}
