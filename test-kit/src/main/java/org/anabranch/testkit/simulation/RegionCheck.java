package org.anabranch.testkit.simulation;

import java.util.HashSet;
import java.util.Set;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.testkit.simulation.Knowledge.Merged;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/** Holds what a region has stored against what the oracle knows. */
final class RegionCheck {

  private final Origin region;
  private final SimulatedDatabase database;
  private final Oracle oracle;

  RegionCheck(Origin region, SimulatedDatabase database, Oracle oracle) {
    this.region = region;
    this.database = database;
    this.oracle = oracle;
  }

  /** After a merge transaction that had the key's version row locked. */
  void merged(RowKey key) {
    TrueChange winner = oracle.winner(region, key);
    Tuple<VersionRow> row = database.versions().at(key.versionKey()).committed();
    if (winner == null) {
      return;
    }
    if (row == null) {
      throw new Divergence("What was merged has a version row", region + " " + key);
    }
    VersionRow version = row.value();
    boolean same =
        winner.id().equals(version.version().winner())
            && version.version().deleted() == (winner.value() == null);
    if (!same) {
      throw new Divergence(
          "The merge's winner is the last of the maximal changes",
          region + " has " + version + ", should have " + winner + " " + winner.id());
    }
    vector(key, version.version().vector());
    conflicts(key, winner);
  }

  private void vector(RowKey key, VersionVector vector) {
    Merged merged = oracle.merged(region, key);
    for (TrueChange change : oracle.changes()) {
      if (change.key().equals(key) && change.stamped() != null) {
        boolean covered = vector.covers(change.id());
        boolean known = merged.accountsFor(change);
        if ((covered && !known) || (!covered && merged.changes().get(change.number()))) {
          throw new Divergence(
              "A version row's vector covers what was merged and nothing else",
              region + " " + key + " " + vector + (covered ? " covers " : " lacks ") + change);
        }
      }
    }
  }

  private void conflicts(RowKey key, TrueChange winner) {
    Set<ChangeId> losers = losers(key);
    oracle.merged(region, key).maximal().stream()
        .mapToObj(oracle.changes()::get)
        .filter(change -> change != winner && !losers.contains(change.id()))
        .findFirst()
        .ifPresent(
            lost -> {
              throw new Divergence(
                  "Nothing is lost without a conflict record",
                  region + " shows " + winner + " and has no record of " + lost);
            });
  }

  private Set<ChangeId> losers(RowKey key) {
    Set<ChangeId> losers = new HashSet<>();
    database
        .conflicts()
        .forEachCommitted(
            (conflict, same) -> {
              if (conflict.key().equals(key.versionKey())) {
                losers.add(conflict.loser());
              }
            });
    return losers;
  }

  /** A side of a conflict that claims to know the row it found. */
  void found(Conflict.@Nullable Version side) {
    if (side instanceof Conflict.Version.Found found && found.certain()) {
      String value = oracle.named(found.id()).value();
      String content = found.content();
      if (content == null ? value != null : !content.equals(value)) {
        throw new Divergence(
            "A conflict record that is certain of a row is right",
            region + " found " + content + " for " + oracle.named(found.id()));
      }
    }
  }

  /** When nothing is in flight any more. */
  void atRest(RowKey key) {
    for (TrueChange change : oracle.changes()) {
      if (change.key().equals(key) && !oracle.merged(region, key).changes().get(change.number())) {
        throw new Divergence("Every region merges everything", region + " lacks " + change);
      }
    }
    merged(key);
    TrueChange winner = oracle.winner(region, key);
    Tuple<String> row = database.rows().at(key).committed();
    String shown = row == null ? null : row.value();
    String expected = winner == null ? null : winner.value();
    if (shown == null ? expected != null : !shown.equals(expected)) {
      throw new Divergence(
          "The row is the winner's", region + " shows " + key + "=" + shown + ", winner " + winner);
    }
  }

  /** How many recorded pairs were in truth one after the other. */
  int falseConflicts() {
    int[] count = {0};
    database
        .conflicts()
        .forEachCommitted(
            (conflict, same) -> {
              TrueChange winner = oracle.named(conflict.winner());
              TrueChange loser = oracle.named(conflict.loser());
              if (loser.follows(winner)) {
                throw new Divergence(
                    "A winner is not in its loser's past", winner + " over " + loser);
              }
              count[0] += winner.follows(loser) ? 1 : 0;
            });
    return count[0];
  }
}
