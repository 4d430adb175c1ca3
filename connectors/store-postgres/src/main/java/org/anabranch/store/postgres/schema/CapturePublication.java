package org.anabranch.store.postgres.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.anabranch.store.postgres.catalog.SqlName;
import org.jspecify.annotations.Nullable;

/**
 * The publication through which this database is captured. A capture that cannot see the watermark
 * table takes the sink's writes for local ones and sends them round again, so nothing is written
 * before it can.
 */
public final class CapturePublication {

  private static final String QUERY =
      """
      SELECT p.pubinsert AND p.pubupdate, EXISTS (
        SELECT FROM pg_catalog.pg_publication_tables t
        WHERE t.pubname = p.pubname AND t.schemaname = 'anabranch' AND t.tablename = 'watermark')
      FROM pg_catalog.pg_publication p WHERE p.pubname = ?
      """;

  private final String name;

  public CapturePublication(String name) {
    this.name = name;
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
            ? null
            : "The publication %s (capture.publication.name) leaves operations out. Run: ALTER PUBLICATION %s SET (publish = 'insert, update, delete, truncate')"
                .formatted(name, publication);
      }
    }
  }
}
