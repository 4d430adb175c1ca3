package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.ForeignKey;
import org.anabranch.store.postgres.catalog.ForeignKeyReader;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.statement.CheckedForeignKeys;
import org.anabranch.store.postgres.statement.WatermarkStatements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The foreign keys that are checked, as last read from the catalogs: again after ten seconds, since
 * other tasks may merge other tables now, and when this one does. Each that is trusted all the same
 * is told once.
 */
final class KnownForeignKeys {

  private static final Logger LOG = LoggerFactory.getLogger(KnownForeignKeys.class);
  private static final long AGED_NANOS = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private final Set<String> told = new HashSet<>();
  private final Set<TableName> merged = new HashSet<>();
  private CheckedForeignKeys checked = CheckedForeignKeys.NONE;
  private boolean read;
  private long readNanos;

  KnownForeignKeys(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  CheckedForeignKeys checked() {
    return checked;
  }

  /** Whether what is known is of these tables and not old. */
  boolean known(Collection<TableName> tables) {
    return read && merged.containsAll(tables) && nanoTime.getAsLong() - readNanos < AGED_NANOS;
  }

  /**
   * Reads them.
   *
   * @param prepared tables that are merged, beside those of which something was
   */
  CheckedForeignKeys read(
      Connection connection,
      Collection<TableName> prepared,
      Catalog catalog,
      boolean triggersOff,
      Predicate<TableName> wanted)
      throws SQLException {
    merged.addAll(prepared);
    merged.addAll(new WatermarkStatements(connection).tables());
    Map<SqlName, TableName> tables = new HashMap<>();
    merged.forEach(table -> tables.put(catalog.physical(table), table));
    ForeignKeyReader.Found found =
        ForeignKeyReader.read(
            connection,
            child -> {
              TableName table = tables.get(child);
              return table != null && wanted.test(table);
            });
    List<ForeignKey> keys = new ArrayList<>();
    List<String> trusted = new ArrayList<>(found.trusted());
    for (ForeignKey key : found.checked()) {
      TableName child = Objects.requireNonNull(tables.get(key.child()));
      TargetTable table = catalog.table(connection, child, triggersOff);
      if (table != null && CheckedForeignKeys.names(table)) {
        keys.add(key);
      } else {
        trusted.add(key.told("the table has no primary key that captures name as Postgres does"));
      }
    }
    trusted.stream()
        .filter(told::add)
        .forEach(why -> LOG.warn("fk.policy is check, but a foreign key is trusted: {}", why));
    checked = new CheckedForeignKeys(keys, Map.copyOf(tables));
    readNanos = nanoTime.getAsLong();
    read = true;
    return checked;
  }
}
