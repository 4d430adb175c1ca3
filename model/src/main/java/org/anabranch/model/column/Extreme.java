package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * The highest (or lowest) value that anybody has written. It never goes back: who writes a lower
 * value finds the higher one again, until the row is deleted and made anew. Whoever updates the row
 * says that the column had reached what it holds.
 */
public final class Extreme<V> implements ColumnMerge<V, Contributions<V>> {

  private final BinaryOperator<V> further;

  private Extreme(BinaryOperator<V> further) {
    this.further = further;
  }

  /** The highest value. */
  public static <V> Extreme<V> max(Comparator<V> order) {
    return new Extreme<>(BinaryOperator.maxBy(order));
  }

  /** The lowest value. */
  public static <V> Extreme<V> min(Comparator<V> order) {
    return new Extreme<>(BinaryOperator.minBy(order));
  }

  @Override
  public Contributions<V> nothing() {
    return Contributions.none();
  }

  @Override
  public Contributions<V> merge(Contributions<V> state, ColumnChange<V> change) {
    return withoutPassed(state.with(change, reached(change)));
  }

  /**
   * Without what its origin has passed since: whoever takes back what came later takes that back as
   * well, so it never counts alone.
   */
  private Contributions<V> withoutPassed(Contributions<V> state) {
    Map<Origin, V> furthest = new HashMap<>();
    SortedMap<ChangeId, V> kept = new TreeMap<>(state.live());
    List<ChangeId> latestFirst = new ArrayList<>(kept.keySet());
    Collections.reverse(latestFirst);
    for (ChangeId id : latestFirst) {
      V value = kept.get(id);
      V passed = furthest.get(id.origin());
      if (value != null && passed != null && passed.equals(further.apply(passed, value))) {
        kept.remove(id);
      } else if (value != null) {
        furthest.put(id.origin(), value);
      }
    }
    return kept.size() == state.live().size() ? state : state.only(kept);
  }

  private @Nullable V reached(ColumnChange<V> change) {
    return switch (change.kind()) {
      case INSERT, READ -> change.after();
      case DELETE -> null;
      case UPDATE -> further(change.before(), change.after());
    };
  }

  private @Nullable V further(@Nullable V one, @Nullable V other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return further.apply(one, other);
  }

  @Override
  public Contributions<V> forget(Contributions<V> state, VersionVector stable) {
    return state.without(stable, further);
  }

  /** Where nothing is left, a row that is there was made by who has not been merged yet. */
  @Override
  public Target<V> write(Contributions<V> shown, Contributions<V> merged, @Nullable V current) {
    V total = merged.total(further);
    if (!overwrites(shown, merged)) {
      return new Target<>(further(current, total), true);
    }
    return total == null ? new Target<>(current, false) : new Target<>(total, true);
  }

  @Override
  public @Nullable V create(Contributions<V> merged, @Nullable V image, VersionVector seen) {
    V total = merged.total(further);
    return merged.anew() ? total : further(image, total);
  }

  /** What was read is merged anyway. */
  @Override
  public boolean takesImage(Contributions<V> merged) {
    return false;
  }

  @Override
  public List<ChangeId> rivals(Contributions<V> state, ColumnChange<V> change) {
    return state.unseenBy(change);
  }

  @Override
  public boolean outlives(Contributions<V> state, VersionVector past) {
    return state.outlives(past);
  }

  @Override
  public boolean overwrites(Contributions<V> shown, Contributions<V> merged) {
    return merged.anew() && !merged.continues(shown);
  }

  @Override
  public Contributions<V> lost(Contributions<V> shown, ColumnChange<V> change) {
    return change.startsAnew() ? nothing() : shown;
  }

  @Override
  public boolean keepsLocalChanges() {
    return false;
  }

  @Override
  public boolean shows(ColumnChange<V> change) {
    return Objects.equals(further(change.before(), change.after()), change.after());
  }
}
