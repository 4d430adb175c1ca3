package org.anabranch.testkit.simulation;

import java.util.List;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/**
 * Holds a region's closed and unresolved conflicts, once nothing is in flight, against what the
 * databases had really applied: a conflict is closed where a change that the region has merged was
 * made in a database that had applied both versions, and nowhere else.
 */
final class ClosedConflictsCheck {

  private final Origin region;
  private final SimulatedDatabase database;
  private final Oracle oracle;
  private final World world;

  ClosedConflictsCheck(Region region, World world) {
    this.region = region.origin();
    this.database = region.database();
    this.oracle = world.oracle();
    this.world = world;
  }

  void check() {
    database.conflicts().forEachCommitted(this::check);
  }

  private void check(ConflictKey name, RecordedConflict conflict) {
    if (name.parked()) {
      // It is over, too, once the row is shown again.
      return;
    }
    RowKey key = world.key(name.key());
    if (world.external(key.table())) {
      return;
    }
    boolean closed = conflict.resolvedBy() != null;
    world.statistics().add(Count.CONFLICTS_CLOSED, closed ? 1 : 0);
    TrueChange loser = version(key, conflict.loser());
    Side won = conflict.winner();
    TrueChange winner = won == null ? loser : version(key, won);
    if (loser == null || winner == null) {
      // A row that was there before, which no record has told of.
      return;
    }
    TrueChange covering = covering(key, winner, loser);
    if (closed && covering == null) {
      throw new Divergence(
          "A conflict is closed only by who had seen both",
          region + " closed " + name + " by " + conflict.resolvedBy());
    }
    // What a region does not show it leaves out of what it says it has seen (010).
    boolean leftOut =
        oracle.refused(winner)
            || oracle.refused(loser)
            || oracle.unshown(winner)
            || oracle.unshown(loser);
    if (!closed && covering != null && !leftOut) {
      throw new Divergence(
          "A conflict is closed once a merged change has seen both",
          region + " did not close " + name + " by " + covering + " " + covering.id());
    }
  }

  private @Nullable TrueChange version(RowKey key, Side side) {
    List<TrueChange> named =
        oracle.changes().stream()
            .filter(change -> change.stamped() != null && change.key().equals(key))
            .filter(change -> change.id().equals(side.id()))
            .filter(change -> change.sequence().equals(side.sequence()))
            .toList();
    return named.isEmpty() ? null : named.get(0);
  }

  private @Nullable TrueChange covering(RowKey key, TrueChange winner, TrueChange loser) {
    return oracle.changes().stream()
        .filter(change -> change.stamped() != null && !change.firstSnapshot())
        .filter(change -> !change.equals(winner) && !change.equals(loser))
        .filter(change -> isAbout(key, change))
        .filter(change -> oracle.merged(region, change.key()).changes().get(change.number()))
        .filter(change -> change.hadApplied(winner) && change.hadApplied(loser))
        .findFirst()
        .orElse(null);
  }

  /** A TRUNCATE is about every key of its lane, also where it found no row. */
  private static boolean isAbout(RowKey key, TrueChange change) {
    return change.key().equals(key)
        || (change.truncates() && change.key().tableLane().equals(key.tableLane()));
  }
}
