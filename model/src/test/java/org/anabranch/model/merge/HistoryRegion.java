package org.anabranch.model.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.HybridClock;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * One region while a history comes about: what its capture emits into one lane, given what its sink
 * has applied. Which row is visible does not matter here.
 */
final class HistoryRegion {

  private static final TableName TABLE = new TableName("public", "session");
  private static final Lane LANE = new Lane(0, 1);

  private final Origin origin;
  private final long skewMillis;
  private final HybridClock clock = new HybridClock(Stamp.ZERO);
  private final Map<Origin, Stamp> applied = new TreeMap<>();
  private final Map<KeyHash, VersionVector> known = new HashMap<>();
  private final Map<Origin, Integer> position = new HashMap<>();
  private final List<Change> lane = new ArrayList<>();
  private boolean capturing;

  HistoryRegion(Origin origin, long skewMillis) {
    this.origin = origin;
    this.skewMillis = skewMillis;
  }

  Origin origin() {
    return origin;
  }

  List<Change> lane() {
    return lane;
  }

  boolean capturing() {
    return capturing;
  }

  boolean hasApplied() {
    return !applied.isEmpty();
  }

  void startCapture() {
    capturing = true;
  }

  /** A local write; {@code tells} puts what is known of this very key beside the context. */
  void write(KeyHash key, Operation operation, long nowMillis, boolean tells) {
    Stamp stamp = clock.tick(nowMillis + skewMillis);
    ChangeId id = new ChangeId(origin, stamp);
    VersionVector context = context(stamp);
    VersionVector about = known.getOrDefault(key, VersionVector.EMPTY);
    VersionVector keyContext = tells && !context.covers(about) ? about : null;
    lane.add(change(ChangeKind.CHANGE, id, stamp, operation, key, context, keyContext));
    known.put(key, about.join(context));
  }

  /** A row of a first snapshot: stamp zero, a sequence of its own. */
  void snapshotRow(KeyHash key) {
    Stamp sequence = clock.tick(0);
    ChangeId id = new ChangeId(origin, Stamp.ZERO);
    VersionVector context = VersionVector.of(applied);
    lane.add(change(ChangeKind.SNAPSHOT, id, sequence, Operation.READ, key, context, null));
  }

  /** A progress mark: carries the clock as it is. */
  void mark() {
    Stamp now = clock.now();
    ChangeId id = new ChangeId(origin, now);
    lane.add(change(ChangeKind.MARK, id, now, Operation.NONE, null, context(now), null));
  }

  /** Applies the next record of another region's lane, if there is one. */
  void receive(HistoryRegion from) {
    int next = position.merge(from.origin, 1, Integer::sum) - 1;
    if (next >= from.lane.size()) {
      position.put(from.origin, next);
      return;
    }
    Change change = from.lane.get(next);
    applied.merge(from.origin, change.sequence(), Stamp::max);
    clock.observe(change.sequence());
    KeyHash key = change.key();
    if (key != null && change.kind() == ChangeKind.CHANGE) {
      known.merge(key, change.seen().with(change.id()), VersionVector::join);
    }
  }

  private VersionVector context(Stamp own) {
    Map<Origin, Stamp> entries = new TreeMap<>(applied);
    entries.put(origin, own);
    return VersionVector.of(entries);
  }

  private static Change change(
      ChangeKind kind,
      ChangeId id,
      Stamp sequence,
      Operation operation,
      @Nullable KeyHash key,
      VersionVector context,
      @Nullable VersionVector keyContext) {
    return new Change(
        kind,
        id,
        sequence,
        0,
        TABLE,
        operation,
        key,
        LANE,
        context,
        keyContext,
        0,
        0,
        ColumnMarks.NONE);
  }
}
