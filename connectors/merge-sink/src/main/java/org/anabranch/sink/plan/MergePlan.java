package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * One merge transaction (rules M1 to M6) as a sequence of named statements, each asked for when the
 * answers so far are known. It does no I/O: a store executes it over a connection, the simulation
 * among other transactions. One instance serves one attempt.
 *
 * <p>The order matters: watermarks first (the echo marker), then version rows in key order, then
 * rows, then the log position while the rows are locked, then the version rows.
 */
public final class MergePlan {

  private final Origin own;
  private final Merge strategy;
  private final Verdict verdict;
  private final Map<WatermarkKey, Watermark> known;
  private final Intake intake;
  private final LaneTruncates truncates;
  private final Map<VersionKey, List<Arrival>> arrivals = new TreeMap<>();
  private final Map<VersionKey, KeyMerge> merges = new LinkedHashMap<>();
  private final Map<VersionKey, RowState> rows = new TreeMap<>();

  /**
   * A plan in which truncates leave the rows.
   *
   * @param verdict what a conflict is recorded as
   * @param known where the batch's streams stand, as far as is known here, and the own origin's
   *     streams of the same lanes
   * @param batch in the order of arrival
   */
  public MergePlan(
      Origin own,
      Merge strategy,
      Verdict verdict,
      Map<WatermarkKey, Watermark> known,
      List<Arrival> batch) {
    this(own, strategy, verdict, known, batch, null);
  }

  /**
   * A plan.
   *
   * @param hasher hashes keys as captures do, so that truncates are merged as deletes; null where
   *     truncates leave the rows
   * @throws IllegalArgumentException where a truncate that is to be merged is not alone
   */
  public MergePlan(
      Origin own,
      Merge strategy,
      Verdict verdict,
      Map<WatermarkKey, Watermark> known,
      List<Arrival> batch,
      @Nullable KeyHasher hasher) {
    this.own = own;
    this.strategy = strategy;
    this.verdict = verdict;
    this.known = known;
    this.intake = Intake.of(batch, known);
    boolean truncating = batch.stream().anyMatch(MergePlan::truncates);
    if (truncating && hasher != null && batch.size() > 1) {
      throw new IllegalArgumentException("A truncate is merged in a batch of its own");
    }
    this.truncates = new LaneTruncates(hasher, truncating ? batch.get(0) : null);
    intake.fresh().forEach(this::add);
  }

  /** Whether an arrival is a truncate, which is merged in a batch of its own. */
  public static boolean truncates(Arrival arrival) {
    return arrival.change().operation() == Operation.TRUNCATE;
  }

  private void add(Arrival arrival) {
    arrivals.computeIfAbsent(arrival.versionKey(), key -> new ArrayList<>(1)).add(arrival);
  }

  /** The first step. */
  public Step start() {
    if (intake.moves().isEmpty()) {
      return new Step.Done(new Settlement(merges.values(), intake).report(List.of(), 0));
    }
    return new Ask<>(
        new AdvanceWatermarks(intake.moves()),
        moved -> !moved ? new Step.LostRace() : truncates.merging() ? truncate() : merge());
  }

  /** The lane is locked before its keys are read, so that no key that is missed is merged by. */
  private Step truncate() {
    return claim(
        truncates.lanesOf(List.of()),
        lane ->
            new Ask<>(
                truncates.keysAsked(),
                keys -> {
                  truncates.deletes(keys).forEach(this::add);
                  return merge();
                }));
  }

  private Step merge() {
    Set<VersionKey> lanes = truncates.lanesOf(arrivals.values());
    Set<VersionKey> keys = new TreeSet<>(lanes);
    keys.addAll(arrivals.keySet());
    return keys.isEmpty() ? settle(Map.of()) : claim(keys, found -> locked(lanes, found));
  }

  private static Step claim(
      Set<VersionKey> keys, Function<Map<VersionKey, VersionRow>, Step> then) {
    List<VersionKey> ordered = List.copyOf(keys);
    return new Ask<>(
        new ClaimVersions(ordered),
        claimed ->
            new Ask<>(
                new LockVersions(ordered),
                // A version row may be dropped between the claim and the lock: claim it again.
                found -> found.size() < ordered.size() ? claim(keys, then) : then.apply(found)));
  }

  private Step locked(Set<VersionKey> lanes, Map<VersionKey, VersionRow> found) {
    Map<VersionKey, VersionRow> versions = new TreeMap<>(found);
    truncates.takeFrom(versions, lanes);
    Map<VersionKey, Arrival> compared = new TreeMap<>();
    versions.forEach(
        (key, row) -> {
          Arrival arrival = unversioned(key, row);
          if (arrival != null) {
            compared.put(key, arrival);
          }
        });
    return lockRows(
        compared.entrySet().stream().map(e -> new RowTarget(e.getKey(), e.getValue())).toList(),
        () -> merge(versions, compared));
  }

  /**
   * A first-snapshot row meets a row that was there before: who wins depends on its presence, and
   * whether that is a conflict on its content. Before anything of the own stream was merged, that
   * goes for every change: the own snapshot may be yet to come, and would read what is written now.
   */
  private @Nullable Arrival unversioned(VersionKey key, VersionRow row) {
    ChangeId winner = row.version().winner();
    if (winner != null && !winner.stamp().isZero()) {
      return null;
    }
    Origin shown = winner == null ? own : winner.origin();
    return arrivals.getOrDefault(key, List.of()).stream()
        .filter(arrival -> arrival.refusal() == null)
        .filter(arrival -> arrival.change().kind() == ChangeKind.SNAPSHOT || ownUnread(arrival))
        .filter(arrival -> !arrival.change().id().origin().equals(shown))
        .findFirst()
        .orElse(null);
  }

  /** Whether nothing of the own origin's stream of an arrival's lane was ever merged. */
  private boolean ownUnread(Arrival arrival) {
    WatermarkKey stream = arrival.stream();
    return Watermark.NONE.equals(known.get(new WatermarkKey(own, stream.table(), stream.lane())));
  }

  private Step merge(Map<VersionKey, VersionRow> versions, Map<VersionKey, Arrival> compared) {
    List<RowTarget> needed = new ArrayList<>();
    versions.forEach(
        (key, version) -> {
          List<Arrival> changes = arrivals.getOrDefault(key, List.of());
          boolean ownUnread = changes.stream().anyMatch(this::ownUnread);
          FoundRow found = found(key, compared.get(key));
          KeyMerge merge = new KeyMerge(own, ownUnread, truncates, version, found);
          changes.forEach(arrival -> merge.merge(arrival, strategy));
          merges.put(key, merge);
          if (merge.needsRow()) {
            needed.add(new RowTarget(key, merge.source()));
          }
        });
    return lockRows(needed, this::write);
  }

  private @Nullable FoundRow found(VersionKey key, @Nullable Arrival compared) {
    RowState row = rows.get(key);
    return row == null || compared == null ? null : new FoundRow(row, compared);
  }

  private Step lockRows(List<RowTarget> targets, Supplier<Step> then) {
    if (targets.isEmpty()) {
      return then.get();
    }
    return new Ask<>(
        new LockRows(targets),
        found -> {
          rows.putAll(found);
          return then.get();
        });
  }

  private Step write() {
    RowWrites writes = new RowWrites();
    merges.forEach(
        (key, merge) -> {
          switch (merge.write(rows.get(key))) {
            case DELETE -> writes.delete(new RowTarget(key, merge.source()));
            case UPSERT -> writes.upsert(new RowTarget(key, merge.source()));
            case NOTHING -> {}
          }
        });
    return writes.then(this::settle);
  }

  private Step settle(Map<VersionKey, SinkWrite> written) {
    List<VersionRow> versions = new ArrayList<>();
    if (truncates.merging()) {
      versions.add(truncates.merged(strategy));
    }
    merges.forEach(
        (key, merge) -> {
          VersionRow result = merge.result(written.get(key));
          if (!result.equals(merge.start())) {
            versions.add(result);
          }
        });
    Settlement settlement = new Settlement(merges.values(), intake);
    List<Conflict> conflicts = settlement.conflicts(verdict, rows);
    int rewritten =
        (int)
            merges.entrySet().stream()
                .filter(e -> written.containsKey(e.getKey()) && e.getValue().restores())
                .count();
    Step done = new Step.Done(settlement.report(conflicts, rewritten));
    Step record =
        conflicts.isEmpty() ? done : new Ask<>(new RecordConflicts(conflicts), count -> done);
    return versions.isEmpty() ? record : new Ask<>(new WriteVersions(versions), count -> record);
  }
}
