package org.anabranch.store.postgres.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table that is written.
 *
 * @param length how many characters a {@code varchar} or {@code char} of it may have, in an array
 *     each of them; null where nothing is said, and for other types
 * @param defaultExpression SQL; null where the column has no default
 */
public record TargetColumn(
    String name,
    PostgresType type,
    @Nullable Integer length,
    boolean generated,
    Identity identity,
    @Nullable String defaultExpression) {

  /** Whether Postgres numbers the rows in this column. */
  public enum Identity {
    NONE,
    BY_DEFAULT,
    ALWAYS
  }

  public String sql() {
    return SqlName.quote(name);
  }
}
