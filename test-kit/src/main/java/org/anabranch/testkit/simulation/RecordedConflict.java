package org.anabranch.testkit.simulation;

import org.anabranch.model.version.ChangeId;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of conflicts.
 *
 * @param winner null where it is one change that could not be applied
 * @param resolvedBy null while nobody has resolved it
 */
record RecordedConflict(@Nullable Side winner, Side loser, @Nullable ChangeId resolvedBy) {

  static RecordedConflict of(Conflict conflict) {
    boolean parked = conflict.verdict() == Conflict.Verdict.PARKED;
    Conflict.Version winner = parked ? null : conflict.winner();
    return new RecordedConflict(winner == null ? null : side(winner), side(conflict.loser()), null);
  }

  private static Side side(Conflict.Version version) {
    return new Side(version.id(), version.sequence());
  }

  RecordedConflict resolved(ChangeId by) {
    return new RecordedConflict(winner, loser, by);
  }

  UnresolvedConflict unresolved(ConflictKey name) {
    return new UnresolvedConflict(name.text(), name.key(), winner, loser);
  }
}
