package org.anabranch.model.merge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;

/** One region merging one order of changes; checks every outcome on the way. */
final class MergeRun {

  private final Merge merge;
  private final List<Change> merged = new ArrayList<>();
  private final Set<ChangeId> told = new HashSet<>();
  private KeyVersion version;

  MergeRun(Merge merge, KeyVersion start) {
    this.merge = merge;
    this.version = start;
  }

  static MergeRun over(Merge merge, KeyVersion start, List<Change> order) {
    MergeRun run = new MergeRun(merge, start);
    order.forEach(run::take);
    return run;
  }

  KeyVersion version() {
    return version;
  }

  List<Change> merged() {
    return merged;
  }

  /** The changes that were named as losers of a conflict. */
  Set<ChangeId> told() {
    return told;
  }

  private void take(Change change) {
    KeyVersion before = version;
    Outcome outcome = merge.merge(before, change);
    if (!outcome.equals(merge.merge(before, change))) {
      throw broken("pure: the same inputs gave two outcomes", change, outcome);
    }
    version = outcome.version();
    merged.add(change);
    checkWinner(before, change, outcome);
    KeyVersion again = merge.merge(version, change).version();
    if (!again.equals(version)) {
      throw broken("idempotent: merged twice it gives " + again, change, outcome);
    }
  }

  private void checkWinner(KeyVersion before, Change change, Outcome outcome) {
    ChangeId expected;
    if (outcome instanceof Outcome.AlreadyMerged) {
      expected = before.winner();
    } else if (outcome instanceof Outcome.Supersedes) {
      expected = change.id();
    } else if (outcome instanceof Outcome.Prevails prevails) {
      expected = change.id();
      checkConflict(before, change, outcome, prevails.loser());
      told.add(prevails.loser());
    } else if (outcome instanceof Outcome.Yields yields) {
      expected = yields.winner();
      checkConflict(before, change, outcome, yields.winner());
      told.add(change.id());
    } else {
      throw new IllegalStateException("No such outcome");
    }
    if (!Objects.equals(expected, version.winner())) {
      throw broken("honest: the outcome and the winner differ", change, outcome);
    }
  }

  private void checkConflict(KeyVersion before, Change change, Outcome outcome, ChangeId other) {
    if (!other.equals(before.winner())) {
      throw broken("honest: the conflict is not with the winner so far", change, outcome);
    }
    if (Sight.saw(change, other, before.sequence())) {
      throw broken("honest: a conflict with a change that it had seen", change, outcome);
    }
  }

  private AssertionError broken(String law, Change change, Outcome outcome) {
    return new AssertionError(
        "Not " + law + "\n  at " + History.describe(change) + "\n  outcome " + outcome);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("winner " + version.winner() + ", " + version);
    merged.forEach(change -> text.append("\n    ").append(History.describe(change)));
    return text.toString();
  }
}
