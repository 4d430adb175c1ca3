package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.EncryptedColumns;
import org.anabranch.sink.plan.KeyMerge.RowWrite;
import org.anabranch.sink.plan.KeyMerge.Write;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.FindParked;
import org.anabranch.sink.store.Statement.HiddenOfLane;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.ReadColumns;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * One merge transaction (rules M1 to M8) as a sequence of named statements, each asked for when the
 * answers so far are known. It does no I/O: a store executes it over a connection, the simulation
 * among other transactions. One instance serves one attempt.
 *
 * <p>The order matters: watermarks first (the echo marker), then version rows in key order, then
 * what is forgotten of their lanes, then rows, then the log position while the rows are locked,
 * then the version rows, then the conflicts: those that were found, and those that are over.
 */
public final class MergePlan {

  private final Origin own;
  private final @Nullable Collection<Origin> members;
  private final Function<TableName, Strategy> strategies;
  private final Map<WatermarkKey, Watermark> known;
  private final Intake intake;
  private final KeyHasher hasher;
  private final @Nullable Arrival first;
  private final @Nullable Arrival alone;
  private final LaneTruncates truncates;
  private final LaneKeys laneKeys;
  private final Map<VersionKey, List<Arrival>> arrivals = new TreeMap<>();
  private final Map<VersionKey, KeyMerge> merges = new LinkedHashMap<>();
  private final Map<VersionKey, RowState> rows = new HashMap<>();
  private final IdentityHashMap<Arrival, ToldColumns> texts = new IdentityHashMap<>();
  private final Map<TableLane, VersionVector> stable = new HashMap<>();
  private Map<TableLane, VersionVector> floors = Map.of();
  private final Map<TableLane, LaneState> lanes = new HashMap<>();

  /** The keys that are claimed first, as far as they are known when the watermarks move. */
  private List<VersionKey> next = List.of();

  private Parking parking = new Parking(Map.of());
  private ReferenceCheck check = new ReferenceCheck(References.NONE);
  private AlteredColumns altered = AlteredColumns.NONE;
  private OrphanedRows orphaned;

  /**
   * A plan.
   *
   * @param strategies how each table's changes are merged
   * @param known where the batch's streams stand, as far as is known here, and the own origin's
   *     streams of the same lanes
   * @param batch in the order of arrival
   * @param hasher hashes keys as captures do
   * @param truncating whether truncates are merged as deletes, or leave the rows
   * @throws IllegalArgumentException where a record that {@link #alone} is not alone
   */
  public MergePlan(
      Origin own,
      Function<TableName, Strategy> strategies,
      Map<WatermarkKey, Watermark> known,
      List<Arrival> batch,
      KeyHasher hasher,
      boolean truncating) {
    this(own, null, strategies, known, batch, hasher, truncating);
  }

  /**
   * A plan for a deployment whose members have changed.
   *
   * @param members whoever joins has never heard of those that retired before, so is not asked
   *     whether it has seen their changes; null where all origins are members
   */
  public MergePlan(
      Origin own,
      @Nullable Collection<Origin> members,
      Function<TableName, Strategy> strategies,
      Map<WatermarkKey, Watermark> known,
      List<Arrival> batch,
      KeyHasher hasher,
      boolean truncating) {
    this.own = own;
    this.members = members;
    this.strategies = strategies;
    this.known = known;
    this.intake = Intake.of(own, batch, known);
    if (batch.size() > 1 && batch.stream().anyMatch(arrival -> alone(arrival, truncating))) {
      throw new IllegalArgumentException("What empties lanes is merged in a batch of its own");
    }
    this.alone = batch.size() == 1 && alone(batch.get(0), truncating) ? batch.get(0) : null;
    this.truncates =
        new LaneTruncates(
            own, truncating, hasher, alone != null && truncates(alone) ? alone : null);
    this.laneKeys = new LaneKeys(hasher);
    this.hasher = hasher;
    this.orphaned = OrphanedRows.none(own, hasher);
    this.first = batch.isEmpty() ? null : batch.get(0);
    intake.fresh().forEach(this::add);
  }

  /**
   * Whether an arrival is merged in a batch of its own: it may delete any row of its lane.
   *
   * @param truncating as of the plan
   */
  public static boolean alone(Arrival arrival, boolean truncating) {
    return (truncating && truncates(arrival)) || arrival.change().kind() == ChangeKind.SNAPSHOT_END;
  }

  /**
   * Has rows parked that the batch would write, since that violates a constraint.
   *
   * @param constraints the constraint that each key's row violates
   */
  public MergePlan parking(Map<VersionKey, String> constraints) {
    parking = new Parking(constraints);
    return this;
  }

  /**
   * Has it looked, before it commits, whether all that rows refer to is there.
   *
   * @param children rows that are parked, since they refer to rows that the batch deletes
   */
  public MergePlan checking(References references, Collection<Child> children) {
    check = new ReferenceCheck(references);
    if (first != null) {
      int lanesOfTable = first.change().lane().of();
      orphaned = new OrphanedRows(own, hasher, children, lanesOfTable, first.place());
    }
    return this;
  }

  /**
   * Tells it which columns arrive altered.
   *
   * @param known as the store keeps them
   */
  public MergePlan altered(Set<AlteredColumn> known) {
    altered = new AlteredColumns(known, intake.fresh());
    return this;
  }

  /** The columns that arrive altered and that nobody knew of, kept once the plan has ended. */
  public Set<AlteredColumn> learned() {
    return altered.learned();
  }

  private static boolean truncates(Arrival arrival) {
    return arrival.change().operation() == Operation.TRUNCATE;
  }

  private void add(Arrival arrival) {
    arrivals.computeIfAbsent(arrival.versionKey(), key -> new ArrayList<>(1)).add(arrival);
  }

  /** The first step. */
  public Step start() {
    if (intake.moves().isEmpty()) {
      return new Step.Done(new Settlement(merges.values(), intake).report(List.of(), 0, 0));
    }
    next = truncates.merging() || alone != null ? List.of() : keys();
    return new Ask<>(
        new AdvanceWatermarks(intake.moves(), next),
        moved -> moved ? moved() : new Step.LostRace());
  }

  private Step moved() {
    if (truncates.merging()) {
      return truncate();
    }
    return alone != null && standing(alone.stream()).snapshotRunning() ? leftovers(alone) : merge();
  }

  private Watermark standing(WatermarkKey stream) {
    return known.getOrDefault(stream, Watermark.NONE);
  }

  /** The lane is locked before its keys are read, so that no key that is missed is merged by. */
  private Step truncate() {
    return claim(
        List.copyOf(truncates.lanesOf(List.of())),
        lane ->
            new Ask<>(
                truncates.keysAsked(),
                keys -> {
                  truncates.deletes(keys).forEach(this::add);
                  return hidden();
                }));
  }

  /** A change that has won and is not shown is deleted as well. */
  private Step hidden() {
    return new Ask<>(
        new HiddenOfLane(truncates.lane()),
        hidden -> {
          hidden.stream()
              .filter(key -> !arrivals.containsKey(key))
              .forEach(key -> add(truncates.delete(key)));
          return merge();
        });
  }

  /**
   * C4: a snapshot ended. Rows that an interrupted attempt before it had sent, and that it did not
   * find again, were deleted in between.
   */
  private Step leftovers(Arrival end) {
    Change change = end.change();
    SnapshotLeftovers before =
        new SnapshotLeftovers(
            end.tableLane(), change.id().origin(), standing(end.stream()).snapshot());
    return new Ask<>(
        before,
        left ->
            laneKeys.find(
                left.stream().collect(Collectors.toMap(key -> key, key -> change.lane())),
                keys -> {
                  keys.forEach((name, key) -> add(SnapshotLeftover.deleted(end, name, key)));
                  return parkedLeftovers(
                      end, left.stream().filter(key -> !keys.containsKey(key)).toList());
                }));
  }

  /** Rows that the table could not take have no key in it. */
  private Step parkedLeftovers(Arrival end, List<VersionKey> missing) {
    return missing.isEmpty()
        ? merge()
        : new Ask<>(
            new FindParked(missing),
            parked -> {
              parked.forEach((name, row) -> add(SnapshotLeftover.deleted(end, name, row.name())));
              return merge();
            });
  }

  private Step merge() {
    List<VersionKey> keys = next.isEmpty() ? keys() : next;
    return keys.isEmpty()
        ? settle(Map.of())
        : claim(
            keys, found -> readFloors(() -> locked(truncates.lanesOf(arrivals.values()), found)));
  }

  /** What is locked to merge all that has arrived. */
  private List<VersionKey> keys() {
    Set<VersionKey> more = truncates.lanesOf(arrivals.values());
    more.addAll(orphaned.keys());
    if (more.isEmpty()) {
      return List.copyOf(arrivals.keySet());
    }
    more.addAll(arrivals.keySet());
    return List.copyOf(more);
  }

  private static Step claim(
      List<VersionKey> keys, Function<Map<VersionKey, VersionRow>, Step> then) {
    return new Ask<>(
        new ClaimVersions(keys),
        claimed ->
            new Ask<>(
                new LockVersions(keys),
                // A version row may be dropped between the claim and the lock: claim it again.
                found -> found.size() < keys.size() ? claim(keys, then) : then.apply(found)));
  }

  /** Read once the keys are locked: whatever was forgotten of them until then is known. */
  private Step readFloors(Supplier<Step> then) {
    Set<TableLane> asked = new TreeSet<>();
    arrivals.keySet().forEach(key -> asked.add(key.tableLane()));
    if (alone != null) {
      asked.add(alone.tableLane());
    }
    return new Ask<>(
        new ReadFloors(own, asked),
        found -> {
          floors = found;
          lanes.clear();
          return behind(then);
        });
  }

  private Step behind(Supplier<Step> then) {
    List<Arrival> judged = alone == null ? intake.fresh() : List.of(alone);
    for (Arrival arrival : judged) {
      LaneState lane = lane(arrival.tableLane());
      if (arrival.refusal() == null && !lane.judges(arrival.change())) {
        return new Step.Behind(arrival, lane.floor(arrival.change()));
      }
    }
    return then.get();
  }

  private LaneState lane(TableLane lane) {
    return lanes.computeIfAbsent(
        lane,
        absent -> {
          VersionVector floor = floors.getOrDefault(lane, VersionVector.EMPTY);
          return new LaneState(
              members == null ? floor : floor.only(members), floor, intake.ownUnread());
        });
  }

  private Step locked(Set<VersionKey> lanes, Map<VersionKey, VersionRow> found) {
    Map<VersionKey, VersionRow> versions = lanes.isEmpty() ? found : new HashMap<>(found);
    truncates.takeFrom(versions, lanes);
    return orphaned.lock(versions, () -> lockedAll(versions));
  }

  private Step lockedAll(Map<VersionKey, VersionRow> versions) {
    Map<VersionKey, Arrival> compared = new HashMap<>();
    List<RowTarget> targets = new ArrayList<>();
    arrivals.forEach(
        (key, ofKey) -> {
          VersionRow row = versions.get(key);
          Arrival arrival = row == null ? null : unversioned(row, ofKey);
          if (arrival != null) {
            compared.put(key, arrival);
            targets.add(new RowTarget(key, arrival));
          }
        });
    return lockRows(targets, () -> readColumns(() -> merge(versions, compared)));
  }

  /** What the changes of tables that are merged by column carry, in the words of the store. */
  private Step readColumns(Supplier<Step> then) {
    List<Arrival> read = new ArrayList<>();
    arrivals.forEach(
        (key, ofKey) -> {
          if (tellsColumns(key.table())) {
            ofKey.stream()
                .filter(arrival -> arrival.before() != null || arrival.row() != null)
                .forEach(read::add);
          }
        });
    return read.isEmpty()
        ? then.get()
        : new Ask<>(
            new ReadColumns(read),
            found -> {
              for (int i = 0; i < read.size(); i++) {
                texts.put(read.get(i), found.get(i));
              }
              return then.get();
            });
  }

  private boolean tellsColumns(TableName table) {
    Strategy strategy = strategies.apply(table);
    return parking.parks(table) || strategy.columns() != null || !strategy.encrypted().isEmpty();
  }

  /**
   * A first-snapshot row meets a row that was there before: who wins depends on its presence, and
   * whether that is a conflict on its content. While the own snapshot may be yet to come, that goes
   * for every change: it would read what is written now.
   */
  private @Nullable Arrival unversioned(VersionRow row, List<Arrival> ofKey) {
    ChangeId winner = row.version().winner();
    if (winner != null && !winner.stamp().isZero()) {
      return null;
    }
    Origin shown = winner == null ? own : winner.origin();
    for (Arrival arrival : ofKey) {
      Change change = arrival.change();
      if (arrival.usableKey() != null
          && (change.kind() == ChangeKind.SNAPSHOT || intake.ownUnread().contains(arrival))
          && !change.id().origin().equals(shown)) {
        return arrival;
      }
    }
    return null;
  }

  private Step merge(Map<VersionKey, VersionRow> versions, Map<VersionKey, Arrival> compared) {
    arrivals.forEach(
        (key, ofKey) -> {
          VersionRow version = versions.get(key);
          if (version == null) {
            return;
          }
          Strategy strategy = strategies.apply(key.table());
          KeyMerge merge =
              new KeyMerge(
                  own,
                  lane(key.tableLane()),
                  truncates,
                  version,
                  strategy.encrypted(),
                  found(key, compared.get(key), strategy.encrypted()),
                  strategy.columns() == null
                      ? null
                      : new RowByColumn(
                          own,
                          strategy.columns(),
                          version,
                          texts,
                          stable(key.tableLane()),
                          altered),
                  strategy.conflicts().keepsLocal() ? new KeptVersion(own, version.kept()) : null);
          ofKey.forEach(arrival -> merge.merge(arrival, strategy.merge()));
          merges.put(key, merge);
        });
    return findKeys();
  }

  /**
   * What every member has acknowledged of a lane, as far as its streams are known here: columns
   * need not tell it apart any more, however long others write the row.
   */
  private VersionVector stable(TableLane lane) {
    Collection<Origin> awaited = members;
    if (awaited == null) {
      return VersionVector.EMPTY;
    }
    return stable.computeIfAbsent(
        lane,
        absent -> {
          Map<Origin, Watermark> watermarks = new HashMap<>();
          for (Origin member : awaited) {
            watermarks.put(member, standing(new WatermarkKey(member, lane.table(), lane.lane())));
          }
          LaneProgress progress = new LaneProgress(own, watermarks);
          return progress.snapshotRunning()
              ? VersionVector.EMPTY
              : progress.acknowledgedBy(awaited);
        });
  }

  private @Nullable FoundRow found(
      VersionKey key, @Nullable Arrival compared, EncryptedColumns encrypted) {
    RowState row = rows.get(key);
    if (row == null || compared == null) {
      return null;
    }
    ToldColumns told = texts.get(compared);
    return new FoundRow(row, compared, told == null ? null : told.after(), encrypted);
  }

  /** A stub names its row by a hash; where the row may be here, its key is looked for. */
  private Step findKeys() {
    Map<VersionKey, Lane> wanted = new HashMap<>();
    merges.forEach(
        (key, merge) -> {
          Lane lane = merge.keySought();
          if (lane != null) {
            wanted.put(key, lane);
          }
        });
    return laneKeys.find(
        wanted,
        keys -> {
          keys.forEach((name, key) -> keyFound(name, key));
          return lockNeeded();
        });
  }

  private void keyFound(VersionKey name, RecordView key) {
    KeyMerge merge = merges.get(name);
    if (merge != null) {
      merge.keyFound(key);
    }
  }

  private Step lockNeeded() {
    List<RowTarget> needed = new ArrayList<>();
    merges.forEach(
        (key, merge) -> {
          boolean needsRow = merge.needsRow() || parking.parks(key);
          Arrival source = needsRow && !rows.containsKey(key) ? merge.source() : null;
          if (source != null) {
            // Values are checked by the write, or else here.
            boolean checked = merge.replaces() && !tellsColumns(key.table());
            needed.add(new RowTarget(key, source, checked ? ColumnTexts.NONE : null));
          }
        });
    return lockRows(needed, this::findParked);
  }

  /** The rows of tables merged by column that lie beside them and are to be put back. */
  private Step findParked() {
    List<VersionKey> wanted =
        merges.values().stream()
            .filter(KeyMerge::seeksParked)
            .map(merge -> merge.start().key())
            .toList();
    return wanted.isEmpty()
        ? write()
        : new Ask<>(
            new FindParked(wanted),
            found -> {
              merges.forEach(
                  (key, merge) -> {
                    ParkedRow row = found.get(key);
                    if (row != null) {
                      merge.parkedFound(row);
                    }
                  });
              return write();
            });
  }

  private Step lockRows(List<RowTarget> targets, Supplier<Step> then) {
    if (targets.isEmpty()) {
      return then.get();
    }
    Set<TableName> byColumn =
        targets.stream()
            .map(target -> target.key().table())
            .filter(this::tellsColumns)
            .collect(Collectors.toSet());
    return new Ask<>(
        new LockRows(targets, byColumn),
        found -> {
          rows.putAll(found);
          return then.get();
        });
  }

  private Step write() {
    RowWrites writes = new RowWrites(check);
    merges.forEach(
        (key, merge) -> {
          Arrival source = merge.source();
          boolean untouched = true;
          if (source != null) {
            RowState row = rows.get(key);
            RowWrite write = merge.write(row);
            Write what = write.what();
            if (parking.parks(key, what)) {
              what = parking.park(merge, source, written(write, source), row);
            }
            writes.add(what, new RowTarget(key, source, write.columns()));
            untouched = what == Write.NOTHING;
            ParkedRow begun = merge.begunBeside();
            if (begun != null) {
              parking.park(List.of(begun));
            }
          }
          if (orphaned.keys().contains(key)) {
            meet(merge, untouched);
          }
        });
    orphaned.targets().forEach(row -> writes.add(Write.DELETE, row));
    parking.park(orphaned.parked());
    return writes.then(this::settle);
  }

  private @Nullable ColumnTexts written(RowWrite write, Arrival source) {
    ToldColumns carried = texts.get(source);
    return write.columns() != null || carried == null ? write.columns() : carried.after();
  }

  /** A row that is to be parked may be one of the batch; what the merge writes is looked at. */
  private void meet(KeyMerge merge, boolean untouched) {
    if (untouched) {
      orphaned.merged(merge.result(null));
    } else {
      orphaned.written(merge.start().key());
    }
  }

  private Step settle(Map<VersionKey, SinkWrite> written) {
    List<VersionRow> versions = new ArrayList<>();
    if (truncates.merging()) {
      versions.add(truncates.merged(strategies.apply(truncates.lane().table()).merge()));
    }
    versions.addAll(orphaned.versions(written));
    merges.forEach(
        (key, merge) -> {
          VersionRow result = merge.result(written.get(key));
          if (!orphaned.has(key) && !result.equals(merge.start())) {
            versions.add(result);
          }
        });
    Supplier<Step> then = () -> parking.then(merges.values(), () -> record(written.keySet()));
    return versions.isEmpty()
        ? then.get()
        : new Ask<>(new WriteVersions(versions), count -> then.get());
  }

  private Step record(Set<VersionKey> written) {
    Settlement settlement = new Settlement(merges.values(), intake);
    int rewritten = settlement.rewritten(written);
    List<Conflict> conflicts = settlement.conflicts(strategies, rows);
    Function<Integer, Step> done =
        closed ->
            altered.remember(() -> new Step.Done(settlement.report(conflicts, rewritten, closed)));
    return conflicts.isEmpty()
        ? closings(settlement, done)
        : new Ask<>(new RecordConflicts(conflicts), count -> closings(settlement, done));
  }

  private Step closings(Settlement settlement, Function<Integer, Step> done) {
    return truncates.merging()
        ? Closings.ofLane(truncates.lane(), truncates.change(), done)
        : Closings.ofKeys(settlement.settling(), done);
  }
}
