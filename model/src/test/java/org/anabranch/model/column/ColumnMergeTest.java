package org.anabranch.model.column;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.anabranch.model.Seeds;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Regions that write a column at once, each with local writes that its sink has not merged yet, end
 * with the same value: the one that all changes together define.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnMergeTest {

  private static final int SEEDS = 1_000;

  static Stream<Set<Kind>> kinds() {
    return Stream.of(
        EnumSet.of(Kind.UPDATE),
        EnumSet.of(Kind.UPDATE, Kind.READ),
        EnumSet.of(Kind.UPDATE, Kind.DELETE),
        EnumSet.of(Kind.UPDATE, Kind.DELETE, Kind.READ));
  }

  private static <V, S> ColumnHistory<V, S> history(
      ColumnMerge<V, S> merge,
      @Nullable V start,
      ColumnHistory.Writer<V> writer,
      Set<Kind> kinds,
      long seed) {
    return new ColumnHistory<>(merge, start, writer, kinds, seed);
  }

  private static void check(LongConsumer check) {
    Seeds.check(SEEDS, "model", ColumnMergeTest.class, check);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void counters_add_up(Set<Kind> kinds) {
    check(
        seed ->
            history(
                    new Counter(),
                    BigDecimal.valueOf(100),
                    (random, before) ->
                        (before == null ? BigDecimal.ZERO : before)
                            .add(BigDecimal.valueOf(random.nextInt(9) - 3)),
                    kinds,
                    seed)
                .check(changes -> counted(changes, BigDecimal.valueOf(100)), value -> value));
  }

  static BigDecimal counted(List<ColumnChange<BigDecimal>> changes, BigDecimal start) {
    BigDecimal total =
        changes.stream().anyMatch(ColumnChange::startsAnew) ? BigDecimal.ZERO : start;
    for (ColumnChange<BigDecimal> change : changes) {
      if (!taken(changes, change) && change.kind() != Kind.DELETE) {
        BigDecimal before =
            change.kind() == Kind.INSERT
                ? BigDecimal.ZERO
                : Objects.requireNonNull(change.before());
        total = total.add(Objects.requireNonNull(change.after()).subtract(before));
      }
    }
    return total;
  }

  private static <V> boolean saw(ColumnChange<V> change, ColumnChange<V> other) {
    return !other.id().equals(change.id()) && change.seen().covers(other.id());
  }

  /** Whether somebody had seen the change who deleted the row or made it anew. */
  static <V> boolean taken(List<ColumnChange<V>> changes, ColumnChange<V> change) {
    return changes.stream().anyMatch(other -> other.startsAnew() && saw(other, change));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void the_highest_value_stays(Set<Kind> kinds) {
    check(
        seed ->
            history(
                    Extreme.max(Comparator.<Integer>naturalOrder()),
                    5,
                    (random, before) -> random.nextInt(20),
                    kinds,
                    seed)
                .check(changes -> highest(changes, 5), value -> value));
  }

  private static @Nullable Integer highest(List<ColumnChange<Integer>> changes, int start) {
    List<Integer> values = new ArrayList<>();
    if (changes.stream().noneMatch(ColumnChange::startsAnew)) {
      values.add(start);
    }
    for (ColumnChange<Integer> change : changes) {
      if (!taken(changes, change) && change.kind() != Kind.DELETE) {
        values.add(Objects.requireNonNull(change.after()));
        if (change.kind() == Kind.UPDATE) {
          values.add(Objects.requireNonNull(change.before()));
        }
      }
    }
    return values.stream().max(Comparator.naturalOrder()).orElse(null);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void the_last_writer_of_a_column_is_shown(Set<Kind> kinds) {
    check(
        seed ->
            history(
                    Register.<Integer>lastWriter(),
                    -1,
                    (random, before) -> random.nextInt(1_000),
                    kinds,
                    seed)
                .check(changes -> lastWritten(changes, -1), value -> value));
  }

  static @Nullable Integer lastWritten(List<ColumnChange<Integer>> changes, int start) {
    return writes(changes).max(Comparator.comparing(ColumnChange::id)).isEmpty()
        ? Integer.valueOf(start)
        : writes(changes).max(Comparator.comparing(ColumnChange::id)).orElseThrow().after();
  }

  /** The hundreds say what a value is, the rest how it is told. */
  @ParameterizedTest
  @MethodSource("kinds")
  void who_tells_the_same_value_otherwise_is_not_its_writer(Set<Kind> kinds) {
    Register.Sameness<Integer> sameness =
        (one, other) -> Objects.equals(meaning(one), meaning(other));
    check(
        seed ->
            history(
                    Register.lastWriter(sameness),
                    0,
                    (random, before) -> random.nextInt(400),
                    kinds,
                    seed)
                .check(ColumnMergeTest::lastMeant, value -> value / 100));
  }

  private static @Nullable Integer meaning(@Nullable Integer value) {
    return value == null ? null : Integer.valueOf(value / 100);
  }

  private static @Nullable Integer lastMeant(List<ColumnChange<Integer>> changes) {
    return writes(changes)
        .filter(
            change ->
                change.kind() == Kind.INSERT
                    || !Objects.equals(meaning(change.before()), meaning(change.after())))
        .max(Comparator.comparing(ColumnChange::id))
        .map(change -> meaning(change.after()))
        .orElse(0);
  }

  private static <V> Stream<ColumnChange<V>> writes(List<ColumnChange<V>> changes) {
    return changes.stream()
        .filter(
            change ->
                change.kind() == Kind.INSERT
                    || (change.kind() == Kind.UPDATE
                        && !Objects.equals(change.before(), change.after())));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void what_nobody_had_seen_is_made_into_one(Set<Kind> kinds) {
    check(
        seed ->
            history(
                    Register.<Set<Integer>>made(ColumnMergeTest::union),
                    Set.of(),
                    (random, before) -> Set.of(random.nextInt(1_000)),
                    kinds,
                    seed)
                .check(ColumnMergeTest::unseen, value -> value));
  }

  /** The start is no version of its own: whoever wrote had seen it. */
  @ParameterizedTest
  @MethodSource("kinds")
  void all_versions_of_a_text_are_kept(Set<Kind> kinds) {
    check(
        seed ->
            history(
                    Register.made(new MarkedVersions()),
                    "",
                    (random, before) -> "text " + random.nextInt(1_000),
                    kinds,
                    seed)
                .check(ColumnMergeTest::kept, value -> value));
  }

  private static @Nullable String kept(List<ColumnChange<String>> changes) {
    SortedMap<ChangeId, Writes.Write<String>> last = new TreeMap<>();
    writes(changes)
        .filter(write -> writes(changes).noneMatch(other -> saw(other, write)))
        .forEach(write -> last.put(write.id(), new Writes.Write<>(write.id(), write.after())));
    return last.isEmpty() ? "" : new MarkedVersions().of(last.values());
  }

  private static Set<Integer> union(Collection<Writes.Write<Set<Integer>>> writes) {
    Set<Integer> all = new TreeSet<>();
    writes.forEach(write -> all.addAll(Objects.requireNonNull(write.value())));
    return all;
  }

  private static Set<Integer> unseen(List<ColumnChange<Set<Integer>>> changes) {
    Set<Integer> all = new TreeSet<>();
    writes(changes)
        .filter(write -> writes(changes).noneMatch(other -> saw(other, write)))
        .forEach(write -> all.addAll(Objects.requireNonNull(write.after())));
    return all;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void elements_are_removed_as_they_were_seen(Set<Kind> kinds) {
    List<Integer> start = List.of(1, 2, 3);
    check(
        seed ->
            history(
                    new ObservedRemoveSet<Integer>(),
                    start,
                    ColumnMergeTest::otherElements,
                    kinds,
                    seed)
                .check(changes -> observed(changes, start), TreeSet::new));
  }

  static List<Integer> otherElements(Random random, @Nullable List<Integer> before) {
    Set<Integer> elements = new TreeSet<>(before == null ? List.of() : before);
    for (int i = 0; i <= random.nextInt(3); i++) {
      Integer element = random.nextInt(6);
      if (!elements.remove(element)) {
        elements.add(element);
      }
    }
    return List.copyOf(elements);
  }

  static Set<Integer> observed(List<ColumnChange<List<Integer>>> changes, List<Integer> start) {
    Set<Integer> expected = new TreeSet<>();
    boolean anew =
        changes.stream()
            .anyMatch(change -> change.kind() == Kind.INSERT || change.kind() == Kind.DELETE);
    for (int element = 0; element < 6; element++) {
      Integer of = element;
      boolean removed = changes.stream().anyMatch(change -> removes(change, of));
      boolean added =
          changes.stream()
              .filter(change -> adds(change, of))
              .anyMatch(
                  add ->
                      changes.stream()
                          .noneMatch(
                              other ->
                                  saw(other, add)
                                      && (removes(other, of)
                                          || other.kind() == Kind.INSERT
                                          || other.kind() == Kind.DELETE)));
      if (added || (start.contains(of) && !removed && !anew)) {
        expected.add(of);
      }
    }
    return expected;
  }

  private static boolean adds(ColumnChange<List<Integer>> change, Integer element) {
    return (change.kind() == Kind.INSERT || change.kind() == Kind.UPDATE)
        && in(change.after(), element)
        && (change.kind() == Kind.INSERT || !in(change.before(), element));
  }

  private static boolean removes(ColumnChange<List<Integer>> change, Integer element) {
    return change.kind() == Kind.UPDATE
        && in(change.before(), element)
        && !in(change.after(), element);
  }

  private static boolean in(@Nullable List<Integer> list, Integer element) {
    return list != null && list.contains(element);
  }
}
