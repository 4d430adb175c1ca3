package org.anabranch.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.LogEntry.Truncate;

/**
 * Rows of later snapshots that show what had been told before: they are old content under a new
 * name (docs/decisions/027). Such a row overrides a change if it wins over one that was made in
 * view of that very content.
 */
final class ToldAnew {

  private final Map<TrueChange, TrueChange> writers = new LinkedHashMap<>();
  private final Set<TrueChange> needless = new HashSet<>();
  private final Map<Origin, Set<RowKey>> untouched = new HashMap<>();
  private final Set<Origin> stored = new HashSet<>();

  /** Everything that a region shows was told, and its capture can know it. */
  void allTold(Origin region, List<RowKey> keys) {
    untouched.put(region, new HashSet<>(keys));
  }

  /**
   * A region's slot is lost.
   *
   * @param offsetsKept whether its capture can still know what was told
   */
  void slotLost(Origin region, boolean offsetsKept) {
    if (offsetsKept) {
      stored.add(region);
    } else {
      stored.remove(region);
    }
  }

  void touched(Origin region, LogEntry entry) {
    if (entry instanceof RowChange row) {
      touched(region, row.key());
    } else if (entry instanceof Truncate truncate) {
      truncate.keys().forEach(key -> touched(region, key));
    }
  }

  /** A row was written, or is about to be. */
  void touched(Origin region, RowKey key) {
    untouched.getOrDefault(region, new HashSet<>()).remove(key);
  }

  /**
   * A snapshot tells a row.
   *
   * @param writer what first had its content, and was captured
   */
  void add(TrueChange row, TrueChange writer) {
    if (!stored.contains(row.origin())) {
      return;
    }
    writers.put(row, writer);
    if (untouched.getOrDefault(row.origin(), Set.of()).contains(row.key())) {
      needless.add(row);
    }
  }

  /**
   * A region's capture begins with a new slot, or starts again from an earlier position, where it
   * knows less.
   */
  void knowsLess(Origin region) {
    untouched.remove(region);
  }

  /**
   * How many rows won over changes that had replaced their content.
   *
   * @throws Divergence where nobody had touched such a row since it had been told
   */
  long overriding(List<TrueChange> changes) {
    long overriding = 0;
    for (Map.Entry<TrueChange, TrueChange> told : writers.entrySet()) {
      TrueChange row = told.getKey();
      Optional<TrueChange> overridden =
          changes.stream()
              .filter(change -> change.key().equals(row.key()))
              .filter(change -> overrides(row, told.getValue(), change))
              .findFirst();
      overriding += overridden.isPresent() ? 1 : 0;
      if (overridden.isPresent() && needless.contains(row)) {
        throw new Divergence(
            "A row that was told before overrides nothing", row + " won over " + overridden.get());
      }
    }
    return overriding;
  }

  private static boolean overrides(TrueChange row, TrueChange writer, TrueChange change) {
    return row.stamped() != null
        && change.stamped() != null
        && !change.firstSnapshot()
        && change.follows(writer)
        && !row.follows(change)
        && !change.follows(row)
        && row.id().compareTo(change.id()) > 0;
  }
}
