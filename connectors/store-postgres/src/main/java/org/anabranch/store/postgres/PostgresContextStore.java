package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.ColumnForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.Exclusions;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.check.ColumnChecks;
import org.anabranch.store.postgres.check.Problems;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.store.postgres.schema.CapturePublication;
import org.anabranch.store.postgres.schema.CaptureWatch;
import org.anabranch.store.postgres.schema.SequenceCollisions;
import org.anabranch.store.postgres.schema.SinkSchema;
import org.anabranch.store.postgres.statement.AlteredStatements;
import org.anabranch.store.postgres.statement.DropStatements;
import org.anabranch.store.postgres.statement.OrphanCounts;
import org.anabranch.store.postgres.statement.ParkedStatements;
import org.anabranch.store.postgres.statement.WatermarkStatements;
import org.anabranch.store.postgres.value.RowJson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Context in a Postgres database. One instance is one connection. */
public final class PostgresContextStore implements ContextStore {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresContextStore.class);

  private final PostgresStoreOptions options;
  private final Origin own;
  private final MergeStrategies strategies;
  private final PostgresSession session;
  private final Catalog catalog;
  private final SinkSchema schema;
  private final SequenceCollisions sequences;
  private final Set<TableName> prepared = new HashSet<>();
  private final Map<TableName, Boolean> excluding = new HashMap<>();
  private final CaptureWatch capture;
  private final KnownForeignKeys foreignKeys;
  private boolean schemaEnsured;

  /**
   * Connects when it is first used.
   *
   * @param strategies how the sink merges tables, which says what a table must be like
   */
  public PostgresContextStore(
      PostgresStoreOptions options, ContextOptions context, MergeStrategies strategies) {
    this(options, context, strategies, System::nanoTime);
  }

  PostgresContextStore(
      PostgresStoreOptions options,
      ContextOptions context,
      MergeStrategies strategies,
      LongSupplier nanoTime) {
    this.options = options;
    this.own = context.origin();
    this.strategies = strategies;
    String publication = options.capturePublication();
    this.capture =
        new CaptureWatch(
            publication == null ? null : new CapturePublication(publication, options.captureSlot()),
            nanoTime);
    this.session = new PostgresSession(options, capture::forget);
    this.catalog = new Catalog(options.tableNameFormat(), nanoTime);
    this.schema = new SinkSchema(options.conflictTable());
    this.foreignKeys = new KnownForeignKeys(nanoTime);
    this.sequences = new SequenceCollisions(context.origin(), context.members());
  }

  @Override
  public void prepare(Collection<TableName> tables) {
    inTransaction(
        "preparing tables",
        connection -> {
          ensureReady(connection);
          for (TableName table : tables) {
            // Refuses a table that cannot be written; one that is missing may yet be created.
            refuseMisfits(
                connection, table, catalog.table(connection, table, session.triggersOff()));
            if (prepared.add(table)) {
              sequences.of(connection, catalog.physical(table)).forEach(LOG::warn);
            }
          }
          return true;
        });
  }

  private void refuseMisfits(Connection connection, TableName name, @Nullable TargetTable table)
      throws SQLException {
    if (table != null) {
      Problems problems = new Problems();
      new ColumnChecks(connection, options.capturePublication(), problems)
          .check(table, strategies.of(name));
      if (!problems.isEmpty()) {
        throw SqlFailures.misconfigured(problems.toString());
      }
    }
  }

  private boolean byColumn(TableName table) {
    return strategies.of(table).columns() != null;
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarks(Collection<WatermarkKey> streams) {
    return inTransaction(
        "reading watermarks",
        connection -> {
          ensureReady(connection);
          return new WatermarkStatements(connection).read(streams);
        });
  }

  @Override
  public Set<TableLane> lanesInFlight() {
    return inTransaction(
        "reading lanes in flight",
        connection -> {
          ensureReady(connection);
          return new DropStatements(connection).lanes();
        });
  }

  @Override
  public String told(RecordView row) {
    return String.valueOf(RowJson.of(row));
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarksOf(TableName table) {
    return inTransaction(
        "reading watermarks",
        connection -> {
          ensureReady(connection);
          WatermarkStatements watermarks = new WatermarkStatements(connection);
          return watermarks.read(watermarks.streams(table));
        });
  }

  @Override
  public Map<TableName, Stamp> parkedTables() {
    return inTransaction(
        "reading which tables have parked rows",
        connection -> {
          ensureReady(connection);
          return new ParkedStatements(connection).tables();
        });
  }

  @Override
  public Set<AlteredColumn> altered() {
    return inTransaction(
        "reading which columns arrive altered",
        connection -> {
          ensureReady(connection);
          return new AlteredStatements(connection).read();
        });
  }

  /** Asked once for each table: an index that is made later counts once the task starts again. */
  @Override
  public boolean excludes(TableName table) {
    return excluding.computeIfAbsent(
        table,
        name ->
            inTransaction(
                "reading unique indexes",
                connection -> Exclusions.any(connection, catalog.physical(name))));
  }

  @Override
  public Map<String, ColumnForm> columns(TableName name) {
    return inTransaction(
        "reading columns",
        connection -> {
          TargetTable table = catalog.table(connection, name, session.triggersOff());
          return table == null ? Map.of() : table.forms();
        });
  }

  @Override
  public References references(Predicate<TableName> checked) {
    if (foreignKeys.known(prepared)) {
      return foreignKeys.checked().references();
    }
    return inTransaction(
        "reading foreign keys",
        connection -> {
          ensureReady(connection);
          return foreignKeys
              .read(connection, prepared, catalog, session.triggersOff(), checked)
              .references();
        });
  }

  @Override
  public Map<String, Long> countOrphans() {
    return inTransaction(
        "counting orphans",
        connection -> {
          ensureReady(connection);
          return new OrphanCounts(connection).count(catalog);
        });
  }

  @Override
  public StoreTransaction begin() {
    inTransaction(
        "looking whether all is ready",
        connection -> {
          ensureReady(connection);
          return true;
        });
    catalog.beginTransaction();
    try {
      return new PostgresTransaction(
          session,
          session.connection(),
          own,
          catalog,
          options,
          this::byColumn,
          foreignKeys.checked());
    } catch (SQLException e) {
      throw session.failed(e, "connecting");
    }
  }

  /**
   * Creates the schema first and then waits for the capture, without blocking: whoever calls tries
   * again later. The schema is committed even while the capture is waited for, because what it
   * waits for names a table of it.
   */
  private void ensureReady(Connection connection) throws SQLException {
    if (!schemaEnsured) {
      schema.ensure(connection, options.schemaManagement());
      connection.commit();
      schemaEnsured = true;
    }
    capture.look(connection);
  }

  @FunctionalInterface
  private interface Work<R> {
    R in(Connection connection) throws SQLException;
  }

  private <R> R inTransaction(String doing, Work<R> work) {
    try {
      Connection connection = session.connection();
      R result = work.in(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw session.failed(e, doing);
    } finally {
      session.rollback();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
