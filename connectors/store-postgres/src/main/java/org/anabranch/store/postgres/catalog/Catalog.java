package org.anabranch.store.postgres.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;

/**
 * The tables that are written, each read from Postgres' catalogs once and kept until it is
 * forgotten. A table that the sink cannot write safely is refused when it is read.
 */
public final class Catalog {

  private final TableNameFormat format;
  private final Map<TableName, TargetTable> known = new HashMap<>();
  private final Map<SqlName, TableName> logicalNames = new HashMap<>();
  private boolean aged;

  public Catalog(TableNameFormat format) {
    this.format = format;
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
        known.put(logical, table);
      }
    }
    return table;
  }

  /** Whether anything is known from before the current transaction. */
  public boolean isAged() {
    return aged;
  }

  /** Says that a transaction begins. */
  public void age() {
    aged = !known.isEmpty();
  }

  /** Has the table read again when it is next asked for. */
  public void forget(TableName logical) {
    known.remove(logical);
  }

  public void forgetAll() {
    known.clear();
  }
}
