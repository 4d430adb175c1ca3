package org.anabranch.store.postgres.statement;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.anabranch.sink.store.VersionKey;

/**
 * The lanes whose keys a transaction may claim, locked until it ends: nobody else inserts version
 * rows there, so that a key without one need not get one before its row is written. There are so
 * few locks that Postgres' table of locks has room for them, whatever the number of tables: tables
 * share them, and lanes only beyond the 128th. Lanes of one number are read by one task where a
 * sink's topics have the same number of partitions, so tasks of one sink seldom wait for each
 * other.
 *
 * <p>They are locked in one order. A plan that comes back for more may still meet another in the
 * opposite order; Postgres finds that and one of them is tried again.
 */
final class LaneLocks {

  private static final int LANES = 128;
  private static final int TABLES_BITS = 5;
  private static final int LOCKS = LANES << TABLES_BITS;

  /** Spreads hash codes that differ in few places: 2^32 by the golden ratio. */
  private static final int SPREAD = 0x9E3779B9;

  /**
   * Locks lanes by their numbers, in the order in which they are given; tells beside each how the
   * session is set.
   */
  static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtext('anabranch.lane'), l.number),
        current_setting('session_replication_role')
      FROM unnest(?::int4[]) AS l(number)
      """;

  private final BitSet held = new BitSet(LOCKS);

  /** The numbers of the keys' lanes that are not locked yet, in order. */
  List<Integer> missing(Collection<VersionKey> keys) {
    BitSet wanted = new BitSet(LOCKS);
    keys.forEach(key -> wanted.set(number(key)));
    wanted.andNot(held);
    return wanted.stream().boxed().toList();
  }

  /** These are locked now. */
  void locked(List<Integer> numbers) {
    numbers.forEach(held::set);
  }

  /** The same in every task. */
  static int number(VersionKey key) {
    int table = 31 * key.table().schema().hashCode() + key.table().table().hashCode();
    int slot = (table * SPREAD) >>> (Integer.SIZE - TABLES_BITS);
    return slot * LANES + Math.floorMod(key.lane(), LANES);
  }
}
