package org.anabranch.store.postgres.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.anabranch.store.postgres.failure.SqlFailures;

/**
 * What a write of the sink would set off in the database (rule M7). Such effects would hide among
 * the sink's own writes, and regions would differ by them, so tables that have them are refused.
 */
public final class SideEffects {

  private final Connection connection;
  private final boolean triggersOff;

  /**
   * @param triggersOff whether the session keeps ordinary triggers away
   */
  public SideEffects(Connection connection, boolean triggersOff) {
    this.connection = connection;
    this.triggersOff = triggersOff;
  }

  /** Refuses a table that has some, with what to do. */
  public void refuse(SqlName table, long oid) throws SQLException {
    refuseTriggers(table, oid);
    if (!triggersOff) {
      refuseForeignKeyActions(table, oid);
    }
  }

  private void refuseTriggers(SqlName table, long oid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(CatalogQueries.TRIGGERS)) {
      query.setLong(1, oid);
      query.setLong(2, oid);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String trigger = row.getString(1);
          if (row.getBoolean(2)) {
            SqlName on = new SqlName(row.getString(3), row.getString(4));
            throw SqlFailures.misconfigured(
                ("Trigger %s on %s fires for replicated writes too; its effects would come twice."
                        + " Run: ALTER TABLE %s ENABLE TRIGGER %s")
                    .formatted(trigger, on, on.sql(), SqlName.quote(trigger)));
          }
          if (!triggersOff) {
            throw SqlFailures.misconfigured(needsParameter(table, "trigger " + trigger));
          }
        }
      }
    }
  }

  private void refuseForeignKeyActions(SqlName table, long oid) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(CatalogQueries.FOREIGN_KEY_ACTIONS)) {
      query.setLong(1, oid);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          throw SqlFailures.misconfigured(needsParameter(table, "foreign key " + row.getString(1)));
        }
      }
    }
  }

  private static String needsParameter(SqlName table, String effect) {
    return ("Writes to %s set off %s, whose effects already come as changes from where they"
            + " happened. The sink must write without them. Run as a superuser: GRANT SET ON"
            + " PARAMETER session_replication_role TO <the sink's role>, and restart the task")
        .formatted(table, effect);
  }
}
