package org.anabranch.store.postgres.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TableNameFormat;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the database must be and grant, each problem with the statement that mends it.
 * What a deployment brings about by itself, such as the sink's tables and their place in the
 * publication, is no problem yet.
 */
public final class DatabaseChecks {

  private static final int VERSION_MIN = 130_000;
  private static final int PARAMETER_GRANTS_VERSION = 150_000;
  private static final int TABLES_MAX = 1_000;

  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int, pg_is_in_recovery(),
        current_setting('wal_level'), current_setting('is_superuser') = 'on'
      """;

  private static final String CAPTURED_TABLES =
      """
      SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables
      WHERE pubname = ? AND schemaname <> 'anabranch' ORDER BY 1, 2
      """;

  private final Connection connection;
  private final PostgresStoreOptions options;
  private final @Nullable MergeStrategies strategies;
  private final Problems problems;

  /**
   * @param strategies how the connector merges tables; null where that is not known, since other
   *     options are wrong
   */
  public DatabaseChecks(
      Connection connection,
      PostgresStoreOptions options,
      @Nullable MergeStrategies strategies,
      Problems problems) {
    this.connection = connection;
    this.options = options;
    this.strategies = strategies;
    this.problems = problems;
  }

  public void check() throws SQLException {
    boolean triggersOff;
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(SERVER)) {
      row.next();
      checkServer(row.getInt(1), row.getBoolean(2), row.getString(3));
      triggersOff = row.getBoolean(4) || maySwitchTriggersOff(row.getInt(1));
    }
    new RightChecks(connection, options, problems).checkOwnTables();
    checkMergedTables(triggersOff);
  }

  private void checkServer(int version, boolean standby, String walLevel) {
    if (version < VERSION_MIN) {
      problems.add(ConnectionOptions.URL, "Postgres 13 or later is needed");
    }
    if (standby) {
      problems.add(
          ConnectionOptions.URL,
          "This server is a standby, which takes no writes. Give the URL of the primary, or add"
              + " targetServerType=primary to the URL");
    }
    if (options.capturePublication() != null && !walLevel.equals("logical")) {
      problems.add(
          PostgresStoreOptions.CAPTURE_PUBLICATION,
          "wal_level is "
              + walLevel
              + ", so this database cannot be captured. Run: ALTER SYSTEM SET wal_level = logical,"
              + " and restart the server");
    }
  }

  private boolean maySwitchTriggersOff(int version) throws SQLException {
    if (version < PARAMETER_GRANTS_VERSION) {
      return false;
    }
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                "SELECT has_parameter_privilege('session_replication_role', 'SET')")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Which tables will be merged only their records tell; those captured here are a good guess. */
  private void checkMergedTables(boolean triggersOff) throws SQLException {
    Catalog asTheyAre = new Catalog(TableNameFormat.parse(TableNameFormat.DEFAULT));
    List<SqlName> captured = capturedTables();
    for (SqlName table : captured) {
      checkMerged(asTheyAre, new TableName(table.schema(), table.name()), triggersOff);
      new RightChecks(connection, options, problems).checkTable(table);
    }
    Catalog asNamed = new Catalog(options.tableNameFormat());
    for (TableName table : namedTables()) {
      if (!captured.contains(options.tableNameFormat().physical(table))) {
        checkMerged(asNamed, table, triggersOff);
      }
    }
  }

  private void checkMerged(Catalog catalog, TableName name, boolean triggersOff)
      throws SQLException {
    try {
      checkColumns(name, catalog.table(connection, name, triggersOff));
    } catch (StoreException.Misconfigured e) {
      problems.add(ConnectionOptions.USER, String.valueOf(e.getMessage()));
    }
  }

  /** Tables with strategies of their own; those that are not here yet are no problem. */
  private Collection<TableName> namedTables() {
    return strategies == null ? Set.of() : new TreeSet<>(strategies.ofTables().keySet());
  }

  private void checkColumns(TableName name, @Nullable TargetTable table) throws SQLException {
    if (strategies != null && table != null) {
      new ColumnChecks(connection, options.capturePublication(), problems)
          .check(table, strategies.of(name));
    }
  }

  private List<SqlName> capturedTables() throws SQLException {
    List<SqlName> tables = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(CAPTURED_TABLES)) {
      query.setString(1, options.capturePublication());
      query.setMaxRows(TABLES_MAX);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(new SqlName(row.getString(1), row.getString(2)));
        }
      }
    }
    return tables;
  }
}
