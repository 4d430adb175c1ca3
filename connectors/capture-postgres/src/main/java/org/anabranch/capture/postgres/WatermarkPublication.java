package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the watermark table in the publication. The sink creates the table, perhaps long after the
 * capture started, and writes nothing before it is published; a capture that did not see it would
 * send echoes round.
 *
 * <p>Looks every few seconds, on a connection of its own. Not thread-safe.
 */
final class WatermarkPublication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatermarkPublication.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration INTERVAL_ONCE_PUBLISHED = Duration.ofSeconds(30);
  private static final String LOOK =
      """
      SELECT to_regclass('anabranch.watermark') IS NOT NULL,
             EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = ?),
             EXISTS (SELECT FROM pg_catalog.pg_publication_tables
                     WHERE pubname = ? AND schemaname = 'anabranch' AND tablename = 'watermark')
      """;

  private final DatabaseAccess access;
  private final boolean mayAlter;
  private long nextLookNanos = System.nanoTime();
  private boolean published;
  private boolean warned;
  private DatabaseAccess.@Nullable Session session;

  WatermarkPublication(DatabaseAccess access, boolean mayAlter) {
    this.access = access;
    this.mayAlter = mayAlter;
  }

  /**
   * Looks if it is time to.
   *
   * @throws ConnectException where the table was published and is no longer
   */
  void look() {
    if (System.nanoTime() - nextLookNanos < 0) {
      return;
    }
    try {
      lookNow();
    } catch (SQLException e) {
      // The database may be restarting; Debezium notices and says so by itself.
      LOG.info("Could not look for anabranch.watermark, trying again: {}", e.getMessage());
      close();
    }
    Duration pause = published ? INTERVAL_ONCE_PUBLISHED : INTERVAL;
    nextLookNanos = System.nanoTime() + pause.toNanos();
  }

  private void lookNow() throws SQLException {
    Connection connection = connection();
    boolean exists;
    boolean publication;
    boolean contained;
    try (PreparedStatement query = connection.prepareStatement(LOOK)) {
      query.setString(1, access.publicationName());
      query.setString(2, access.publicationName());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        exists = row.getBoolean(1);
        publication = row.getBoolean(2);
        contained = row.getBoolean(3);
      }
    }
    if (exists && publication && !contained) {
      add(connection);
    } else if (contained && !published) {
      LOG.info("The publication {} contains anabranch.watermark", access.publicationName());
      published = true;
    }
  }

  private void add(Connection connection) throws SQLException {
    if (!mayAlter) {
      notContained("publication.autocreate.mode=disabled", null);
      return;
    }
    try (Statement alter = connection.createStatement()) {
      alter.execute(statement());
      LOG.info("Added anabranch.watermark to the publication {}", access.publicationName());
      published = true;
    } catch (SQLException e) {
      notContained("this role may not add it", e);
    }
  }

  private void notContained(String reason, @Nullable SQLException cause) {
    String message =
        "anabranch.watermark is not in the publication and "
            + reason
            + ". The sink waits until it is. As the owner run: "
            + statement();
    if (published) {
      throw new ConnectException(
          "anabranch.watermark was removed from the publication, so the sink's writes look like"
              + " local ones. "
              + message,
          cause);
    }
    if (!warned) {
      LOG.warn(message, cause);
      warned = true;
    }
  }

  private String statement() {
    return "ALTER PUBLICATION " + access.publicationName() + " ADD TABLE anabranch.watermark";
  }

  private Connection connection() throws SQLException {
    DatabaseAccess.Session open = session;
    if (open == null) {
      open = access.open();
      session = open;
    }
    return open.jdbc();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
