package org.anabranch.store.postgres.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.anabranch.model.change.TableName;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;

/**
 * The tables that are written, each read from Postgres' catalogs once and kept until it is
 * forgotten. A table that the sink cannot write safely is refused when it is read.
 */
public final class Catalog {

  private static final long AGED_NANOS = Duration.ofSeconds(10).toNanos();

  private final TableNameFormat format;
  private final Map<TableName, TargetTable> known = new HashMap<>();
  private final Map<SqlName, TableName> logicalNames = new HashMap<>();
  private final LongSupplier nanoTime;
  private boolean fromBefore;
  private long readNanos;

  public Catalog(TableNameFormat format) {
    this(format, System::nanoTime);
  }

  /**
   * A catalog with a clock of its own.
   *
   * @param nanoTime tells how old what is known is
   */
  public Catalog(TableNameFormat format, LongSupplier nanoTime) {
    this.format = format;
    this.nanoTime = nanoTime;
  }

  /** Where a table's rows are written. */
  public SqlName physical(TableName logical) {
    SqlName name = format.physical(logical);
    TableName other = logicalNames.putIfAbsent(name, logical);
    if (other != null && !other.equals(logical)) {
      throw SqlFailures.misconfigured(
          "table.name.format names both "
              + other
              + " and "
              + logical
              + " as "
              + name
              + ". Use both ${schema} and ${table} in it");
    }
    return name;
  }

  /**
   * The table as it was last read, reading it first where it is not known; null where there is
   * none.
   *
   * @param triggersOff whether this session runs without ordinary triggers
   */
  public @Nullable TargetTable table(Connection connection, TableName logical, boolean triggersOff)
      throws SQLException {
    TargetTable table = known.get(logical);
    if (table == null) {
      table = new TableReader(connection, triggersOff).read(physical(logical));
      if (table != null) {
        readNanos = known.isEmpty() ? nanoTime.getAsLong() : readNanos;
        known.put(logical, table);
      }
    }
    return table;
  }

  /** Whether anything is known from before the current transaction. */
  public boolean isFromBefore() {
    return fromBefore;
  }

  /** Whether anything has been known for so long that it may well be wrong by now. */
  public boolean isAged() {
    return !known.isEmpty() && nanoTime.getAsLong() - readNanos > AGED_NANOS;
  }

  /** Says that a transaction begins. */
  public void beginTransaction() {
    fromBefore = !known.isEmpty();
  }

  /** Has the table read again when it is next asked for. */
  public void forget(TableName logical) {
    known.remove(logical);
  }

  public void forgetAll() {
    known.clear();
  }
}
