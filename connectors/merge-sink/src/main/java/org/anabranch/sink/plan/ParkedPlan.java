package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
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
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.plan.Displacement.Rival;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.FindParked;
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
  private final Map<TableName, List<RowTarget>> shown = new TreeMap<>();
  private final Map<TableName, List<RowTarget>> deleted = new TreeMap<>();
  private ReferenceCheck check = new ReferenceCheck(References.NONE);
  private Collection<Child> children = List.of();
  private OrphanedRows orphaned;
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
    this.displacement = new Displacement(table.strategy(), table.columns(), nowMicros);
    this.orphaned = OrphanedRows.none(table.own(), table.hasher());
  }

  /**
   * Has it looked, before it commits, whether all that rows refer to is there.
   *
   * @param referring rows that are parked, since they refer to rows that make way
   */
  public ParkedPlan checking(References references, Collection<Child> referring) {
    check = new ReferenceCheck(references);
    children = referring;
    return this;
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
              : findObstacles(page, obstacles -> only(possible(obstacles), last));
        });
  }

  /** Rows that miss what they refer to, and of which nobody is to be told, stay as they are. */
  private List<Obstacles> possible(List<Obstacles> obstacles) {
    List<ParkedRow> rows = new ArrayList<>();
    List<Obstacles> possible = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      ParkedRow row = page.get(i);
      boolean tells = row.lasting() && !row.told();
      if (obstacles.get(i).missing() == null || tells) {
        rows.add(row);
        possible.add(obstacles.get(i));
      }
    }
    page = rows;
    return possible;
  }

  private Step only(List<Obstacles> obstacles, @Nullable VersionKey last) {
    return page.isEmpty()
        ? new Step.Retried(new ParkedReport(0, 0, 0, 0, last))
        : lock(obstacles, last);
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
    orphaned =
        new OrphanedRows(
            table.own(), table.hasher(), children, page.get(0).lane().of(), page.get(0).place());
    Set<VersionKey> lanes = lanes();
    lanes.addAll(orphaned.keys());
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
        : new TreeSet<>();
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
          return table.columns() == null
              ? judgeAll(last)
              : readAgain(() -> refresh(() -> judgeAll(last)));
        });
  }

  /** What a row of columns holds may have been written since, under the locks that are held now. */
  private Step readAgain(Supplier<Step> then) {
    return new Ask<>(
        new FindParked(page.stream().map(ParkedRow::key).toList()),
        now -> {
          page = page.stream().map(row -> now.getOrDefault(row.key(), row)).toList();
          return then.get();
        });
  }

  /**
   * What is merged by column may hold more by now, and exclude others; the next look judges it. An
   * application's row of the key is told of it instead, once that has come.
   */
  private Step refresh(Supplier<Step> then) {
    List<ParkedContent> more =
        page.stream()
            .map(row -> ParkedContent.of(table, row, current(row)))
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
    Supplier<Step> end = () -> deleteOrphaned(() -> displacement.finish(last));
    return page.isEmpty()
        ? end.get()
        : findObstacles(
            page,
            now -> {
              found = now;
              return table.excluding() ? next(0, end) : showFree(() -> next(0, end));
            });
  }

  private Step deleteOrphaned(Supplier<Step> next) {
    return orphaned.lock(
        versions, () -> deleteOrphaned(orphaned.targets(), () -> check.then(deleted, shown, next)));
  }

  /** Rows that refer to rows that have made way, table by table. */
  private Step deleteOrphaned(List<RowTarget> rows, Supplier<Step> next) {
    if (rows.isEmpty()) {
      return next.get();
    }
    TableName first = rows.get(0).key().table();
    Map<Boolean, List<RowTarget>> ofFirst =
        rows.stream().collect(Collectors.partitioningBy(row -> row.key().table().equals(first)));
    List<RowTarget> now = ofFirst.getOrDefault(true, List.of());
    return new Ask<>(
        new DeleteRows(first, now),
        writer -> {
          now.forEach(row -> displacement.orphaned(orphaned, row.key(), writer));
          deleted.computeIfAbsent(first, name -> new ArrayList<>()).addAll(now);
          return deleteOrphaned(ofFirst.getOrDefault(false, List.of()), next);
        });
  }

  /** Rows that cannot exclude each other, and that nothing is in the way of, are shown at once. */
  private Step showFree(Supplier<Step> next) {
    Map<VersionKey, ParkedRow> free = new TreeMap<>();
    for (int i = 0; i < page.size(); i++) {
      if (found.get(i).none() && current(page.get(i)) != null) {
        free.put(page.get(i).key(), page.get(i));
      }
    }
    List<RowTarget> targets = free.values().stream().map(ParkedRow::target).toList();
    return targets.isEmpty()
        ? next.get()
        : new Ask<>(
            new RestoreRows(table.name(), targets),
            restored -> {
              // A row of the key is an application's that is on its way.
              restored.keys().forEach(key -> shown(free.get(key), restored.writers().of(key)));
              page = page.stream().filter(row -> !free.containsKey(row.key())).toList();
              return page.isEmpty() ? next.get() : againWithout(next);
            });
  }

  /** What was shown may be what others wait for. */
  private Step againWithout(Supplier<Step> next) {
    return findObstacles(
        page,
        now -> {
          found = now;
          return next.get();
        });
  }

  private void shown(@Nullable ParkedRow row, long writer) {
    VersionRow version = row == null ? null : versions.get(row.key());
    if (row != null && version != null) {
      shown.computeIfAbsent(table.name(), name -> new ArrayList<>()).add(row.target());
      versions.put(row.key(), displacement.shown(row, version, writer));
    }
  }

  /** The version row of one that is still parked; null where a merge was faster. */
  private @Nullable VersionRow current(ParkedRow row) {
    VersionRow version = versions.get(row.key());
    return version != null && version.hidden() && row.id().equals(version.version().winner())
        ? version
        : null;
  }

  private Step next(int place, Supplier<Step> end) {
    if (place == page.size()) {
      return end.get();
    }
    ParkedRow row = page.get(place);
    Supplier<Step> next = () -> next(place + 1, end);
    VersionRow version = current(row);
    if (version == null) {
      // It has put another row in its place or dropped it.
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
    String violated = obstacles.violated();
    if (violated != null) {
      displacement.forbidden(row, version, obstacles, violated);
      return next.get();
    }
    String missing = obstacles.missing();
    if (missing != null) {
      if (row.lasting()) {
        displacement.forbidden(row, version, obstacles, missing);
      }
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
      displacement.staysBehind(row, version, obstacles, strongest);
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
                  shown(row, restored.writers().of(row.key()));
                  return next.get();
                });
    return displaced.isEmpty()
        ? insert.get()
        : new Ask<>(
            new DeleteRows(table.name(), displaced),
            writer -> {
              deleted.computeIfAbsent(table.name(), name -> new ArrayList<>()).addAll(displaced);
              for (Rival rival : rivals) {
                RowState state = states.getOrDefault(rival.key(), RowState.MISSING);
                VersionRow of = versions.getOrDefault(rival.key(), VersionRow.empty(rival.key()));
                versions.put(
                    rival.key(),
                    displacement.displaced(rival, of, state, row, version, obstacles, writer));
              }
              return insert.get();
            });
  }
}
