package org.anabranch.sink.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * Truncates as deletes ({@code truncate.policy=deletes}). A truncate deletes each row that it finds
 * in its lane. For the keys that it does not find, since their rows are not committed or not here
 * yet, it is remembered in a version row of the lane itself; every key of the lane merges that
 * delete before the first change that had not seen the truncate. So each region judges each key by
 * the same changes, whether the row was there when the truncate came or not.
 */
final class LaneTruncates {

  private static final long MICROS_PER_MILLI = 1_000;

  private final Origin own;
  private final boolean merging;
  private final KeyHasher hasher;
  private final @Nullable Arrival truncate;
  private final Map<VersionKey, VersionRow> lanes = new HashMap<>();

  /**
   * @param merging whether truncates are merged as deletes
   * @param truncate the truncate that is to be merged, alone; null where there is none
   */
  LaneTruncates(Origin own, boolean merging, KeyHasher hasher, @Nullable Arrival truncate) {
    this.own = own;
    this.merging = merging;
    this.hasher = hasher;
    this.truncate = merging ? truncate : null;
  }

  boolean merging() {
    return truncate != null;
  }

  /** The lane that is emptied. */
  TableLane lane() {
    return Objects.requireNonNull(truncate).tableLane();
  }

  /** The truncate that is merged. */
  Change change() {
    return Objects.requireNonNull(truncate).change();
  }

  /** The version rows of the lanes that keys lie in. */
  Set<VersionKey> lanesOf(Iterable<List<Arrival>> arrivals) {
    Set<VersionKey> keys = new TreeSet<>();
    if (truncate != null) {
      keys.add(laneOf(truncate));
    }
    if (merging) {
      arrivals.forEach(ofKey -> keys.add(laneOf(ofKey.get(0))));
    }
    return keys;
  }

  private static VersionKey laneOf(Arrival arrival) {
    return VersionKey.ofLane(arrival.change().table(), arrival.change().lane());
  }

  /** Takes the rows of lanes out of the version rows that were locked. */
  void takeFrom(Map<VersionKey, VersionRow> locked, Set<VersionKey> keys) {
    for (VersionKey key : keys) {
      lanes.put(key, Objects.requireNonNull(locked.remove(key), "locked with the others"));
    }
  }

  KeysOfLane keysAsked() {
    Change change = change();
    return new KeysOfLane(change.table(), change.lane());
  }

  /** The deletes that the truncate is of the rows with these keys. */
  List<Arrival> deletes(List<RecordView> keys) {
    Arrival merged = Objects.requireNonNull(truncate);
    return keys.stream()
        .map(key -> delete(merged, key, hasher.hash(CanonicalKey.of(key))))
        .toList();
  }

  /** The delete that the truncate is of a key that has no row. */
  Arrival delete(VersionKey key) {
    return delete(Objects.requireNonNull(truncate), null, key.hash());
  }

  private static Arrival delete(Arrival truncate, @Nullable RecordView key, KeyHash hash) {
    Change of = truncate.change();
    Change delete = delete(of, of.id(), version(of), hash, of.position(), of.committedAtMicros());
    return new Arrival(delete, key, null, truncate.place());
  }

  private static KeyVersion version(Change truncate) {
    return new KeyVersion(truncate.seen(), truncate.id(), truncate.sequence(), true);
  }

  /**
   * The lane's delete that a key has to merge before an arrival; null where there is none, the key
   * has merged it, or the arrival has seen it and takes its place anyway.
   */
  @Nullable Arrival before(Arrival arrival, KeyVersion version) {
    VersionRow lane = lanes.get(laneOf(arrival));
    ChangeId id = lane == null ? null : lane.version().winner();
    Change change = arrival.change();
    boolean seen = id != null && change.kind() == ChangeKind.CHANGE && change.seen().covers(id);
    if (lane == null || id == null || seen || version.vector().covers(id)) {
      return null;
    }
    SinkWrite written = lane.written();
    Change delete =
        delete(
            change,
            id,
            lane.version(),
            arrival.versionKey().hash(),
            written == null ? 0 : written.position(),
            id.stamp().millis() * MICROS_PER_MILLI);
    return new Arrival(delete, arrival.usableKey(), null, arrival.place());
  }

  private static Change delete(
      Change like,
      ChangeId id,
      KeyVersion version,
      KeyHash key,
      long position,
      long committedAtMicros) {
    return new Change(
        ChangeKind.CHANGE,
        id,
        version.sequence(),
        like.members(),
        like.table(),
        Operation.DELETE,
        key,
        like.lane(),
        version.vector(),
        null,
        position,
        committedAtMicros,
        ColumnMarks.NONE);
  }

  /** The lane's version row with the truncate merged. */
  VersionRow merged(Merge strategy) {
    Arrival merged = Objects.requireNonNull(truncate);
    VersionKey key = laneOf(merged);
    VersionRow lane = Objects.requireNonNull(lanes.get(key));
    Change of = merged.change();
    Change delete =
        delete(of, of.id(), version(of), key.hash(), of.position(), of.committedAtMicros());
    KeyVersion version = strategy.merge(lane.version(), delete).version();
    SinkWrite at = of.id().equals(version.winner()) ? place(of) : lane.written();
    return new VersionRow(key, version, false, at);
  }

  /**
   * Where an own truncate lies in the own log stands in for a write: nothing of the lane was
   * written. The places of others lie in other logs.
   */
  private @Nullable SinkWrite place(Change truncate) {
    return truncate.id().origin().equals(own) ? new SinkWrite(truncate.position(), 0, true) : null;
  }
}
