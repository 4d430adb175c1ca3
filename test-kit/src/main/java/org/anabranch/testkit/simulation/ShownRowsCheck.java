package org.anabranch.testkit.simulation;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.ParkedRow;
import org.jspecify.annotations.Nullable;

/**
 * What a table may show in which rows exclude each other, by definition: one goes through the
 * winners of all keys from the highest down and shows what collides with none that is shown. Of
 * rows that refer to others those are shown that refer to one that is.
 */
final class ShownRowsCheck {

  private final Region region;
  private final World world;

  ShownRowsCheck(Region region, World world) {
    this.region = region;
    this.world = world;
  }

  /** When nothing is in flight any more. */
  void check() {
    List<RowKey> keys =
        world.keys().stream()
            .filter(key -> world.parkingTables().contains(key.table()) || world.isParent(key))
            .toList();
    if (keys.stream().anyMatch(world.oracle().gaps()::contains)) {
      return;
    }
    boolean byColumn = world.byColumn(keys.get(0).table());
    if (byColumn && !keys.stream().allMatch(key -> columns(key).complete())) {
      return;
    }
    Map<RowKey, String> expected = expected(keys, region.origin());
    if (byColumn) {
      keys.forEach(key -> columns(key, expected));
      return;
    }
    for (RowKey key : keys) {
      Slot.Tuple<String> row = region.database().rows().at(key).committed();
      String shown = row == null ? null : row.value();
      if (!Objects.equals(shown, expected.get(key))) {
        throw new Divergence(
            key.table().equals(world.childTable())
                ? "Rows are shown that refer to rows that are shown"
                : "Of rows that exclude each other the highest are shown",
            region + " shows " + key + "=" + shown + ", should show " + expected);
      }
    }
  }

  private ColumnsCheck columns(RowKey key) {
    return new ColumnsCheck(world.oracle(), region.origin(), key);
  }

  /** What rows that are shown hold is checked elsewhere. */
  private void columns(RowKey key, Map<RowKey, String> expected) {
    Slot.Tuple<String> row = region.database().rows().at(key).committed();
    if ((row != null) != expected.containsKey(key)) {
      throw new Divergence(
          "Of rows that exclude each other the highest are shown",
          region + " shows " + key + "=" + row + ", should show " + expected);
    }
    Slot.Tuple<ParkedRow> parked = region.database().parked().at(key.versionKey()).committed();
    String held = parked == null ? null : ParkedStatements.held(parked.value());
    String wrong = held == null ? null : columns(key).wrong(held);
    if (wrong != null) {
      throw new Divergence(
          "A parked row is the merge of all that was done to it",
          region + " has parked " + key + "=" + held + ", " + wrong);
    }
  }

  private @Nullable String unique(TrueChange winner) {
    return world.byColumn(winner.key().table())
        ? columns(winner.key()).unique()
        : UniqueColumn.of(winner.value());
  }

  private Map<RowKey, String> expected(List<RowKey> keys, Origin origin) {
    List<TrueChange> winners =
        keys.stream()
            .map(key -> winner(origin, key))
            .filter(Objects::nonNull)
            .sorted(Comparator.comparing(TrueChange::id).thenComparing(TrueChange::key).reversed())
            .toList();
    Map<RowKey, String> shown = new TreeMap<>();
    Set<String> taken = new HashSet<>();
    for (TrueChange winner : winners) {
      String value = winner.value();
      String unique = value == null ? null : unique(winner);
      if (value != null && (unique == null || taken.add(unique))) {
        shown.put(winner.key(), value);
      }
    }
    shown
        .entrySet()
        .removeIf(
            row -> {
              RowKey parent = ParentColumn.of(row.getKey(), row.getValue(), world);
              return parent != null && !shown.containsKey(parent);
            });
    return shown;
  }

  private @Nullable TrueChange winner(Origin origin, RowKey key) {
    return world.oracle().winner(origin, key);
  }
}
