package org.anabranch.store.postgres.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.anabranch.store.postgres.catalog.SqlName;
import org.jspecify.annotations.Nullable;

/**
 * The publication and the slot through which this database is captured. A capture that cannot see
 * the watermark table takes the sink's writes for local ones and sends them round again, and what
 * is deleted before there is a slot is in no log (docs/decisions/008); so nothing is written before
 * both are there.
 */
public final class CapturePublication {

  private static final String QUERY =
      """
      SELECT p.pubinsert AND p.pubupdate, EXISTS (
        SELECT FROM pg_catalog.pg_publication_tables t
        WHERE t.pubname = p.pubname AND t.schemaname = 'anabranch' AND t.tablename = 'watermark')
      FROM pg_catalog.pg_publication p WHERE p.pubname = ?
      """;

  /** Whether a slot has found where its log begins, and whether that log is still there. */
  private static final String SLOT =
      """
      SELECT confirmed_flush_lsn IS NOT NULL, wal_status IS NOT DISTINCT FROM 'lost'
      FROM pg_catalog.pg_replication_slots
      WHERE slot_name = ? AND database = current_database()
      """;

  private final String name;
  private final String slot;

  public CapturePublication(String name, String slot) {
    this.name = name;
    this.slot = slot;
  }

  /** What is missing, with the statement that mends it; null where nothing is. */
  public @Nullable String lack(Connection connection) throws SQLException {
    String publication = SqlName.quote(name);
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return "The publication %s (capture.publication.name) does not exist. Start the capture, or run: CREATE PUBLICATION %s FOR TABLE anabranch.watermark, <the captured tables>"
              .formatted(name, publication);
        }
        if (!row.getBoolean(2)) {
          return "The publication %s (capture.publication.name) lacks the sink's watermarks. Run: ALTER PUBLICATION %s ADD TABLE anabranch.watermark"
              .formatted(name, publication);
        }
        return row.getBoolean(1)
            ? slotLack(connection)
            : "The publication %s (capture.publication.name) leaves operations out. Run: ALTER PUBLICATION %s SET (publish = 'insert, update, delete, truncate')"
                .formatted(name, publication);
      }
    }
  }

  private @Nullable String slotLack(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SLOT)) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          return "The replication slot %s (capture.slot.name) does not exist in this database, so nobody keeps its log. Start the capture, whose slot.name must be the same"
              .formatted(slot);
        }
        return row.getBoolean(2)
            ? "The log that the replication slot %s (capture.slot.name) kept is gone (max_slot_wal_keep_size), so what is deleted now is told to nobody. The capture says what to do"
                .formatted(slot)
            : null;
      }
    }
  }
}
