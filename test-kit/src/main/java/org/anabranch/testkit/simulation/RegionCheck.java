package org.anabranch.testkit.simulation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.testkit.simulation.Knowledge.Merged;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/** Holds what a region has stored against what the oracle knows. */
final class RegionCheck {

  private final Origin region;
  private final List<Origin> members;
  private final SimulatedDatabase database;
  private final Oracle oracle;
  private final World world;
  private final Function<VersionKey, RowKey> keys;

  RegionCheck(Region region, World world) {
    this.region = region.origin();
    this.members = region.sinkMembers().origins();
    this.database = region.database();
    this.oracle = world.oracle();
    this.keys = world::key;
    this.world = world;
  }

  /** After a merge transaction that had the key's version row locked. */
  void merged(RowKey key) {
    noteUnshown(key);
    TrueChange winner = oracle.winner(region, key);
    // Before it has read its own snapshot, a region rightly counts its own row as one.
    if (winner != null && !winner.firstSnapshot()) {
      settled(key, winner, false);
    }
  }

  /** After a transaction that had the key's version row locked. */
  void noteUnshown(RowKey key) {
    Tuple<VersionRow> row = database.versions().at(key.versionKey()).committed();
    ChangeId hidden = row == null ? null : row.value().version().winner();
    if (row != null && hidden != null && row.value().hidden()) {
      oracle.unshown(key, hidden);
    }
  }

  private void settled(RowKey key, TrueChange winner, boolean atRest) {
    Tuple<VersionRow> row = database.versions().at(key.versionKey()).committed();
    if (row == null) {
      // It is forgotten; whether rightly, the rows show.
      conflicts(key, winner, atRest);
      return;
    }
    VersionRow version = row.value();
    if (isUnnamed(version)) {
      conflicts(key, winner, atRest);
      return;
    }
    boolean same =
        winner.id().equals(version.version().winner())
            && (version.version().deleted() == isGone(key, winner)
                || oracle.refused(winner)
                || winner.wasTold(version.version().deleted()));
    if (!same && !(winner.truncates() && version.version().deleted())) {
      throw new Divergence(
          "The merge's winner is the last of the maximal changes",
          region + " has " + version + ", should have " + winner + " " + winner.id());
    }
    vector(key, version.version().vector());
    conflicts(key, winner, atRest);
  }

  /**
   * Whether a row had to give way to another one whose version was forgotten before; or was looked
   * for and was not there.
   */
  private boolean isUnnamed(VersionRow version) {
    ChangeId winner = version.version().winner();
    return world.parkingTables().contains(version.key().table())
        && (winner == null || winner.equals(new ChangeId(region, Stamp.ZERO)));
  }

  /** Whether the region has no row of a key of which this change is the winner. */
  private boolean isGone(RowKey key, TrueChange winner) {
    PresenceCheck presence = presence(key);
    return presence.decides() ? presence.gone() : isGone(winner);
  }

  private PresenceCheck presence(RowKey key) {
    DeletePolicy policy =
        world.byColumn(key.table()) ? world.variant().deletes() : DeletePolicy.LAST_WRITER_WINS;
    return new PresenceCheck(policy, oracle, region, key);
  }

  /** Whether the region has no row where this change is the winner. */
  private boolean isGone(TrueChange winner) {
    return winner.value() == null || isWithheld(winner);
  }

  /** Whether the region got a stub of it. */
  private boolean isWithheld(@Nullable TrueChange winner) {
    Change change = winner == null ? null : winner.stamped();
    return change != null && world.withholds(region, change);
  }

  private void vector(RowKey key, VersionVector vector) {
    Merged merged = oracle.merged(region, key);
    for (TrueChange change : oracle.changes()) {
      if (change.key().equals(key) && change.stamped() != null && !change.firstSnapshot()) {
        boolean covered = vector.covers(change.id());
        // Once what a region could not apply has lost there, its contexts rightly claim it.
        boolean known = merged.accountsFor(change) || oracle.refused(change);
        // A key context leaves out what may be forgotten here; then it is not named again.
        // A TRUNCATE that found no row is remembered for the lane and not for the key, and of who
        // retired nothing comes any more (012).
        boolean named =
            merged.changes().get(change.number())
                && !oracle.refused(change)
                && !change.truncates()
                && members.contains(change.origin());
        if ((covered && !known) || (!covered && named)) {
          throw new Divergence(
              "A version row's vector covers what was merged and nothing else",
              region + " " + key + " " + vector + (covered ? " covers " : " lacks ") + change);
        }
      }
    }
  }

  private void conflicts(RowKey key, TrueChange winner, boolean atRest) {
    Set<ChangeId> losers = losers(key);
    losing(key, winner).stream()
        // What replaced a change that a region could not apply may be yet to come (010).
        .filter(change -> atRest || !oracle.refused(change))
        .filter(change -> change != winner || presence(key).decides())
        .filter(change -> !losers.contains(change.id()))
        .filter(
            change ->
                !world.told(change)
                    && !alikeToAnother(change)
                    && !ownSnapshot(change)
                    && !change.leftover()
                    && !deletedAnyway(change))
        .findFirst()
        .ifPresent(
            lost -> {
              throw new Divergence(
                  "Nothing is lost without a conflict record",
                  region + " shows " + winner + " and has no record of " + lost);
            });
  }

  /** Rows that are merged by column exclude each other only where one is to be gone. */
  private Collection<TrueChange> losing(RowKey key, TrueChange winner) {
    Set<TrueChange> losing = new LinkedHashSet<>();
    boolean byColumn = world.byColumn(key.table());
    if (byColumn && isOpen(world, key)) {
      return losing;
    }
    PresenceCheck presence = presence(key);
    if (presence.decides()) {
      losing.addAll(presence.lost());
      if (!presence.gone()) {
        losing.addAll(new ColumnsCheck(oracle, region, key).lost());
      }
      return losing;
    }
    oracle.merged(region, key).maximal().stream()
        .mapToObj(oracle.changes()::get)
        .filter(change -> !byColumn || change.value() == null || winner.value() == null)
        .forEach(losing::add);
    if (byColumn && winner.value() != null) {
      losing.addAll(new ColumnsCheck(oracle, region, key).lost());
    }
    return losing;
  }

  /** A delete that lost to another one, where either was a TRUNCATE, has lost nothing. */
  private boolean deletedAnyway(TrueChange change) {
    return change.value() == null
        && oracle.merged(region, change.key()).changes().stream()
            .mapToObj(oracle.changes()::get)
            .filter(other -> other.value() == null && (other.truncates() || change.truncates()))
            .anyMatch(other -> other.id().compareTo(change.id()) > 0);
  }

  /**
   * A row that a region's own first snapshot found while a merge was writing over it is taken for
   * the merge's; the other regions do record it. docs/decisions/007 says what is open here.
   */
  private boolean ownSnapshot(TrueChange change) {
    return change.firstSnapshot() && change.origin().equals(region);
  }

  /** Rows that were filled alike are no conflict; of one origin's snapshots the later counts. */
  private boolean alikeToAnother(TrueChange change) {
    return change.firstSnapshot()
        && (oracle.filledAlike(change)
            || oracle.changes().stream()
                .filter(other -> other != change && other.key().equals(change.key()))
                .filter(other -> other.origin().equals(change.origin()))
                .anyMatch(TrueChange::firstSnapshot));
  }

  private Set<ChangeId> losers(RowKey key) {
    Set<ChangeId> losers = new HashSet<>();
    database
        .conflicts()
        .forEachCommitted(
            (conflict, same) -> {
              if (conflict.key().equals(key.versionKey()) && !conflict.quarantine()) {
                losers.add(conflict.loser());
              }
            });
    return losers;
  }

  /** A side of a conflict that claims to know the row it found. */
  void found(RowKey key, Conflict.@Nullable Version side) {
    if (side instanceof Conflict.Version.Found found && found.certain()) {
      TrueChange known = oracle.named(key, found.id());
      if (known != null && !known.firstSnapshot() && !known.shownBy(found.content())) {
        throw new Divergence(
            "A conflict record that is certain of a row is right",
            region + " found " + found.content() + " for " + known);
      }
    }
  }

  /** When nothing is in flight any more. */
  void atRest(RowKey key) {
    for (TrueChange change : oracle.changes()) {
      if (change.stamped() != null
          && change.key().equals(key)
          && !oracle.merged(region, key).accountsFor(change)) {
        throw new Divergence("Every region merges everything", region + " lacks " + change);
      }
    }
    TrueChange winner = oracle.winner(region, key);
    if (winner != null) {
      settled(key, winner, true);
    }
    Tuple<VersionRow> version = database.versions().at(key.versionKey()).committed();
    if (version != null && isUnshown(version.value()) && !isWithheld(winner)) {
      return;
    }
    if (winner != null && world.keeping(key.table())) {
      String wrong =
          new KeptLocalCheck(region, database, oracle)
              .wrong(key, winner, isGone(winner) ? null : winner.value());
      if (wrong != null) {
        throw new Divergence("A region shows the winner or what it wrote", region + " " + wrong);
      }
      return;
    }
    Tuple<String> row = database.rows().at(key).committed();
    String shown = row == null ? null : row.value();
    String expected = winner == null || isGone(key, winner) ? null : winner.value();
    boolean thereAnyway = winner != null && !isGone(key, winner);
    if (shown != null && thereAnyway && world.byColumn(key.table())) {
      String wrong = new ColumnsCheck(oracle, region, key).wrong(shown);
      if (wrong != null) {
        throw new Divergence(
            "Each column is the merge of all that was done to it",
            region + " shows " + key + "=" + shown + ", " + wrong);
      }
    } else if (!Objects.equals(shown, expected) || (thereAnyway && shown == null)) {
      throw new Divergence(
          "The row is the winner's", region + " shows " + key + "=" + shown + ", winner " + winner);
    }
  }

  /** Whether the region waits for a change of the key by which what it could not apply goes in. */
  private boolean isUnshown(VersionRow version) {
    return isUnshown(version, region, world);
  }

  private static boolean isUnshown(VersionRow version, Origin region, World world) {
    Oracle oracle = world.oracle();
    return version.hidden()
        || (version.columns().pending()
            && oracle.merged(region, world.key(version.key())).changes().stream()
                .anyMatch(number -> oracle.refused(oracle.changes().get(number))));
  }

  /** What no winner can tell: regions that joined have not merged all that the others have. */
  static void alike(List<Region> regions, World world) {
    for (RowKey key : world.keys()) {
      Map<Optional<String>, Region> shown = new HashMap<>();
      for (Region region : regions) {
        Tuple<VersionRow> version = region.database().versions().at(key.versionKey()).committed();
        if (version == null || !isUnshown(version.value(), region.origin(), world)) {
          Tuple<String> row = region.database().rows().at(key).committed();
          Optional<String> content = Optional.ofNullable(row).map(Tuple::value);
          shown.put(world.byColumn(key.table()) ? content.map(ColumnRow::sorted) : content, region);
        }
      }
      boolean kept = world.keeping(key.table());
      boolean open = kept || world.oracle().gaps().contains(key) || isOpen(world, key);
      if (shown.size() > 1 && !open) {
        throw new Divergence("All regions show the same", key + " is " + shown);
      }
    }
  }

  /**
   * What is open of rows that are merged by column (docs/decisions/017): one that a later snapshot
   * read holds changes that no log told of, and one that regions had differently before anything
   * was captured, and that was then deleted, made anew or could not be shown, began as nobody knows
   * any more.
   */
  private static boolean isOpen(World world, RowKey key) {
    List<TrueChange> changes =
        world.oracle().changes().stream()
            .filter(change -> world.byColumn(key.table()) && change.key().equals(key))
            .toList();
    boolean readAgain =
        changes.stream()
            .filter(change -> !change.firstSnapshot())
            .map(TrueChange::stamped)
            .anyMatch(change -> change != null && change.operation() == Operation.READ);
    boolean differed =
        changes.stream().filter(TrueChange::firstSnapshot).map(TrueChange::value).distinct().count()
            > 1;
    return readAgain
        || (differed
            && changes.stream()
                .anyMatch(
                    change ->
                        change.value() == null
                            || change.inserts()
                            || world.oracle().refused(change)));
  }

  /** How many recorded pairs were in truth one after the other. */
  int falseConflicts() {
    int[] count = {0};
    database
        .conflicts()
        .forEachCommitted(
            (conflict, same) -> {
              RowKey key = keys.apply(conflict.key());
              if (conflict.quarantine() || conflict.parked() || world.external(key.table())) {
                return;
              }
              TrueChange winner = oracle.named(key, conflict.winner());
              TrueChange loser = oracle.named(key, conflict.loser());
              if (winner != null && loser != null) {
                count[0] += falsely(key, winner, loser) ? 1 : 0;
              }
            });
    return count[0];
  }

  private boolean falsely(RowKey key, TrueChange winner, TrueChange loser) {
    boolean byPolicy =
        presence(key).decides() && (loser.value() == null) != (winner.value() == null);
    if (byPolicy && loser.follows(winner)) {
      // By way of a change of a third region that this one had not merged yet.
      return true;
    }
    if (loser.follows(winner)) {
      throw new Divergence("A winner is not in its loser's past", winner + " over " + loser);
    }
    return winner.follows(loser);
  }
}
