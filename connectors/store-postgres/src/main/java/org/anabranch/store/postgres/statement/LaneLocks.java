package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.anabranch.sink.store.VersionKey;

/**
 * The lanes whose keys a transaction may claim, locked until it ends: nobody else inserts version
 * rows there, so that a key without one need not get one before its row is written. Lanes are
 * spread over so few locks that Postgres' table of locks has room for them, whatever the number of
 * tables; lanes that share one wait for each other.
 *
 * <p>They are locked in one order. A plan that comes back for more may still meet another in the
 * opposite order; Postgres finds that and one of them is tried again.
 */
final class LaneLocks {

  private static final int LOCKS = 256;

  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtext('anabranch.lane'), l.number)
      FROM unnest(?::int4[]) AS l(number)
      """;

  private final Connection connection;
  private final BitSet held = new BitSet(LOCKS);

  LaneLocks(Connection connection) {
    this.connection = connection;
  }

  void lockLanesOf(Collection<VersionKey> keys) throws SQLException {
    BitSet wanted = new BitSet(LOCKS);
    keys.forEach(key -> wanted.set(number(key)));
    wanted.andNot(held);
    if (wanted.isEmpty()) {
      return;
    }
    List<Integer> numbers = wanted.stream().boxed().toList();
    try (PreparedStatement lock =
        new ArrayParameters().with("int4", numbers, number -> number).prepare(connection, LOCK)) {
      lock.execute();
    }
    held.or(wanted);
  }

  /** The same in every task, and another one for each of the first lanes of a table. */
  private static int number(VersionKey key) {
    int table = 31 * key.table().schema().hashCode() + key.table().table().hashCode();
    return Math.floorMod(table + key.lane(), LOCKS);
  }
}
