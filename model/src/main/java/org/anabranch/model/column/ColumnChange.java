package org.anabranch.model.column;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What one change did to one column.
 *
 * @param id the change; its stamp is not zero
 * @param seen what its origin had seen of the row, itself included
 * @param kind what was done to the row
 * @param before the column's value before it; null where that was null or there was no row
 * @param after the column's value after it; null where that is null or there is no row
 */
public record ColumnChange<V>(
    ChangeId id, VersionVector seen, Kind kind, @Nullable V before, @Nullable V after) {

  /** What was done to the row. */
  public enum Kind {
    /** A row came where there was none. */
    INSERT,
    UPDATE,
    DELETE,
    /** The row was found as it is: by a snapshot that is not the first, or to be sent again. */
    READ
  }

  /** Whether nothing of what it had seen of the row is left after it but what it says itself. */
  boolean startsAnew() {
    return kind == Kind.INSERT || kind == Kind.DELETE;
  }

  /** What it had seen, without itself. */
  VersionVector past() {
    return seen.lowered(id.origin(), new Stamp(id.stamp().bits() - 1));
  }
}
