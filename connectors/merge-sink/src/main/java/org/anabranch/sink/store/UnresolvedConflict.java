package org.anabranch.sink.store;

import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * A recorded conflict that nobody has resolved.
 *
 * @param id how the store names it
 * @param winner null where it is one change that could not be applied
 */
public record UnresolvedConflict(String id, VersionKey key, @Nullable Side winner, Side loser) {

  /**
   * One side of a conflict, by the change that brought it.
   *
   * @param sequence its place in its origin's stream; zero where that is not known
   */
  public record Side(ChangeId id, Stamp sequence) {

    /** Whether a change was made by who had seen this version; a change is not its own sequel. */
    boolean seenBy(Change change) {
      return !change.id().equals(id) && change.saw(id, sequence);
    }
  }

  /** Whether a change of the key was made by who had seen both versions. */
  public boolean isSettledBy(Change change) {
    return loser.seenBy(change) && (winner == null || winner.seenBy(change));
  }
}
