package org.anabranch.store.postgres.positions;

import org.jspecify.annotations.Nullable;

/**
 * A committed change of one row, as the log tells it. An update that changes the key is two of
 * them, as a capture sends it.
 *
 * @param transaction the number of the transaction, not of a savepoint in it
 * @param position where its record begins
 * @param before the value that it replaced; null where there was no row
 * @param after the value that it left; null where it deleted the row
 */
record LoggedChange(
    long transaction, long position, int id, @Nullable String before, @Nullable String after) {

  boolean inserts() {
    return before == null;
  }

  boolean deletes() {
    return after == null;
  }
}
