package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What may go where in a world with residency: regions that may not hold rows whose home says so,
 * and columns that arrive masked, or not at all.
 *
 * @param strangers the regions that may not hold rows that are at home
 * @param altered by region, how columns arrive there
 */
record Residency(Set<Origin> strangers, Map<Origin, Map<String, Alteration>> altered) {

  /** What becomes of a column on its way. */
  enum Alteration {
    MASKED,
    REMOVED
  }

  static final String MASK = "***";
  private static final Origin B = new Origin("b");
  private static final Origin C = new Origin("c");

  /** One or two regions may not hold all rows, one or two get a column altered; a has all. */
  static Residency draw(Choices choices) {
    Set<Origin> strangers = choices.oneIn(3) ? Set.of(B, C) : Set.of(C);
    Map<Origin, Map<String, Alteration>> altered = new TreeMap<>();
    int which = choices.below(4);
    if (which != 1) {
      altered.put(B, Map.of("e", choices.pick(List.of(Alteration.values()))));
    }
    if (which > 0) {
      altered.put(C, Map.of("n", choices.pick(List.of(Alteration.values()))));
    }
    return new Residency(strangers, altered);
  }

  /** Whether a region may not hold such a row. */
  boolean forbids(Origin region, @Nullable String row) {
    return row != null && strangers.contains(region) && ResidentRow.atHome(row);
  }

  /** How columns arrive in a region that do not arrive as they are. */
  Map<String, Alteration> altered(Origin region) {
    return altered.getOrDefault(region, Map.of());
  }
}
