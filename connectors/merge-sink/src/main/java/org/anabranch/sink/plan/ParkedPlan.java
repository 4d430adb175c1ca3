package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.model.change.Lane;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.plan.Displacement.Rival;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.ReadParked;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;

/**
 * One transaction that tries parked rows of a table again, as a sequence of named statements; does
 * no I/O, like {@link MergePlan}.
 *
 * <p>A row is shown where nothing is in its way, or only rows of lower winners, which are parked
 * instead (docs/decisions/018). Where this finds nothing more to do, the rows that are shown are
 * those that one gets by going through all winners from the highest down and showing what collides
 * with none that is shown already: the same in every region.
 *
 * <p>The first write repeats a watermark: by it the capture knows the transaction as the sink's.
 */
public final class ParkedPlan {

  private static final Comparator<ParkedRow> HIGHEST_FIRST =
      Comparator.comparing(ParkedRow::id).thenComparing(ParkedRow::key).reversed();

  private final ParkedTable table;
  private final WatermarkMove marker;
  private final @Nullable VersionKey after;
  private final int rowsMax;
  private final Displacement displacement;
  private final Map<VersionKey, VersionRow> versions = new TreeMap<>();
  private final Set<VersionKey> looked = new TreeSet<>();
  private List<ParkedRow> page = List.of();
  private List<Obstacles> found = List.of();
  private boolean written;

  /**
   * A plan.
   *
   * @param marker moves a stream of the table from where it stands to where it stands
   * @param after where an earlier plan had looked at as many rows as it may, as of its {@link
   *     ParkedReport}; null to begin
   * @param rowsMax how many rows are looked at in one transaction at most
   * @param nowMicros when conflicts count as closed whose losers are shown again
   */
  public ParkedPlan(
      ParkedTable table,
      WatermarkMove marker,
      @Nullable VersionKey after,
      int rowsMax,
      long nowMicros) {
    this.table = table;
    this.marker = marker;
    this.after = after;
    this.rowsMax = rowsMax;
    this.displacement = new Displacement(table, nowMicros);
  }

  /** The first step. */
  public Step start() {
    return new Ask<>(
        new AdvanceWatermarks(List.of(marker)), moved -> moved ? read() : new Step.LostRace());
  }

  private Step read() {
    return new Ask<>(
        new ReadParked(table.name(), after, rowsMax),
        rows -> {
          page = rows.stream().sorted(HIGHEST_FIRST).toList();
          VersionKey last = rows.size() < rowsMax ? null : rows.get(rows.size() - 1).key();
          return page.isEmpty()
              ? new Step.Retried(ParkedReport.NOTHING)
              : findObstacles(page, obstacles -> lock(obstacles, last));
        });
  }

  private Step findObstacles(List<ParkedRow> rows, Function<List<Obstacles>, Step> then) {
    return new Ask<>(new FindObstacles(table.name(), rows), then);
  }

  /** In the order of the keys, as merges do; what is in the way is looked for again behind it. */
  private Step lock(List<Obstacles> obstacles, @Nullable VersionKey last) {
    page.forEach(row -> looked.add(row.key()));
    obstacles.stream()
        .flatMap(of -> of.holders().stream())
        .forEach(holder -> looked.add(keyOf(holder)));
    Set<VersionKey> lanes = lanes();
    return lanes.isEmpty()
        ? lockVersions(lanes, last)
        : new Ask<>(new ClaimVersions(List.copyOf(lanes)), claimed -> lockVersions(lanes, last));
  }

  /** Whoever shows a row must not do it while a TRUNCATE looks for the rows of its lane. */
  private Set<VersionKey> lanes() {
    int lanes = page.get(0).lane().of();
    return table.truncating()
        ? looked.stream()
            .map(key -> VersionKey.ofLane(table.name(), new Lane(key.lane(), lanes)))
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  private Step lockVersions(Set<VersionKey> lanes, @Nullable VersionKey last) {
    Set<VersionKey> all = new TreeSet<>(lanes);
    all.addAll(looked);
    return new Ask<>(
        new LockVersions(List.copyOf(all)),
        locked -> {
          if (!locked.keySet().containsAll(lanes)) {
            return new Step.LostRace();
          }
          versions.putAll(locked);
          return refresh(() -> judgeAll(last));
        });
  }

  /**
   * What is merged by column may hold more by now, and exclude others; the next look judges it. An
   * application's row of the key is told of it instead, once that has come.
   */
  private Step refresh(Supplier<Step> then) {
    List<ParkedContent> more =
        page.stream()
            .filter(row -> isOf(row, versions.get(row.key())))
            .map(row -> ParkedContent.of(table, row, versions.get(row.key())))
            .flatMap(Optional::stream)
            .toList();
    if (more.isEmpty()) {
      return then.get();
    }
    page = page.stream().filter(row -> more.stream().noneMatch(of -> of.isOf(row))).toList();
    return new Ask<>(
        new LockRows(
            more.stream().map(content -> content.row().target()).toList(), Set.of(table.name())),
        states -> {
          more.stream()
              .filter(
                  content -> !states.getOrDefault(content.row().key(), RowState.MISSING).exists())
              .forEach(displacement::refreshes);
          return then.get();
        });
  }

  private Step judgeAll(@Nullable VersionKey last) {
    Supplier<Step> end = () -> displacement.finish(last);
    return page.isEmpty()
        ? end.get()
        : findObstacles(
            page,
            now -> {
              found = now;
              return next(0, end);
            });
  }

  /** Otherwise a merge was faster, and has put another row in its place or dropped it. */
  private static boolean isOf(ParkedRow row, @Nullable VersionRow version) {
    return version != null && version.hidden() && row.id().equals(version.version().winner());
  }

  private Step next(int place, Supplier<Step> end) {
    if (place == page.size()) {
      return end.get();
    }
    ParkedRow row = page.get(place);
    Supplier<Step> next = () -> next(place + 1, end);
    VersionRow version = versions.get(row.key());
    if (version == null || !isOf(row, version)) {
      return next.get();
    }
    return written
        ? findObstacles(List.of(row), now -> judge(row, version, now.get(0), next))
        : judge(row, version, found.get(place), next);
  }

  private VersionKey keyOf(Obstacles.Holder holder) {
    return table.keyOf(holder.name(), page.get(0).lane().of());
  }

  private Step judge(ParkedRow row, VersionRow version, Obstacles obstacles, Supplier<Step> next) {
    if (obstacles.violated() != null) {
      displacement.forbidden(row, obstacles);
      return next.get();
    }
    List<Rival> rivals = new ArrayList<>();
    for (Obstacles.Holder holder : obstacles.holders()) {
      VersionKey key = keyOf(holder);
      Rival rival = Rival.of(table, key, holder, versions.get(key));
      if (rivals.stream().noneMatch(known -> known.key().equals(key))) {
        rivals.add(rival);
      }
    }
    Rival strongest = rivals.stream().max(Comparator.comparing(Rival::id)).orElse(null);
    if (strongest != null && strongest.isAbove(row)) {
      displacement.staysBehind(row, obstacles, strongest);
      return next.get();
    }
    boolean unsettled =
        rivals.stream().anyMatch(rival -> !looked.contains(rival.key()) || rival.unread(table));
    return unsettled ? next.get() : lockRows(row, version, obstacles, rivals, next);
  }

  /** A row of the key is an application's that is on its way. */
  private Step lockRows(
      ParkedRow row,
      VersionRow version,
      Obstacles obstacles,
      List<Rival> rivals,
      Supplier<Step> next) {
    List<RowTarget> targets = new ArrayList<>();
    targets.add(row.target());
    rivals.forEach(rival -> targets.add(rival.target(row)));
    return new Ask<>(
        new LockRows(targets, Set.of(table.name())),
        states -> {
          if (states.getOrDefault(row.key(), RowState.MISSING).exists()) {
            return next.get();
          }
          List<Rival> there =
              rivals.stream()
                  .filter(rival -> states.getOrDefault(rival.key(), RowState.MISSING).exists())
                  .toList();
          return claim(
              there.stream().filter(rival -> !versions.containsKey(rival.key())).toList(),
              () -> show(row, version, obstacles, there, states, next));
        });
  }

  /** Rows of which nothing is known get version rows, which say all that is forgotten. */
  private Step claim(List<Rival> unknown, Supplier<Step> then) {
    if (unknown.isEmpty()) {
      return then.get();
    }
    List<VersionKey> keys = unknown.stream().map(Rival::key).sorted().toList();
    Set<TableLane> lanes = keys.stream().map(VersionKey::tableLane).collect(Collectors.toSet());
    return new Ask<>(
        new ClaimVersions(keys),
        claimed ->
            claimed < keys.size()
                ? new Step.LostRace()
                : new Ask<>(
                    new LockVersions(keys),
                    locked ->
                        new Ask<>(
                            new ReadFloors(table.own(), lanes),
                            floors -> {
                              for (Rival rival : unknown) {
                                VersionVector floor =
                                    floors.getOrDefault(
                                        rival.key().tableLane(), VersionVector.EMPTY);
                                versions.put(rival.key(), rival.unversioned(table, floor));
                              }
                              return then.get();
                            })));
  }

  private Step show(
      ParkedRow row,
      VersionRow version,
      Obstacles obstacles,
      List<Rival> rivals,
      Map<VersionKey, RowState> states,
      Supplier<Step> next) {
    List<RowTarget> displaced = rivals.stream().map(rival -> rival.target(row)).toList();
    Supplier<Step> insert =
        () ->
            new Ask<>(
                new RestoreRows(table.name(), List.of(row.target())),
                restored -> {
                  if (!restored.keys().contains(row.key())) {
                    return new Step.LostRace();
                  }
                  written = true;
                  versions.put(row.key(), displacement.shown(row, version, restored.writer()));
                  return next.get();
                });
    return displaced.isEmpty()
        ? insert.get()
        : new Ask<>(
            new DeleteRows(table.name(), displaced),
            writer -> {
              for (Rival rival : rivals) {
                RowState state = states.getOrDefault(rival.key(), RowState.MISSING);
                VersionRow of = versions.getOrDefault(rival.key(), VersionRow.empty(rival.key()));
                versions.put(
                    rival.key(), displacement.displaced(rival, of, state, row, obstacles, writer));
              }
              return insert.get();
            });
  }
}
