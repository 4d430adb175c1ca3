package org.anabranch.store.postgres.statement;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/**
 * What a merge asks once its keys are locked, read in the journey that locks them: the floors of
 * their lanes, and where there are few of them the conflicts that nobody has resolved. It holds as
 * long as the transaction locks no more keys and writes nothing of the kind itself.
 */
public final class ReadAhead {

  /** For more it is worth a journey of its own; and parameters wait until an answer is read. */
  private static final int LANES_MAX = 500;

  private final Origin own;
  private final FloorStatements floors;
  private final ClosingStatements closings;
  private final Set<TableLane> lanes = new HashSet<>();
  private final Set<VersionKey> keys = new HashSet<>();
  private Map<TableLane, VersionVector> floorsRead = Map.of();
  private List<UnresolvedConflict> unresolvedRead = List.of();

  /**
   * @param own the store's own origin
   */
  public ReadAhead(Origin own, FloorStatements floors, ClosingStatements closings) {
    this.own = own;
    this.floors = floors;
    this.closings = closings;
  }

  /** Reads behind the statements that lock the keys. */
  public void read(List<VersionKey> locked, Journey journey) {
    Set<TableLane> lanesLocked = new TreeSet<>();
    TableLane last = null;
    for (VersionKey key : locked) {
      // Keys come in order, those of a lane one after the other.
      if (!key.tableLane().equals(last)) {
        last = key.tableLane();
        lanesLocked.add(last);
      }
    }
    if (lanesLocked.size() <= LANES_MAX) {
      lanes.addAll(lanesLocked);
      floorsRead = floors.read(own, lanesLocked, journey);
    }
    if (ClosingStatements.few(locked)) {
      keys.addAll(locked);
      unresolvedRead = closings.unresolved(locked, journey);
    }
  }

  /** The floors of just these lanes; null where they are to be asked for. */
  public @Nullable Map<TableLane, VersionVector> floors(Origin origin, Set<TableLane> wanted) {
    return origin.equals(own) && !lanes.isEmpty() && lanes.equals(wanted) ? floorsRead : null;
  }

  /** The conflicts of keys that nobody has resolved; null where they are to be asked for. */
  public @Nullable List<UnresolvedConflict> unresolved(List<VersionKey> wanted) {
    if (keys.isEmpty() || !keys.containsAll(wanted)) {
      return null;
    }
    Set<VersionKey> asked = new HashSet<>(wanted);
    return unresolvedRead.stream().filter(conflict -> asked.contains(conflict.key())).toList();
  }

  /** More keys are locked: more may have been forgotten, or found, until then. */
  public void forget() {
    lanes.clear();
    forgetUnresolved();
  }

  /** The transaction records or resolves conflicts itself. */
  public void forgetUnresolved() {
    keys.clear();
  }
}
