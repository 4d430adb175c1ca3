package org.anabranch.testkit.simulation;

import java.util.Comparator;
import org.anabranch.model.version.ChangeId;
import org.anabranch.sink.store.VersionKey;

/** A recorded conflict: who won over whom. */
record ConflictKey(VersionKey key, ChangeId winner, ChangeId loser)
    implements Comparable<ConflictKey> {

  /** Whether it is no pair: one change that could not be applied. */
  boolean quarantine() {
    return winner.equals(loser);
  }

  /** Another name for it, as a store would have. */
  String text() {
    return key + " " + winner + " " + loser;
  }

  private static final Comparator<ConflictKey> ORDER =
      Comparator.comparing(ConflictKey::key)
          .thenComparing(ConflictKey::winner)
          .thenComparing(ConflictKey::loser);

  @Override
  public int compareTo(ConflictKey other) {
    return ORDER.compare(this, other);
  }
}
