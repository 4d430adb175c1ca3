package org.anabranch.testkit.simulation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.jspecify.annotations.Nullable;

/**
 * Holds what merges write into rows that are merged by column against what applications wrote there
 * and the own stream has not brought back yet: counters that were added to, and elements that were
 * put into sets or taken out of them, stay so, or the next local statement would build on a row
 * that lost it.
 *
 * <p>Nothing is asked of local writes that came before the row was made anew by a merge, or before
 * somebody's delete or insert was merged: those may take everything back. Of an element, nothing
 * once a change was merged that put it there or took it out as well. Nothing of rows either of
 * which a region could not apply something.
 */
final class RelativeWrites {

  private record Place(Origin region, RowKey key) {}

  private record Touched(Place place, String element) {}

  private final Oracle oracle;
  private final Predicate<TableName> byColumn;

  /** When, as a number of changes, a row was last made anew. */
  private final Map<Place, Integer> anew = new HashMap<>();

  /** When, as a number of changes, a change of an element was last merged. */
  private final Map<Touched, Integer> touched = new HashMap<>();

  RelativeWrites(Oracle oracle, Predicate<TableName> byColumn) {
    this.oracle = oracle;
    this.byColumn = byColumn;
  }

  /** A merge is in a region's log; the oracle knows already that it merged these messages. */
  void merged(Origin region, List<Message> messages, LogTransaction merge) {
    messages.stream()
        .flatMap(message -> message.truths().stream())
        .filter(truth -> byColumn.test(truth.key().table()))
        .forEach(truth -> note(new Place(region, truth.key()), truth));
    merge.entries().stream()
        .filter(RowChange.class::isInstance)
        .map(RowChange.class::cast)
        .filter(row -> byColumn.test(row.key().table()))
        .forEach(row -> merged(new Place(region, row.key()), row));
  }

  private void note(Place place, TrueChange merged) {
    int now = oracle.changes().size();
    String value = merged.value();
    if (value == null || merged.before() == null || isFound(merged)) {
      anew.put(place, now);
    } else {
      Set<String> before = elements(merged.before());
      Set<String> after = elements(value);
      symmetricDifference(before, after)
          .forEach(element -> touched.put(new Touched(place, element), now));
    }
  }

  /** Whether it says what a row holds, and not what was done to it. */
  private static boolean isFound(TrueChange change) {
    Change stamped = change.stamped();
    return change.firstSnapshot() || (stamped != null && stamped.operation() == Operation.READ);
  }

  private void merged(Place place, RowChange row) {
    String before = row.before();
    String after = row.value();
    if (before == null || after == null) {
      anew.put(place, oracle.changes().size());
      return;
    }
    List<TrueChange> onTheWay = onTheWay(place);
    boolean asked =
        !onTheWay.isEmpty()
            && onTheWay.get(0).number() >= anew.getOrDefault(place, 0)
            && onTheWay.stream().noneMatch(RelativeWrites::isMadeOrGone)
            && !isRefused(place);
    if (asked) {
      checkCounter(place, after, onTheWay);
      checkSet(place, before, after, onTheWay);
    }
  }

  private static boolean isMadeOrGone(TrueChange change) {
    return change.value() == null || change.before() == null;
  }

  /** What a row shows of a key of which something could not be applied is not known for sure. */
  private boolean isRefused(Place place) {
    return oracle.merged(place.region(), place.key()).changes().stream()
        .mapToObj(oracle.changes()::get)
        .anyMatch(oracle::refused);
  }

  /** Local changes that the own stream has not brought back, in the order of their commits. */
  private List<TrueChange> onTheWay(Place place) {
    BitSet merged = oracle.merged(place.region(), place.key()).changes();
    return oracle.changes().stream()
        .filter(change -> change.origin().equals(place.region()))
        .filter(change -> change.key().equals(place.key()))
        .filter(change -> !change.firstSnapshot() && !merged.get(change.number()))
        .toList();
  }

  private void checkCounter(Place place, String after, List<TrueChange> onTheWay) {
    ColumnsCheck columns = new ColumnsCheck(oracle, place.region(), place.key());
    Integer merged = columns.sumOfAll();
    if (merged == null) {
      return;
    }
    int expected = merged;
    for (TrueChange change : onTheWay) {
      expected += number(change.value()) - number(change.before());
    }
    if (number(after) != expected) {
      throw lost(place, after, "n should be " + expected, onTheWay);
    }
  }

  private void checkSet(Place place, String before, String after, List<TrueChange> onTheWay) {
    Set<String> held = elements(before);
    Set<String> holds = elements(after);
    Map<String, TrueChange> first = new HashMap<>();
    Set<String> more = new HashSet<>();
    for (TrueChange change : onTheWay) {
      symmetricDifference(elements(change.before()), elements(change.value()))
          .forEach(
              element -> {
                if (first.putIfAbsent(element, change) != null) {
                  more.add(element);
                }
              });
    }
    first.keySet().removeAll(more);
    first.forEach(
        (element, change) -> {
          boolean alone = touched.getOrDefault(new Touched(place, element), 0) <= change.number();
          if (alone && held.contains(element) != holds.contains(element)) {
            throw lost(place, after, element + " should be as before", onTheWay);
          }
        });
  }

  private static Divergence lost(
      Place place, String after, String should, List<TrueChange> onTheWay) {
    return new Divergence(
        "A merge of columns leaves what applications have written",
        place.region()
            + " wrote "
            + place.key()
            + "="
            + after
            + ", "
            + should
            + " with "
            + onTheWay);
  }

  private static Set<String> elements(@Nullable String row) {
    return row == null ? new TreeSet<>() : new TreeSet<>(ColumnRow.elements(ColumnRow.read(row)));
  }

  private static Set<String> symmetricDifference(Set<String> one, Set<String> other) {
    Set<String> difference = new TreeSet<>(one);
    difference.addAll(other);
    difference.removeIf(element -> one.contains(element) && other.contains(element));
    return difference;
  }

  private static int number(@Nullable String row) {
    return row == null ? 0 : Integer.parseInt(String.valueOf(ColumnRow.read(row).text("n")));
  }
}
