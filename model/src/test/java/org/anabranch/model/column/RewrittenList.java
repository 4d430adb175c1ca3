package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;

/**
 * What all changes of a list together define whose texts are all different: so a text tells which
 * element is meant, and nothing has to be counted.
 */
final class RewrittenList {

  /**
   * A text that is there once, or once more after it had been removed: who removes it may find it
   * again, where another's list was written over the row before the removal was known.
   */
  private record Element(String text, int times) {}

  private final List<ColumnChange<List<String>>> standing;
  private final List<ColumnChange<List<String>>> anew;
  private final Map<ChangeId, VersionVector> pasts = new HashMap<>();
  private final List<String> start;

  RewrittenList(List<ColumnChange<List<String>>> changes, List<String> start) {
    this.anew = changes.stream().filter(ColumnChange::startsAnew).toList();
    this.standing =
        changes.stream()
            .filter(change -> change.kind() == Kind.INSERT || change.kind() == Kind.UPDATE)
            .filter(change -> !ColumnMergeTest.taken(changes, change))
            .sorted(Comparator.comparing(ColumnChange::id))
            .toList();
    this.start = anew.isEmpty() ? start : List.of();
    standing.stream()
        .filter(RewrittenList::rewrites)
        .forEach(
            change ->
                pasts.put(
                    change.id(),
                    standing.stream()
                        .filter(RewrittenList::rewrites)
                        .filter(other -> other.id().compareTo(change.id()) < 0)
                        .sorted(Comparator.comparing(ColumnChange<List<String>>::id).reversed())
                        .reduce(
                            change.past(),
                            (past, other) ->
                                past.covers(other.id())
                                    ? past.join(Objects.requireNonNull(pasts.get(other.id())))
                                    : past,
                            VersionVector::join)));
  }

  private static boolean rewrites(ColumnChange<List<String>> change) {
    List<String> before = before(change);
    List<String> after = after(change);
    return change.kind() == Kind.UPDATE
        && !(after.size() >= before.size() && after.subList(0, before.size()).equals(before));
  }

  private static List<String> before(ColumnChange<List<String>> change) {
    return change.before() == null ? List.of() : change.before();
  }

  private static List<String> after(ColumnChange<List<String>> change) {
    return change.after() == null ? List.of() : change.after();
  }

  List<String> texts() {
    Optional<ColumnChange<List<String>>> last =
        rewriters().filter(this::sawAllAnew).reduce((earlier, later) -> later);
    Set<Element> gone = new HashSet<>();
    rewriters().forEach(change -> gone.addAll(removed(change)));
    List<Element> elements = new ArrayList<>();
    last.ifPresent(
        change ->
            withoutEnd(change)
                .forEach(text -> elements.add(new Element(text, times(change, text)))));
    if (last.isEmpty()) {
      start.forEach(text -> elements.add(new Element(text, 0)));
    }
    for (ColumnChange<List<String>> change : standing) {
      if (last.isEmpty() || !past(last.get()).covers(change.id())) {
        added(change).stream()
            .map(text -> new Element(text, 0))
            .filter(element -> !elements.contains(element))
            .forEach(elements::add);
      }
    }
    elements.removeIf(gone::contains);
    return elements.stream().map(Element::text).toList();
  }

  private Stream<ColumnChange<List<String>>> rewriters() {
    return standing.stream().filter(RewrittenList::rewrites);
  }

  private boolean sawAllAnew(ColumnChange<List<String>> change) {
    return anew.stream().allMatch(other -> past(change).covers(other.id()));
  }

  /** How often those whose lists somebody had seen had removed a text that was there again. */
  private int times(ColumnChange<List<String>> change, String text) {
    return (int)
        rewriters()
            .filter(other -> past(change).covers(other.id()))
            .filter(other -> before(other).contains(text) && !after(other).contains(text))
            .mapToInt(other -> times(other, text))
            .distinct()
            .count();
  }

  private Set<Element> removed(ColumnChange<List<String>> change) {
    Set<Element> removed = new HashSet<>();
    before(change).stream()
        .filter(text -> !after(change).contains(text))
        .filter(text -> sawAllAnew(change) || (times(change, text) == 0 && stands(change, text)))
        .forEach(text -> removed.add(new Element(text, times(change, text))));
    return removed;
  }

  /** Whether somebody had added it whom nobody took back, and not only the row that was before. */
  private boolean stands(ColumnChange<List<String>> change, String text) {
    return standing.stream()
        .filter(other -> past(change).covers(other.id()))
        .anyMatch(other -> added(other).contains(text));
  }

  private static List<String> withoutEnd(ColumnChange<List<String>> change) {
    List<String> list = new ArrayList<>(after(change));
    while (!list.isEmpty() && !before(change).contains(list.get(list.size() - 1))) {
      list.remove(list.size() - 1);
    }
    return list;
  }

  private static List<String> added(ColumnChange<List<String>> change) {
    List<String> added = new ArrayList<>(after(change));
    if (change.kind() == Kind.UPDATE) {
      added.removeAll(before(change));
    }
    return added;
  }

  private VersionVector past(ColumnChange<List<String>> change) {
    return Objects.requireNonNull(pasts.get(change.id()));
  }
}
