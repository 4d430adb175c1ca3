package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the table and columns that a shape of rows needs, in one transaction. What is missing is
 * made where {@code auto.create} and {@code auto.evolve} allow it; else the statement that makes it
 * is in the error.
 */
public final class Targets {

  private static final Logger LOG = LoggerFactory.getLogger(Targets.class);

  /** One lock for all tables: definitions are rare, and two tasks would define the same one. */
  private static final String DEFINITION_LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('anabranch.definition', 0))";

  private final Connection connection;
  private final Catalog catalog;
  private final boolean triggersOff;
  private final boolean autoCreate;
  private final boolean autoEvolve;
  private final Predicate<TableName> byColumn;
  private boolean defined;

  /**
   * @param byColumn whether a table is merged by column, so that it is to tell rows as they were
   */
  public Targets(
      Connection connection,
      Catalog catalog,
      boolean triggersOff,
      boolean autoCreate,
      boolean autoEvolve,
      Predicate<TableName> byColumn) {
    this.connection = connection;
    this.catalog = catalog;
    this.triggersOff = triggersOff;
    this.autoCreate = autoCreate;
    this.autoEvolve = autoEvolve;
    this.byColumn = byColumn;
  }

  /** Whether tables were defined here, so that what is known of them ends with a rollback. */
  public boolean defined() {
    return defined;
  }

  /** The SQL for a shape; null where there is no table yet and so no row. */
  @Nullable RowSql find(TableName logical, RowShape shape, Arrival example) throws SQLException {
    TargetTable table = table(logical);
    if (table == null) {
      if (autoCreate) {
        return null;
      }
      throw missingTable(logical, example);
    }
    return resolve(logical, table, shape, example);
  }

  /** The SQL for a shape that is to be written. */
  RowSql findOrCreate(TableName logical, RowShape shape, Arrival example) throws SQLException {
    TargetTable table = table(logical);
    if (table == null) {
      if (!autoCreate) {
        throw missingTable(logical, example);
      }
      define(logical, create(logical, example));
      table = table(logical);
    }
    if (table == null) {
      throw SqlFailures.misconfigured("Table " + catalog.physical(logical) + " is missing");
    }
    return resolve(logical, table, shape, example);
  }

  /** The table as it is; null where there is none. */
  @Nullable TargetTable table(TableName logical) throws SQLException {
    return catalog.table(connection, logical, triggersOff);
  }

  private RowSql resolve(TableName logical, TargetTable known, RowShape shape, Arrival example)
      throws SQLException {
    TargetTable table = known;
    if (lacks(table, shape)) {
      catalog.forget(logical);
      TargetTable now = table(logical);
      table = now == null ? known : now;
    }
    for (String field : missing(table, shape)) {
      refuseUntold(table.name(), field, example);
      String sql = new TableDefinition(table.name(), example).addColumn(field);
      if (!autoEvolve) {
        throw SqlFailures.misconfigured(
            "Table %s has no column %s, which %s carries. Run: %s; or set auto.evolve=true"
                .formatted(table.name(), SqlName.quote(field), example.place(), sql));
      }
      define(logical, sql);
    }
    TargetTable complete = table(logical);
    return sql(complete == null ? table : complete, shape);
  }

  /** A column that is written whatever changes carry, but that is in no table. */
  private static void refuseUntold(SqlName table, String field, Arrival example) {
    RecordView row = example.row();
    if (row == null || !row.has(field)) {
      throw SqlFailures.misconfigured(
          "Table %s has no column %s, which merge.columns names. Create it as it is at its origin"
              .formatted(table, SqlName.quote(field)));
    }
  }

  private static boolean lacks(TargetTable table, RowShape shape) {
    return !missing(table, shape).isEmpty() || table.uniqueKey(shape.key()) == null;
  }

  private static List<String> missing(TargetTable table, RowShape shape) {
    List<String> missing = new ArrayList<>();
    for (String field : shape.carried()) {
      if (table.column(field) == null) {
        missing.add(field);
      }
    }
    return missing;
  }

  private RowSql sql(TargetTable table, RowShape shape) {
    UniqueKey uniqueKey = table.uniqueKey(shape.key());
    if (uniqueKey == null || !uniqueKey.immediate()) {
      throw SqlFailures.misconfigured(
          ("Rows of %s are named by (%s), and no unique index%s is over just these columns. Run:"
                  + " CREATE UNIQUE INDEX ON %s (%s)")
              .formatted(
                  table.name(),
                  String.join(", ", shape.key()),
                  uniqueKey == null ? "" : " that is not deferrable",
                  table.name().sql(),
                  RowSql.columnList(shape.key())));
    }
    // Generated columns are made here, whatever the change says.
    List<TargetColumn> carried =
        columns(table, shape.carried()).stream().filter(column -> !column.generated()).toList();
    return new RowSql(table, uniqueKey, columns(table, shape.key()), carried);
  }

  private static List<TargetColumn> columns(TargetTable table, List<String> names) {
    return names.stream().map(table::column).filter(Objects::nonNull).toList();
  }

  private void define(TableName logical, String sql) throws SQLException {
    defined = true;
    catalog.forget(logical);
    LOG.info("Defining what changes of {} carry: {}", logical, sql);
    try (Statement statement = connection.createStatement()) {
      statement.execute(DEFINITION_LOCK);
      statement.execute(sql);
    }
  }

  private String create(TableName logical, Arrival example) {
    SqlName name = catalog.physical(logical);
    String create = new TableDefinition(name, example).create();
    return byColumn.test(logical)
        ? create + "; ALTER TABLE " + name.sql() + " REPLICA IDENTITY FULL"
        : create;
  }

  private RuntimeException missingTable(TableName logical, Arrival example) {
    SqlName name = catalog.physical(logical);
    if (example.row() == null) {
      return SqlFailures.misconfigured(
          "Table %s is missing, which %s changes. Create it as it is at its origin"
              .formatted(name, example.place()));
    }
    return SqlFailures.misconfigured(
        ("Table %s is missing, which %s changes. Create it as it is at its origin; for example: %s;"
                + " or set auto.create=true")
            .formatted(name, example.place(), create(logical, example)));
  }
}
