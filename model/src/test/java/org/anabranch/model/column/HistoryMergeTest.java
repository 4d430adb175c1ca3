package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.anabranch.model.Seeds;
import org.anabranch.model.column.ColumnChange.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Regions that append to a list at once, or rewrite it, end with the same sequence: the one that
 * all changes together define.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HistoryMergeTest {

  private static final int SEEDS = 1_000;
  private static final List<String> START = List.of("start", "ok", "go");

  static Stream<Set<Kind>> kinds() {
    return ColumnMergeTest.kinds();
  }

  private static void check(LongConsumer check) {
    Seeds.check(SEEDS, "model", HistoryMergeTest.class, check);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void entries_are_all_there_in_the_order_of_the_changes(Set<Kind> kinds) {
    check(
        seed ->
            new ColumnHistory<>(new History(), START, HistoryMergeTest::appended, kinds, seed)
                .check(changes -> inOrder(changes, START), value -> value));
  }

  /** One to three entries more, of few different texts. */
  static List<String> appended(Random random, @Nullable List<String> before) {
    List<String> after = new ArrayList<>(before == null ? List.of() : before);
    for (int i = 0; i <= random.nextInt(3); i++) {
      after.add(random.nextInt(3) == 0 ? "ok" : "m" + random.nextInt(9));
    }
    return after;
  }

  /** One to three entries more, of so many texts. */
  static List<String> appended(Random random, @Nullable List<String> before, int texts) {
    List<String> after = new ArrayList<>(before == null ? List.of() : before);
    for (int i = 0; i <= random.nextInt(3); i++) {
      after.add("m" + random.nextInt(texts));
    }
    return after;
  }

  static List<String> inOrder(List<ColumnChange<List<String>>> changes, List<String> start) {
    List<String> expected = new ArrayList<>(anew(changes) ? List.of() : start);
    standing(changes)
        .forEach(
            change -> {
              List<String> after = Objects.requireNonNull(change.after());
              int known =
                  change.kind() == Kind.INSERT ? 0 : Objects.requireNonNull(change.before()).size();
              expected.addAll(after.subList(known, after.size()));
            });
    return expected;
  }

  /** Inserts and updates that nobody took back, in their order. */
  private static Stream<ColumnChange<List<String>>> standing(
      List<ColumnChange<List<String>>> changes) {
    return changes.stream()
        .filter(change -> change.kind() == Kind.INSERT || change.kind() == Kind.UPDATE)
        .filter(change -> !ColumnMergeTest.taken(changes, change))
        .sorted(Comparator.comparing(ColumnChange::id));
  }

  private static boolean anew(List<ColumnChange<List<String>>> changes) {
    return changes.stream().anyMatch(ColumnChange::startsAnew);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void entries_are_removed_as_they_were_seen(Set<Kind> kinds) {
    check(
        seed ->
            new ColumnHistory<>(
                    new History(),
                    START,
                    (random, before) -> rewritten(random, before, 1 << 30),
                    kinds,
                    seed)
                .check(changes -> new RewrittenList(changes, START).texts(), value -> value));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void entries_with_the_same_text_come_to_the_same_everywhere(Set<Kind> kinds) {
    check(
        seed ->
            new ColumnHistory<>(
                    new History(),
                    START,
                    (random, before) -> rewritten(random, before, 3),
                    kinds,
                    seed)
                .check(HistoryMergeTest::atOnce, value -> value));
  }

  /** What a region would hold that merged all changes in their order and forgot nothing. */
  static @Nullable List<String> atOnce(List<ColumnChange<List<String>>> changes) {
    History history = new History();
    Entries all = history.nothing();
    for (var change : changes.stream().sorted(Comparator.comparing(ColumnChange::id)).toList()) {
      all = history.merge(all, change);
    }
    return history.write(history.nothing(), all, START).value();
  }

  /** Appends, removes, replaces, or moves the window. */
  static List<String> rewritten(Random random, @Nullable List<String> before, int texts) {
    List<String> after = new ArrayList<>(before == null ? List.of() : before);
    int at = after.isEmpty() ? 0 : random.nextInt(after.size());
    String text = "m" + random.nextInt(texts);
    switch (after.isEmpty() ? 4 : random.nextInt(6)) {
      case 0 -> after.remove(at);
      case 1 -> after.set(at, text);
      case 2 -> after.add(at, text);
      case 3 -> {
        after.remove(0);
        after.add(text);
      }
      default -> after.add(text);
    }
    return after;
  }
}
