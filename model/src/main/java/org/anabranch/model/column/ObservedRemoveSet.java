package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.column.Elements.Element;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A set: whoever removes an element takes back what it had seen of it; an element that somebody
 * else added meanwhile stays. Null counts as the empty set. The order of the elements says nothing,
 * and may differ from region to region.
 *
 * <p>Source: Bieniusa et al., "An Optimized Conflict-free Replicated Set" (2012).
 */
public final class ObservedRemoveSet<E extends Comparable<E>>
    implements ColumnMerge<List<E>, Elements<E>> {

  @Override
  public Elements<E> nothing() {
    return new Elements<>(VersionVector.EMPTY, false, new TreeMap<>());
  }

  @Override
  public Elements<E> merge(Elements<E> state, ColumnChange<List<E>> change) {
    return switch (change.kind()) {
      case INSERT -> state.anew(change.past()).withAdded(elements(change.after()), change.id());
      case DELETE -> state.anew(change.past());
      case READ -> state;
      case UPDATE -> updated(state, change);
    };
  }

  private Elements<E> updated(Elements<E> state, ColumnChange<List<E>> change) {
    Set<E> before = elements(change.before());
    Set<E> after = elements(change.after());
    VersionVector past = change.past();
    TreeMap<E, Element> removed = new TreeMap<>();
    for (E element : before) {
      if (!after.contains(element)) {
        removed.put(element, state.of(element).withRemoved(past));
      }
    }
    after.removeAll(before);
    return state.with(removed).withAdded(after, change.id());
  }

  private Set<E> elements(@Nullable List<E> list) {
    return list == null ? new TreeSet<>() : new TreeSet<>(list);
  }

  @Override
  public Elements<E> forget(Elements<E> state, VersionVector stable) {
    return state.without(stable);
  }

  @Override
  public Target<List<E>> write(Elements<E> shown, Elements<E> merged, @Nullable List<E> current) {
    if (overwrites(shown, merged)) {
      return new Target<>(live(merged), true);
    }
    List<E> held = current == null ? List.of() : current;
    List<E> changed = new ArrayList<>(held);
    changed.removeIf(element -> gone(shown, merged, element));
    Set<E> present = new HashSet<>(held);
    merged
        .touched()
        .forEach(
            (element, known) -> {
              if (known.live() && !shown.of(element).live() && present.add(element)) {
                changed.add(element);
              }
            });
    return new Target<>(changed, true);
  }

  private boolean gone(Elements<E> shown, Elements<E> merged, E element) {
    Element known = merged.touched().get(element);
    Element before = shown.touched().get(element);
    return known != null && !known.live() && (before == null || before.live());
  }

  private List<E> live(Elements<E> merged) {
    List<E> live = new ArrayList<>();
    merged
        .touched()
        .forEach(
            (element, known) -> {
              if (known.live()) {
                live.add(element);
              }
            });
    return live;
  }

  @Override
  public @Nullable List<E> create(Elements<E> merged, @Nullable List<E> image, VersionVector seen) {
    if (merged.anew()) {
      return live(merged);
    }
    return write(nothing(), merged, image).value();
  }

  @Override
  public List<ChangeId> rivals(Elements<E> state, ColumnChange<List<E>> change) {
    VersionVector past = change.past();
    return change.kind() == Kind.DELETE
        ? state.touched().values().stream()
            .flatMap(element -> element.added().stream())
            .filter(id -> !past.covers(id))
            .distinct()
            .toList()
        : List.of();
  }

  @Override
  public boolean outlives(Elements<E> state, VersionVector past) {
    return state.touched().values().stream()
        .anyMatch(
            element ->
                element.settled() || element.added().stream().anyMatch(id -> !past.covers(id)));
  }

  @Override
  public boolean overwrites(Elements<E> shown, Elements<E> merged) {
    return merged.anew() && !(shown.anew() && shown.taken().equals(merged.taken()));
  }

  @Override
  public Elements<E> lost(Elements<E> shown, ColumnChange<List<E>> change) {
    if (change.startsAnew()) {
      return nothing();
    }
    Set<E> before = elements(change.before());
    Set<E> after = elements(change.after());
    Set<E> changed = new TreeSet<>(before);
    changed.addAll(after);
    changed.removeIf(element -> before.contains(element) && after.contains(element));
    return shown.unsure(changed);
  }

  @Override
  public boolean grows() {
    return true;
  }

  @Override
  public boolean keepsLocalChanges() {
    return false;
  }

  @Override
  public boolean shows(ColumnChange<List<E>> change) {
    return change.after() != null || change.kind() == Kind.DELETE;
  }
}
