package org.anabranch.store.postgres.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables that the sink keeps beside the application's. */
public final class SinkSchema {

  public static final SqlName WATERMARK = new SqlName("anabranch", "watermark");
  public static final SqlName VERSION = new SqlName("anabranch", "version");
  public static final SqlName PARKED = new SqlName("anabranch", "parked");
  public static final SqlName ALTERED = new SqlName("anabranch", "altered");
  private static final Logger LOG = LoggerFactory.getLogger(SinkSchema.class);
  private static final String RESOURCE = "schema.sql";
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('anabranch.schema', 0))";

  private static final String OLDER =
      "The table %s is of an older layout. Run as its owner, at any time: %s";

  private final SqlName conflictTable;
  private final ConflictLayout conflictLayout;

  public SinkSchema(SqlName conflictTable) {
    this.conflictTable = conflictTable;
    this.conflictLayout = new ConflictLayout(conflictTable);
  }

  /** The statements that create the tables; they may be run again and again. */
  public String ddl() {
    try (InputStream file = SinkSchema.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException("The plugin lacks its file " + RESOURCE);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${conflict.table}", conflictTable.sql())
          .replace("${conflict.index}", conflictLayout.index());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables that are missing. */
  public List<SqlName> missing(Connection connection) throws SQLException {
    List<SqlName> missing = new ArrayList<>();
    for (SqlName table : List.of(WATERMARK, VERSION, PARKED, ALTERED, conflictTable)) {
      try (PreparedStatement query = connection.prepareStatement("SELECT to_regclass(?) IS NULL")) {
        query.setString(1, table.sql());
        try (ResultSet row = query.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            missing.add(table);
          }
        }
      }
    }
    return missing;
  }

  /** What to do about tables that an earlier state of this plugin made; null where all is well. */
  public @Nullable String olderLayout(Connection connection) throws SQLException {
    return SchemaLayout.problem(connection);
  }

  /** Creates what is missing, or says so where that is the administrator's to do. */
  public void ensure(Connection connection, SchemaManagement management) throws SQLException {
    String older = olderLayout(connection);
    if (older != null) {
      throw SqlFailures.misconfigured(older);
    }
    ensureTables(connection, management);
    ensureLayout(connection, management);
  }

  private void ensureLayout(Connection connection, SchemaManagement management)
      throws SQLException {
    String conflicts = olderConflicts(connection, management);
    String versions = olderVersions(connection, management);
    if (conflicts != null || versions != null) {
      throw SqlFailures.misconfigured(conflicts == null ? String.valueOf(versions) : conflicts);
    }
    if (conflictLayout.state(connection).older()) {
      lock(connection);
      conflictLayout.mend(connection);
      LOG.info("Brought {} into the present layout", conflictTable);
    }
    if (VersionLayout.state(connection).older()) {
      lock(connection);
      VersionLayout.mend(connection);
      LOG.info("Brought {} into the present layout", VERSION);
    }
  }

  /**
   * What to do about a table of conflicts that an earlier release made; null where all is well, or
   * the sink mends it itself.
   */
  public @Nullable String olderConflicts(Connection connection, SchemaManagement management)
      throws SQLException {
    return conflictLayout.state(connection).unmended(management)
        ? OLDER.formatted(conflictTable, conflictLayout.statements())
        : null;
  }

  /** As {@link #olderConflicts}, about the table of versions. */
  public @Nullable String olderVersions(Connection connection, SchemaManagement management)
      throws SQLException {
    return VersionLayout.state(connection).unmended(management)
        ? OLDER.formatted(VERSION, VersionLayout.STATEMENT)
        : null;
  }

  private void ensureTables(Connection connection, SchemaManagement management)
      throws SQLException {
    List<SqlName> missing = missing(connection);
    if (missing.isEmpty()) {
      return;
    }
    if (management == SchemaManagement.REQUIRE) {
      LOG.error("These statements create what {} lacks:\n{}", missing, ddl());
      throw SqlFailures.misconfigured(
          "The database lacks "
              + missing
              + ". Run the statements that the task's log shows, or set schema.management=create");
    }
    create(connection);
    LOG.info("Created {}", missing);
  }

  private static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
    }
  }

  /** Under a lock, because several tasks start at once and IF NOT EXISTS does not exclude races. */
  private void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
      if (!missing(connection).isEmpty()) {
        statement.execute(ddl());
      }
    }
  }
}
