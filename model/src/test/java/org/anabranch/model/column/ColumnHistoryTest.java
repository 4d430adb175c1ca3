package org.anabranch.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The histories are worth something only if they find merges that are wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnHistoryTest {

  private static final int SEEDS = 2_000;
  private static final List<String> START = List.of("start");
  private static final Set<Kind> KINDS = EnumSet.of(Kind.UPDATE, Kind.DELETE);

  /** Hands everything on; tests override what they break. */
  private static class Handing<V, S> implements ColumnMerge<V, S> {
    private final ColumnMerge<V, S> right;

    Handing(ColumnMerge<V, S> right) {
      this.right = right;
    }

    @Override
    public S nothing() {
      return right.nothing();
    }

    @Override
    public S merge(S state, ColumnChange<V> change) {
      return right.merge(state, change);
    }

    @Override
    public S forget(S state, VersionVector stable) {
      return right.forget(state, stable);
    }

    @Override
    public Target<V> write(S shown, S merged, @Nullable V current) {
      return right.write(shown, merged, current);
    }

    @Override
    public @Nullable V create(S merged, @Nullable V image, VersionVector seen) {
      return right.create(merged, image, seen);
    }

    @Override
    public S made(S merged, @Nullable V image, VersionVector seen) {
      return right.made(merged, image, seen);
    }

    @Override
    public boolean overwrites(S shown, S merged) {
      return right.overwrites(shown, merged);
    }

    @Override
    public boolean keepsLocalChanges() {
      return right.keepsLocalChanges();
    }

    @Override
    public S lost(S shown, ColumnChange<V> change) {
      return right.lost(shown, change);
    }

    @Override
    public S kept(S shown, ColumnChange<V> change, boolean foundAll) {
      return right.kept(shown, change, foundAll);
    }

    @Override
    public boolean shows(ColumnChange<V> change) {
      return right.shows(change);
    }
  }

  @Test
  void find_a_counter_that_writes_what_a_change_says() {
    assertThat(
            counting(
                new Handing<>(new Counter()) {
                  @Override
                  public Target<BigDecimal> write(
                      Contributions<BigDecimal> shown,
                      Contributions<BigDecimal> merged,
                      @Nullable BigDecimal current) {
                    return new Target<>(create(merged, current, VersionVector.EMPTY), true);
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_counter_that_adds_again_what_the_row_has() {
    assertThat(
            counting(
                new Handing<>(new Counter()) {
                  @Override
                  public boolean keepsLocalChanges() {
                    return false;
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_counter_of_which_a_delete_takes_back_what_it_had_not_seen() {
    assertThat(
            counting(
                new Handing<>(new Counter()) {
                  @Override
                  public Contributions<BigDecimal> merge(
                      Contributions<BigDecimal> state, ColumnChange<BigDecimal> change) {
                    return super.merge(change.startsAnew() ? nothing() : state, change);
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_counter_that_forgets_too_early() {
    assertThat(
            counting(
                new Handing<>(new Counter()) {
                  @Override
                  public Contributions<BigDecimal> forget(
                      Contributions<BigDecimal> state, VersionVector stable) {
                    return nothing();
                  }
                }))
        .isTrue();
  }

  private static boolean counting(ColumnMerge<BigDecimal, Contributions<BigDecimal>> broken) {
    return found(
        seed ->
            new ColumnHistory<>(
                    broken,
                    BigDecimal.TEN,
                    (random, before) ->
                        (before == null ? BigDecimal.ZERO : before)
                            .add(BigDecimal.valueOf(1 + random.nextInt(9))),
                    KINDS,
                    seed)
                .check(
                    changes -> ColumnMergeTest.counted(changes, BigDecimal.TEN), value -> value));
  }

  @Test
  void find_a_set_that_takes_for_shown_what_was_overwritten() {
    assertThat(
            elements(
                new Handing<>(new ObservedRemoveSet<Integer>()) {
                  @Override
                  public Elements<Integer> lost(
                      Elements<Integer> shown, ColumnChange<List<Integer>> change) {
                    return shown;
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_set_that_takes_every_local_change_for_shown() {
    assertThat(
            elements(
                new Handing<>(new ObservedRemoveSet<Integer>()) {
                  @Override
                  public boolean keepsLocalChanges() {
                    return true;
                  }
                }))
        .isTrue();
  }

  private static boolean elements(ColumnMerge<List<Integer>, Elements<Integer>> broken) {
    List<Integer> start = List.of(1, 2, 3);
    return found(
        seed ->
            new ColumnHistory<>(
                    broken, start, ColumnMergeTest::otherElements, EnumSet.of(Kind.UPDATE), seed)
                .check(changes -> ColumnMergeTest.observed(changes, start), TreeSet::new));
  }

  @Test
  void find_a_register_that_everybody_writes_who_updates_the_row() {
    assertThat(
            found(
                seed ->
                    new ColumnHistory<>(
                            new Handing<>(Register.<Integer>lastWriter()) {
                              @Override
                              public Writes<Integer> merge(
                                  Writes<Integer> state, ColumnChange<Integer> change) {
                                return change.kind() == Kind.UPDATE
                                    ? state.written(change)
                                    : super.merge(state, change);
                              }
                            },
                            -1,
                            (random, before) -> random.nextInt(1_000),
                            KINDS,
                            seed)
                        .check(
                            changes ->
                                Objects.requireNonNull(ColumnMergeTest.lastWritten(changes, -1)),
                            value -> value)))
        .as("who does not change a column does not write it")
        .isTrue();
  }

  @Test
  void find_a_history_that_takes_every_local_entry_for_the_last() {
    assertThat(
            appending(
                new Handing<>(new History()) {
                  @Override
                  public Entries kept(
                      Entries shown, ColumnChange<List<String>> change, boolean foundAll) {
                    return super.merge(shown, change);
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_history_that_settles_what_others_may_come_before() {
    assertThat(
            appending(
                new Handing<>(new History()) {
                  @Override
                  public Entries forget(Entries state, VersionVector stable) {
                    return state.without(
                        state.said().keySet().stream().filter(stable::covers).toList());
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_history_that_forgets_too_early() {
    assertThat(
            appending(
                new Handing<>(new History()) {
                  @Override
                  public Entries forget(Entries state, VersionVector stable) {
                    return nothing();
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_history_of_few_texts_that_has_to_look_for_its_entries() {
    ColumnMerge<List<String>, Entries> broken =
        new Handing<>(new History()) {
          @Override
          public Entries kept(Entries shown, ColumnChange<List<String>> change, boolean foundAll) {
            return super.kept(shown, change, false);
          }
        };
    assertThat(
            found(
                seed ->
                    new ColumnHistory<>(
                            broken,
                            START,
                            (random, before) -> HistoryMergeTest.appended(random, before, 2),
                            EnumSet.of(Kind.UPDATE),
                            seed)
                        .check(
                            changes -> HistoryMergeTest.inOrder(changes, START), value -> value)))
        .isTrue();
  }

  private static boolean appending(ColumnMerge<List<String>, Entries> broken) {
    return found(
        seed ->
            new ColumnHistory<>(broken, START, HistoryMergeTest::appended, KINDS, seed)
                .check(changes -> HistoryMergeTest.inOrder(changes, START), value -> value));
  }

  @Test
  void find_a_document_that_forgets_too_early() {
    assertThat(
            writing(
                new Handing<>(new Document()) {
                  @Override
                  public Paths forget(Paths state, VersionVector stable) {
                    return nothing();
                  }
                }))
        .isTrue();
  }

  @Test
  void find_a_document_that_everybody_writes_who_updates_the_row() {
    assertThat(
            writing(
                new Handing<>(new Document()) {
                  @Override
                  public Paths merge(Paths state, ColumnChange<JsonTree> change) {
                    return super.merge(
                        state,
                        new ColumnChange<>(
                            change.id(), change.seen(), change.kind(), null, change.after()));
                  }
                }))
        .isTrue();
  }

  private static boolean writing(ColumnMerge<JsonTree, Paths> broken) {
    JsonTree start = DocumentMergeTest.START;
    return found(
        seed ->
            new ColumnHistory<>(broken, start, DocumentMergeTest::written, KINDS, seed)
                .check(changes -> DocumentMergeTest.expected(changes, start), value -> value));
  }

  private interface Check {
    void check(long seed);
  }

  private static boolean found(Check history) {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        history.check(seed);
      } catch (AssertionError e) {
        return true;
      }
    }
    return false;
  }
}
