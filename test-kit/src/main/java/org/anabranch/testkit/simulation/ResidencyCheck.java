package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.Objects;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/**
 * What regions may show, and have to, by definition: from all changes together, as applications
 * wrote them. Shares nothing with the merges.
 */
final class ResidencyCheck {

  private final List<Region> regions;
  private final World world;
  private final Residency residency;

  ResidencyCheck(List<Region> regions, World world) {
    this.regions = regions;
    this.world = world;
    this.residency = Objects.requireNonNull(world.residency());
  }

  /**
   * Once nothing is on its way.
   *
   * @param sent whether all rows were sent again by who has all of them
   */
  void atRest(boolean sent) {
    for (RowKey key : world.keys()) {
      List<TrueChange> changes =
          world.oracle().changes().stream()
              .filter(change -> change.key().equals(key) && change.stamped() != null)
              .toList();
      String merged = merged(changes);
      regions.forEach(region -> check(region, key, merged, changes, sent));
    }
  }

  /** The row that all changes make; null where the last of them deleted it. */
  private static @Nullable String merged(List<TrueChange> changes) {
    TrueChange last = last(changes);
    if (last == null || last.value() == null) {
      return null;
    }
    StringBuilder row = new StringBuilder();
    for (String column : ResidentRow.COLUMNS) {
      TrueChange write = last(lastWrites(changes, column));
      row.append(row.isEmpty() ? "" : ColumnRow.BETWEEN).append(column).append('=');
      row.append(write == null ? ResidentRow.NULL : ResidentRow.text(write.value(), column));
    }
    return row.toString();
  }

  private static @Nullable TrueChange last(List<TrueChange> changes) {
    return changes.stream().reduce((a, b) -> a.id().compareTo(b.id()) > 0 ? a : b).orElse(null);
  }

  private static List<TrueChange> lastWrites(List<TrueChange> changes, String column) {
    List<TrueChange> writes = changes.stream().filter(change -> writes(change, column)).toList();
    return writes.stream()
        .filter(
            write ->
                writes.stream().noneMatch(later -> ColumnsCheck.past(later).covers(write.id())))
        .toList();
  }

  private static boolean writes(TrueChange change, String column) {
    return change.value() != null
        && !Objects.equals(
            ResidentRow.text(change.before(), column), ResidentRow.text(change.value(), column));
  }

  private void check(
      Region region, RowKey key, @Nullable String merged, List<TrueChange> changes, boolean sent) {
    Tuple<String> row = region.database().rows().at(key).committed();
    if (row == null) {
      if (merged != null && !residency.forbids(region.origin(), merged)) {
        missing(region, key, merged, changes, sent);
      }
      return;
    }
    if (merged == null || residency.forbids(region.origin(), merged)) {
      throw new Divergence(
          "No region shows a row that it may not hold",
          region + " shows " + key + "=" + row.value() + " of " + merged + " after " + changes);
    }
    for (String column : ResidentRow.COLUMNS) {
      check(region, key, column, row.value(), merged, changes);
    }
  }

  private void check(
      Region region,
      RowKey key,
      String column,
      String row,
      String merged,
      List<TrueChange> changes) {
    String shown = String.valueOf(ResidentRow.text(row, column));
    if (!residency.altered(region.origin()).containsKey(column)) {
      if (!shown.equals(ResidentRow.text(merged, column))) {
        if (gotStubs(region.origin(), changes) && told(changes, column, shown)) {
          // It came back as somebody had it who did not show yet what was merged there.
          world.statistics().count(Count.SHOWN_BEHIND);
          return;
        }
        throw new Divergence(
            "What is shown is what was written",
            region + " shows " + key + "=" + row + " of " + merged + " after " + changes);
      }
    } else if (!mayShow(region.origin(), shown)) {
      throw new Divergence(
          "A value that is altered on its way to a region is not there", region + " " + row);
    }
  }

  /** What a region may show of a column that others' values arrive altered of. */
  private static boolean mayShow(Origin region, String shown) {
    return shown.equals(Residency.MASK)
        || shown.equals(ResidentRow.NULL)
        || shown.startsWith(region.name());
  }

  /** A row is missing only where changes that the region may not see met others. */
  private void missing(
      Region region, RowKey key, String merged, List<TrueChange> changes, boolean sent) {
    Tuple<VersionRow> version = region.database().versions().at(key.versionKey()).committed();
    boolean hidden = version != null && version.value().hidden();
    boolean apart =
        changes.stream()
            .filter(change -> residency.forbids(region.origin(), told(change)))
            .anyMatch(stub -> changes.stream().anyMatch(other -> areApart(stub, other)));
    boolean partial =
        changes.stream().anyMatch(change -> !residency.altered(change.origin()).isEmpty());
    if (sent || !hidden || !(apart || partial)) {
      throw new Divergence(
          "A row that a region may hold is there",
          region + " lacks " + key + " of " + merged + " after " + changes);
    }
    world.statistics().count(Count.NOT_SHOWN);
  }

  private boolean gotStubs(Origin region, List<TrueChange> changes) {
    return changes.stream()
        .anyMatch(change -> !isOwn(region, change) && residency.forbids(region, told(change)));
  }

  /** Whether somebody's application has written that, which no mask is. */
  private static boolean told(List<TrueChange> changes, String column, String shown) {
    return !shown.equals(Residency.MASK)
        && !shown.equals(ResidentRow.NULL)
        && changes.stream()
            .anyMatch(change -> shown.equals(ResidentRow.text(change.value(), column)));
  }

  private static boolean isOwn(Origin region, TrueChange change) {
    return change.origin().equals(region);
  }

  private static @Nullable String told(TrueChange change) {
    return change.value() == null ? change.before() : change.value();
  }

  private static boolean areApart(TrueChange one, TrueChange other) {
    return one != other && !one.follows(other) && !other.follows(one);
  }
}
