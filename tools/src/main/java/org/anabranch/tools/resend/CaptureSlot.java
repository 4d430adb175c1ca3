package org.anabranch.tools.resend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * The replication slot of a region's capture. What was committed before the position that it has
 * confirmed is in Kafka.
 */
public final class CaptureSlot {

  private static final Duration LOOK = Duration.ofMillis(200);

  private static final String SLOTS =
      """
      SELECT slot_name FROM pg_catalog.pg_replication_slots
      WHERE database = current_database() AND plugin = 'pgoutput' AND NOT temporary
        AND slot_name = coalesce(?, slot_name)
      """;

  private static final String CONFIRMED =
      """
      SELECT confirmed_flush_lsn >= ?::pg_lsn FROM pg_catalog.pg_replication_slots
      WHERE slot_name = ?
      """;

  private static final String WATERMARK =
      """
      SELECT to_regclass('anabranch.watermark') IS NOT NULL
        AND pg_catalog.has_table_privilege(to_regclass('anabranch.watermark'), 'UPDATE')
      """;

  private static final String TOUCH =
      """
      UPDATE anabranch.watermark SET updated_at = now()
      WHERE (origin, table_schema, table_name, lane) =
        (SELECT origin, table_schema, table_name, lane FROM anabranch.watermark LIMIT 1)
      """;

  private final Connection connection;
  private final String name;

  private CaptureSlot(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * Finds it.
   *
   * @param name null where the database has one slot of this kind only
   */
  public static CaptureSlot find(Connection connection, @Nullable String name) throws SQLException {
    List<String> slots = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(SLOTS)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          slots.add(row.getString(1));
        }
      }
    }
    if (slots.isEmpty()) {
      throw new ToolException(
          "The other database has no replication slot %s, so no capture would tell of the deletes"
              .formatted(name == null ? "with pgoutput" : name));
    }
    if (slots.size() > 1) {
      throw new ToolException(
          "The other database has several slots, %s. Name its capture's with --other-slot"
              .formatted(slots));
    }
    return new CaptureSlot(connection, slots.get(0));
  }

  /**
   * Waits until everything that is committed now has been captured. The slot only moves with
   * changes that the capture reads, so one is made that it takes for the sink's and that says
   * nothing.
   */
  public void awaitCaughtUp(Duration waitMax, Waiting waiting) throws SQLException {
    String position = position();
    makeItMove();
    long end = waiting.nanos() + waitMax.toNanos();
    while (!hasConfirmed(position)) {
      if (waiting.nanos() - end >= 0) {
        throw new ToolException(
            "The other region's capture (slot %s) has not caught up, so a row there may be one that nobody knows of yet. Nothing was deleted. See that it runs, and try again"
                .formatted(name));
      }
      waiting.pause(LOOK);
    }
  }

  private void makeItMove() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WATERMARK)) {
      if (row.next() && row.getBoolean(1)) {
        statement.execute(TOUCH);
      }
    }
  }

  private String position() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT pg_catalog.pg_current_wal_lsn()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  private boolean hasConfirmed(String position) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(CONFIRMED)) {
      query.setString(1, position);
      query.setString(2, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
