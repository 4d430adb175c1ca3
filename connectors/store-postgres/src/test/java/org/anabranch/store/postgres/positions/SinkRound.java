package org.anabranch.store.postgres.positions;

/**
 * A transaction of a sink that was committed.
 *
 * @param transaction its number
 * @param before the log position before its first data statement
 * @param after the log position after the last one, while the rows were locked
 */
record SinkRound(long transaction, long before, long after) {}
