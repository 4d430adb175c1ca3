package org.anabranch.model.merge;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/**
 * Rules M1 to M3 of the protocol with the last writer as the winner of what is concurrent: the
 * higher stamp, then the higher origin, never the later arrival.
 *
 * <p>Two changes are in conflict when neither's origin had seen the other. A change that saw the
 * winner but not one of its earlier losers is no new conflict: that pair was told of when it lost.
 *
 * <p>Rows of a first snapshot (stamp 0) enter no vector and win only against absence or another
 * such row, by origin; of one origin's snapshots the later row wins, which its lane's order makes
 * the later arrival.
 */
public final class LastWriterWins implements Merge {

  @Override
  public Outcome merge(KeyVersion current, Change change) {
    return change.kind() == ChangeKind.SNAPSHOT
        ? mergeSnapshot(current, change)
        : mergeChange(current, change);
  }

  private static Outcome mergeChange(KeyVersion current, Change change) {
    ChangeId id = change.id();
    if (current.vector().covers(id)) {
      return new Outcome.AlreadyMerged(current);
    }
    VersionVector vector = current.vector().join(change.seen()).with(id);
    KeyVersion taken = new KeyVersion(vector, id, change.sequence(), change.deletes());
    ChangeId winner = current.winner();
    if (winner == null || saw(change, winner, current.sequence())) {
      return new Outcome.Supersedes(taken);
    }
    return id.compareTo(winner) > 0
        ? new Outcome.Prevails(taken, winner)
        : new Outcome.Yields(
            new KeyVersion(vector, winner, current.sequence(), current.deleted()), winner);
  }

  private static Outcome mergeSnapshot(KeyVersion current, Change change) {
    ChangeId id = change.id();
    if (current.vector().of(id.origin()).compareTo(change.sequence()) >= 0) {
      return new Outcome.AlreadyMerged(current);
    }
    ChangeId winner = current.winner();
    KeyVersion taken = new KeyVersion(current.vector(), id, change.sequence(), false);
    if (winner == null || winner.equals(id)) {
      return new Outcome.Supersedes(taken);
    }
    return id.compareTo(winner) > 0
        ? new Outcome.Prevails(taken, winner)
        : new Outcome.Yields(current, winner);
  }

  private static boolean saw(Change change, ChangeId other, Stamp sequence) {
    return change.seen().of(other.origin()).compareTo(sequence) >= 0;
  }
}
