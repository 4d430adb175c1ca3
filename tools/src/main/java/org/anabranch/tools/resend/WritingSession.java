package org.anabranch.tools.resend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.DatabaseAddress;
import org.anabranch.tools.database.SessionSettings;
import org.anabranch.tools.database.SqlName;
import org.anabranch.tools.database.SqlProblems;
import org.anabranch.tools.database.Table;

/**
 * A session whose writes set off none of the application's triggers. Each statement is a
 * transaction of its own; one that meets locks gives up its own and tries again, so that it never
 * keeps the application waiting for long.
 */
public final class WritingSession implements AutoCloseable {

  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final int TRIES_BETWEEN_NOTES = 10;

  /** Triggers and rules: name, whether they act for replicated writes too, table, its kind. */
  private static final String EFFECTS =
      """
      SELECT t.tgname, t.tgenabled IN ('A', 'R'), n.nspname, c.relname, 'TRIGGER'
      FROM pg_catalog.pg_trigger t
      JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE t.tgrelid IN (SELECT ?::oid UNION SELECT relid FROM pg_catalog.pg_partition_tree(?::oid))
        AND t.tgenabled <> 'D' AND NOT t.tgisinternal
      UNION ALL
      SELECT r.rulename, r.ev_enabled IN ('A', 'R'), n.nspname, c.relname, 'RULE'
      FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE r.ev_class = ?::oid AND r.ev_enabled <> 'D'
      ORDER BY 2 DESC, 1
      """;

  private final Connection connection;
  private final boolean triggersOff;

  private WritingSession(Connection connection, boolean triggersOff) {
    this.connection = connection;
    this.triggersOff = triggersOff;
  }

  public static WritingSession open(DatabaseAddress address) throws SQLException {
    Connection connection = address.connect();
    try (Statement settings = connection.createStatement()) {
      settings.execute(SessionSettings.SAME_TEXTS + "SET lock_timeout = " + LOCK_WAIT.toMillis());
      return new WritingSession(connection, triggersOff(settings));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static boolean triggersOff(Statement settings) throws SQLException {
    try {
      settings.execute("SET session_replication_role = replica");
      return true;
    } catch (SQLException e) {
      if (SqlProblems.isForbidden(e)) {
        return false;
      }
      throw e;
    }
  }

  public Connection connection() {
    return connection;
  }

  /** Refuses a table where a write would set off what the application made for its own writes. */
  public void requireQuiet(Table table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(EFFECTS)) {
      query.setLong(1, table.oid());
      query.setLong(2, table.oid());
      query.setLong(3, table.oid());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return;
        }
        String kind = row.getString(5);
        String effect = kind.toLowerCase(java.util.Locale.ROOT) + " " + row.getString(1);
        if (row.getBoolean(2)) {
          SqlName on = new SqlName(row.getString(3), row.getString(4));
          throw new ToolException(
              "%s on %s acts for replicated writes too, so it would act again. Run: ALTER TABLE %s ENABLE %s %s"
                  .formatted(effect, on, on.sql(), kind, SqlName.quote(row.getString(1))));
        }
        if (!triggersOff) {
          throw new ToolException(
              "%s of %s would act again, and the role may not switch it off for its session. Run as a superuser (Postgres 15 or later): GRANT SET ON PARAMETER session_replication_role TO %s"
                  .formatted(effect, table.name(), role()));
        }
      }
    }
  }

  private String role() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT quote_ident(current_user)")) {
      row.next();
      return row.getString(1);
    }
  }

  /** A statement that writes. */
  @FunctionalInterface
  public interface Write {
    /** Runs it; answers how many rows it wrote. */
    long run() throws SQLException;
  }

  /** Runs a statement until no lock is in its way. */
  long untilDone(Write write, String what, Waiting waiting, Progress progress) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return write.run();
      } catch (SQLException e) {
        if (!SqlProblems.isContention(e)) {
          throw e;
        }
        if (tries % TRIES_BETWEEN_NOTES == 0) {
          progress.note(what + ": still waiting for rows that others hold locked");
        }
        waiting.pause(BETWEEN_TRIES);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
