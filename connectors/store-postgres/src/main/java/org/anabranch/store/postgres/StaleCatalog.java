package org.anabranch.store.postgres;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.failure.SqlFailures;

/**
 * Tells a table that was altered since it was read from one that does not fit: the former is read
 * again and the transaction tried once more.
 */
final class StaleCatalog {

  /** No such table, no such column, no unique index, a column of another type. */
  private static final Set<String> ALTERED = Set.of("42P01", "42703", "42P10", "42804", "428C9");

  private StaleCatalog() {}

  static StoreException orElse(
      Catalog catalog, SQLException failure, Supplier<StoreException> otherwise) {
    StoreException exception = otherwise.get();
    boolean mayBeStale = ALTERED.contains(SqlFailures.state(failure)) && catalog.isAged();
    if (exception instanceof StoreException.Misconfigured) {
      catalog.forgetAll();
    }
    return mayBeStale
        ? new StoreException.Contended(
            "A table was altered: " + exception.getMessage(), SqlFailures.withoutValues(failure))
        : exception;
  }
}
