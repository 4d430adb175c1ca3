package org.anabranch.testkit.simulation;

import java.util.Comparator;
import org.anabranch.model.version.ChangeId;
import org.anabranch.sink.store.VersionKey;

/**
 * A recorded conflict: who won over whom.
 *
 * @param parked whether the loser is kept out of its table; the winner is a row of another key then
 */
record ConflictKey(VersionKey key, ChangeId winner, ChangeId loser, boolean parked)
    implements Comparable<ConflictKey> {

  /** Whether it is no pair: one change that could not be applied. */
  boolean quarantine() {
    return !parked && winner.equals(loser);
  }

  /** Another name for it, as a store would have. */
  String text() {
    return key + " " + winner + " " + loser + (parked ? " parked" : "");
  }

  private static final Comparator<ConflictKey> ORDER =
      Comparator.comparing(ConflictKey::key)
          .thenComparing(ConflictKey::winner)
          .thenComparing(ConflictKey::loser)
          .thenComparing(ConflictKey::parked);

  @Override
  public int compareTo(ConflictKey other) {
    return ORDER.compare(this, other);
  }
}
