package org.anabranch.store.postgres;

import java.util.Set;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.catalog.Catalog;

/**
 * Tells a table that was altered since it was read from one that does not fit: the former is read
 * again and the transaction tried once more.
 */
final class StaleCatalog {

  /** No such table, no such column, no unique index, a column of another type. */
  private static final Set<String> ALTERED = Set.of("42P01", "42703", "42P10", "42804", "428C9");

  private StaleCatalog() {}

  static StoreException orElse(Catalog catalog, String state, StoreException exception) {
    boolean stale = mayBeStale(catalog, state, exception);
    if (stale || exception instanceof StoreException.Misconfigured) {
      catalog.forgetAll();
    }
    return stale
        ? new StoreException.Contended("A table was altered: " + exception.getMessage(), exception)
        : exception;
  }

  /** A value that does not fit may have been meant for another type. */
  private static boolean mayBeStale(Catalog catalog, String state, StoreException exception) {
    return exception instanceof StoreException.RowsRefused
        ? catalog.isAged()
        : ALTERED.contains(state) && catalog.isFromBefore();
  }
}
