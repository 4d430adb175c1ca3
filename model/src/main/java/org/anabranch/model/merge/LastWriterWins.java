package org.anabranch.model.merge;

import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;

/**
 * Rules M1 to M3 of the protocol with the last writer as the winner of what is concurrent: the
 * higher stamp, then the higher origin, never the later arrival.
 *
 * <p>Two changes are in conflict when neither's origin had seen the other. A change that saw the
 * winner but not one of its earlier losers is no new conflict: that pair was told of when it lost.
 *
 * <p>Rows of a first snapshot (stamp 0) enter no vector and win only against absence or another
 * such row, by origin; of one origin's snapshots the later row wins, by its place in the stream.
 *
 * <p>Relies on clocks that run ahead of all they have seen: a change's stamp is higher than that of
 * every change in its context, or regions would differ.
 */
public final class LastWriterWins implements Merge {

  /**
   * Merges a change about one row.
   *
   * @throws IllegalArgumentException for marks and the ends of snapshots, which are about no row
   */
  @Override
  public Outcome merge(KeyVersion current, Change change) {
    return switch (change.kind()) {
      case CHANGE, STUB -> mergeChange(current, change);
      case SNAPSHOT -> mergeSnapshot(current, change);
      case MARK, SNAPSHOT_BEGIN, SNAPSHOT_END, RECEIPT ->
          throw new IllegalArgumentException("A " + change.kind() + " cannot be merged into a row");
    };
  }

  private static Outcome mergeChange(KeyVersion current, Change change) {
    ChangeId id = change.id();
    VersionVector vector = current.vector().join(change.seen()).with(id);
    if (current.vector().covers(id)) {
      // Learnt of through a third region; what the change itself had seen may still be news.
      return new Outcome.AlreadyMerged(current.with(vector));
    }
    ChangeId winner = current.winner();
    KeyVersion taken = new KeyVersion(vector, id, change.sequence(), change.deletes());
    if (winner == null || change.saw(winner, current.sequence())) {
      return new Outcome.Supersedes(taken);
    }
    return id.compareTo(winner) > 0
        ? new Outcome.Prevails(taken, winner)
        : new Outcome.Yields(current.with(vector), winner);
  }

  private static Outcome mergeSnapshot(KeyVersion current, Change change) {
    ChangeId id = change.id();
    ChangeId winner = current.winner();
    boolean same = id.equals(winner);
    if (current.vector().of(id.origin()).compareTo(change.sequence()) >= 0
        || (same && current.sequence().compareTo(change.sequence()) >= 0)) {
      return new Outcome.AlreadyMerged(current);
    }
    KeyVersion taken = new KeyVersion(current.vector(), id, change.sequence(), change.deletes());
    if (winner == null || same) {
      return new Outcome.Supersedes(taken);
    }
    return id.compareTo(winner) > 0
        ? new Outcome.Prevails(taken, winner)
        : new Outcome.Yields(current, winner);
  }
}
