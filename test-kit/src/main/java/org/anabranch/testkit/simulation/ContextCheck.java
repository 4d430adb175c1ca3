package org.anabranch.testkit.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.simulation.Statistics.Count;

/** Holds every change's context against what its database had applied. */
final class ContextCheck {

  private final List<TrueChange> changes;

  ContextCheck(List<TrueChange> changes) {
    this.changes = changes;
  }

  void check(Statistics statistics) {
    Set<Stamp> stamps = new HashSet<>();
    for (TrueChange change : changes) {
      Change stamped = change.stamped();
      if (stamped == null || change.firstSnapshot()) {
        continue;
      }
      if (!stamps.add(stamped.id().stamp())) {
        statistics.count(Count.EQUAL_STAMPS);
      }
      for (TrueChange other : changes) {
        if (other.stamped() != null
            && !other.leftover()
            && sameLane(change, other)
            && !other.id().equals(change.id())) {
          compare(change, stamped, other);
        }
      }
    }
  }

  private static boolean sameLane(TrueChange one, TrueChange other) {
    return one.key().table().equals(other.key().table())
        && one.key().lane().equals(other.key().lane());
  }

  private static void compare(TrueChange change, Change stamped, TrueChange other) {
    boolean claimed = stamped.context().of(other.origin()).compareTo(other.sequence()) >= 0;
    if (claimed != change.hadApplied(other)) {
      throw new Divergence(
          "A context is what the database had applied",
          change + " with " + stamped.context() + (claimed ? " claims " : " lacks ") + other);
    }
  }
}
