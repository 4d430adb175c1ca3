package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the watermark table, and tables that were created since, in the publication while the
 * capture runs. The sink creates the watermark table, perhaps long after the capture started, and
 * writes nothing before it is published; a capture that did not see it would send echoes round.
 *
 * <p>Looks every few seconds, on a connection of its own. Not thread-safe. What was written to a
 * table before it was published is not captured, which it says.
 */
final class PublicationUpkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PublicationUpkeep.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration INTERVAL_ONCE_PUBLISHED = Duration.ofSeconds(10);

  private final DatabaseAccess access;
  private final boolean mayAlter;
  private final Set<TableName> warned = new HashSet<>();
  private final Set<TableName> captured = new HashSet<>();
  private long nextLookNanos = System.nanoTime();
  private boolean watermarkPublished;
  private final LastingConnection connection;

  PublicationUpkeep(DatabaseAccess access, @Nullable String autocreateMode) {
    this.access = access;
    this.connection = new LastingConnection(access::open);
    this.mayAlter = !"disabled".equals(autocreateMode);
  }

  /**
   * Looks if it is time to.
   *
   * @throws ConnectException where the watermark table was published and is no longer
   */
  void look() {
    if (System.nanoTime() - nextLookNanos < 0) {
      return;
    }
    try {
      lookNow(connection.get());
    } catch (SQLException e) {
      // The database may be restarting; Debezium notices and says so by itself.
      LOG.info("Could not look at the publication, trying again: {}", e.getMessage());
      close();
    }
    Duration pause = watermarkPublished ? INTERVAL_ONCE_PUBLISHED : INTERVAL;
    nextLookNanos = System.nanoTime() + pause.toNanos();
  }

  /** Adds what is missing, where there is a publication. */
  void lookNow(Connection connection) throws SQLException {
    Set<TableName> published = PublishedTables.of(connection, access.publicationName());
    if (published == null) {
      return;
    }
    if (published.contains(WatermarkTable.NAME)) {
      watermarkPublished = true;
    } else if (watermarkPublished) {
      throw new ConnectException(
          "anabranch.watermark was removed from the publication "
              + access.publicationName()
              + ", so the sink's writes look like local ones since. Stop the sink of this region,"
              + " add the table again, and start the capture before the sink");
    } else if (WatermarkTable.exists(connection)) {
      add(connection, WatermarkTable.NAME, "anabranch.watermark");
      watermarkPublished |= mayAlter;
    }
    List<CapturedTable> tables = CapturedTable.find(connection, access::captures);
    Set<TableName> partitions = CapturedTable.partitions(tables);
    for (CapturedTable table : tables) {
      TableName name = table.tableName();
      if (partitions.contains(name)) {
        continue;
      }
      if (published.contains(name) || addNew(connection, table)) {
        captured.add(name);
      }
    }
  }

  /** The tables that were found published while the capture ran; only ever more. */
  Set<TableName> captured() {
    return captured;
  }

  /** Whether it was added. */
  private boolean addNew(Connection connection, CapturedTable table) throws SQLException {
    if (!table.logged() || table.publishingBreaksUpdates()) {
      warnOnce(
          table.tableName(),
          table.quoted()
              + " was created since and is unlogged or has no primary key, so it is not captured: once it is"
              + " published, the application's UPDATEs on it would fail. Make it a logged table with a key, or exclude"
              + " it",
          null);
      return false;
    }
    if (!add(connection, table.tableName(), table.quoted())) {
      return false;
    }
    if (hasRows(connection, table.quoted())) {
      LOG.warn(
          "{} had rows before it was in the publication; those that were not changed since have not"
              + " been captured. Bring them to the other regions by touching them: UPDATE {} SET"
              + " <column> = <column>",
          table.quoted(),
          table.quoted());
    }
    return true;
  }

  /** Whether it was added. */
  private boolean add(Connection connection, TableName name, String quoted) {
    String statement = "ALTER PUBLICATION " + access.publicationName() + " ADD TABLE " + quoted;
    if (!mayAlter) {
      notContained(name, statement, "publication.autocreate.mode=disabled", null);
      return false;
    }
    try (Statement alter = connection.createStatement()) {
      alter.execute(statement);
      LOG.info("Added {} to the publication {}", quoted, access.publicationName());
      return true;
    } catch (SQLException e) {
      notContained(name, statement, "this role may not add it", e);
      return false;
    }
  }

  private void notContained(
      TableName name, String statement, String reason, @Nullable SQLException cause) {
    String message =
        name + " is not in the publication and " + reason + ". As the owner run: " + statement;
    warnOnce(name, message, cause);
  }

  private void warnOnce(TableName name, String message, @Nullable SQLException cause) {
    if (warned.add(name)) {
      LOG.warn(message, cause);
    }
  }

  private static boolean hasRows(Connection connection, String quoted) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT EXISTS (SELECT FROM " + quoted + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
