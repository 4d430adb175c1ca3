package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.Look;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Slot.Tuple;

/** The statements about what is forgotten and left over. */
final class ForgettingStatements {

  private final SimulatedTransaction transaction;
  private final SimulatedDatabase database;
  private final boolean droppingHidden;

  ForgettingStatements(SimulatedTransaction transaction, boolean droppingHidden) {
    this.transaction = transaction;
    this.droppingHidden = droppingHidden;
    this.database = transaction.database();
  }

  Execution<Map<TableLane, VersionVector>> readFloors(Set<TableLane> lanes) {
    Map<TableLane, VersionVector> found = new HashMap<>();
    return new Execution<>(() -> read(lanes, found), List.of(), () -> found);
  }

  /** Each lane's floor is in the own origin's watermark row, which is locked. */
  Execution<Map<TableLane, VersionVector>> lockFloors(Origin own, Set<TableLane> lanes) {
    Map<TableLane, VersionVector> found = new HashMap<>();
    return MergeStatements.eachRow(
        new TreeSet<>(lanes),
        lane -> new RowAccess<>(transaction, database.watermarks().at(own(own, lane))),
        (lane, row) -> MergeStatements.whenLocked(row, tuple -> read(Set.of(lane), found)),
        () -> found);
  }

  private void read(Set<TableLane> lanes, Map<TableLane, VersionVector> found) {
    for (TableLane lane : lanes) {
      Tuple<VersionVector> floor = database.floors().at(lane).visibleTo(transaction);
      if (floor != null) {
        found.put(lane, floor.value());
      }
    }
  }

  private static WatermarkKey own(Origin own, TableLane lane) {
    return new WatermarkKey(own, lane.table(), lane.lane());
  }

  Execution<Integer> raise(RaiseFloors raise) {
    int[] raised = {0};
    return new Execution<>(
        () ->
            raise
                .floors()
                .forEach(
                    (lane, floor) -> {
                      WatermarkKey stream = own(raise.own(), lane);
                      var standing = database.watermarks().at(stream).visibleTo(transaction);
                      if (standing != null) {
                        database.floors().at(lane).write(transaction, floor);
                        transaction.log(new WatermarkChange(stream, standing.value().sequence()));
                        raised[0]++;
                      }
                    }),
        List.of(),
        () -> raised[0]);
  }

  /** Rows that another transaction has locked are skipped. */
  Execution<Look> droppable(LockDroppable asked) {
    List<VersionKey> lookedAt = new ArrayList<>();
    List<Droppable> found = new ArrayList<>();
    return new Execution<>(
        () ->
            database
                .versions()
                .forEachVisible(
                    transaction,
                    (key, row) -> {
                      if (lookedAt.size() < asked.lookedAtMax() && isIn(asked, key)) {
                        lookedAt.add(key);
                        lock(asked, row, found);
                      }
                    }),
        List.of(),
        () ->
            asked.look(
                found,
                lookedAt.size() < asked.lookedAtMax() ? null : lookedAt.get(lookedAt.size() - 1)));
  }

  private static boolean isIn(LockDroppable asked, VersionKey key) {
    VersionKey after = asked.after();
    return asked.upTo().containsKey(key.tableLane()) && (after == null || key.compareTo(after) > 0);
  }

  private void lock(LockDroppable asked, VersionRow row, List<Droppable> found) {
    Slot<VersionRow> slot = database.versions().at(row.key());
    Stamp upTo = asked.upTo().get(row.key().tableLane());
    boolean expired = database.olderThan(row.key(), asked.retention().toMillis());
    boolean wanted = upTo != null && (expired || row.newest().compareTo(upTo) <= 0);
    if (wanted
        && (droppingHidden || !row.hidden())
        && found.size() < asked.rowsMax()
        && slot.heldAgainst(transaction) == null) {
      slot.hold(transaction);
      found.add(new Droppable(row, expired));
    }
  }

  Execution<Integer> drop(List<VersionKey> keys) {
    return new Execution<>(
        () -> keys.forEach(key -> database.versions().at(key).delete(transaction)),
        List.of(),
        keys::size);
  }

  Execution<Set<VersionKey>> hidden(TableLane lane) {
    Set<VersionKey> hidden = new HashSet<>();
    return new Execution<>(
        () ->
            database
                .versions()
                .forEachVisible(
                    transaction,
                    (key, row) -> {
                      if ((row.hidden() || row.kept() != null) && key.tableLane().equals(lane)) {
                        hidden.add(key);
                      }
                    }),
        List.of(),
        () -> hidden);
  }

  Execution<Set<VersionKey>> leftovers(SnapshotLeftovers asked) {
    Set<VersionKey> left = new HashSet<>();
    ChangeId snapshot = new ChangeId(asked.origin(), Stamp.ZERO);
    return new Execution<>(
        () ->
            database
                .versions()
                .forEachVisible(
                    transaction,
                    (key, row) -> {
                      if (key.tableLane().equals(asked.lane())
                          && snapshot.equals(row.version().winner())
                          && !row.version().deleted()
                          && asked.left(row.version().sequence())) {
                        left.add(key);
                      }
                    }),
        List.of(),
        () -> left);
  }
}
