package org.anabranch.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.plan.PairHistory.Pair;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every merge beside every other in one row: whatever the order in which changes arrive (each
 * origin's in their own), however batches are cut, and though some come twice, the row and its
 * state end the same. {@code -Danabranch.pairs.seed=N -Danabranch.pairs.seeds=1} replays a seed.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnPairsTest {

  private static final long SEEDS = 60;
  private static final int ORDERS = 6;

  /** Merges, but writes nothing. */
  private static final Origin ONLOOKER = new Origin("z");

  /** What is left of a key, whatever the log positions are. */
  private record End(@Nullable Note row, KeyVersion version, SortedMap<String, Object> columns) {}

  static Stream<Pair> pairs() {
    return Stream.of(MergedColumn.values())
        .flatMap(
            extra ->
                Stream.of(MergedColumn.values())
                    .filter(body -> body.compareTo(extra) <= 0)
                    .map(body -> new Pair(body, extra)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void two_columns_end_the_same_whatever_the_order(Pair pair) {
    assertEndTheSame(pair);
  }

  @ParameterizedTest
  @EnumSource(CiphertextAndIndex.class)
  void a_ciphertext_and_its_index_end_as_one_whatever_the_order(CiphertextAndIndex columns) {
    assertEndTheSame(columns);
  }

  private static void assertEndTheSame(WrittenColumns pair) {
    long first = Long.getLong("anabranch.pairs.seed", 1);
    for (long seed = first; seed < first + Long.getLong("anabranch.pairs.seeds", SEEDS); seed++) {
      PairHistory history = PairHistory.of(pair, seed);
      assertThat(new HashSet<>(history.rows().values()))
          .as("rows of %s, seed %d: %s, of %s", pair, seed, history.rows(), history.streams())
          .hasSize(1);
      Map<End, List<List<Arrival>>> ends = ends(pair, history, seed, batch -> batch);
      assertThat(ends.keySet())
          .as("ends of %s, seed %d, by batches: %s", pair, seed, ends.values())
          .hasSize(1);
      assertThat(ends.keySet().iterator().next().row())
          .as("the onlooker's row of %s, seed %d, of %s", pair, seed, history.streams())
          .isEqualTo(history.rows().values().iterator().next());
    }
  }

  /** Other merges need what every update says of a column, so only registers are left out. */
  static Stream<Pair> pairsWithRegister() {
    return pairs().filter(pair -> !registers(pair).isEmpty());
  }

  private static Set<String> registers(Pair pair) {
    Set<String> registers = new HashSet<>();
    if (pair.body() == MergedColumn.REGISTER) {
      registers.add("body");
    }
    if (pair.extra() == MergedColumn.REGISTER) {
      registers.add("extra");
    }
    return registers;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairsWithRegister")
  void registers_end_as_they_do_where_updates_tell_only_what_they_change(Pair pair) {
    Set<String> registers = registers(pair);
    for (long seed = 1; seed <= SEEDS; seed++) {
      PairHistory history = PairHistory.of(pair, seed);
      Map<End, List<List<Arrival>>> ends =
          ends(
              pair,
              history,
              seed,
              batch -> batch.stream().map(arrival -> onlyChanges(arrival, registers)).toList());
      for (End end : ends.keySet()) {
        assertThat(end.row())
            .as("the onlooker's row of %s, seed %d, of %s", pair, seed, history.streams())
            .isEqualTo(history.rows().values().iterator().next());
      }
    }
  }

  /** As OnlyChanges sends it: what an update leaves alone is named. */
  private static Arrival onlyChanges(Arrival arrival, Set<String> registers) {
    RecordView before = arrival.before();
    RecordView after = arrival.row();
    if (arrival.change().operation() != Operation.UPDATE || before == null || after == null) {
      return arrival;
    }
    Set<String> alone = new HashSet<>(registers);
    alone.removeIf(column -> !Objects.equals(before.value(column), after.value(column)));
    ColumnMarks marks = new ColumnMarks(Set.of(), alone, Set.of(), Set.of());
    return new Arrival(
        arrival.change().with(marks),
        arrival.key(),
        RecordViews.without(before, alone),
        RecordViews.without(after, alone),
        arrival.place(),
        null);
  }

  /** How an onlooker ends who is given what the regions sent, by the batches that led to it. */
  private static Map<End, List<List<Arrival>>> ends(
      WrittenColumns pair, PairHistory history, long seed, UnaryOperator<List<Arrival>> delivery) {
    Random random = new Random(seed);
    Map<End, List<List<Arrival>>> ends = new LinkedHashMap<>();
    for (int order = 0; order < ORDERS; order++) {
      List<List<Arrival>> batches =
          PairHistory.batches(PairHistory.interleaved(history.streams(), random), random);
      MergingRegion onlooker = new MergingRegion(ONLOOKER, pair.strategy());
      batches.forEach(batch -> onlooker.merge(delivery.apply(batch)));
      ends.putIfAbsent(end(pair, onlooker), batches);
    }
    return ends;
  }

  private static End end(WrittenColumns pair, MergingRegion region) {
    VersionRow version = region.version(1);
    SortedMap<String, Object> columns = new TreeMap<>();
    if (version != null) {
      version
          .columns()
          .columns()
          .forEach((name, column) -> columns.put(name, pair.comparable(column.cell().merged())));
    }
    return new End(
        pair.comparable(region.note(1)),
        version == null ? KeyVersion.unknown(VersionVector.EMPTY) : version.version(),
        columns);
  }

  @Test
  void a_merge_that_takes_the_last_of_a_batch_is_found() {
    assertThat(found(batch -> batch.subList(batch.size() - 1, batch.size()))).isTrue();
  }

  @Test
  void a_batch_that_is_merged_from_its_end_is_found() {
    assertThat(
            found(
                batch -> {
                  List<Arrival> reversed = new ArrayList<>(batch);
                  Collections.reverse(reversed);
                  return reversed;
                }))
        .isTrue();
  }

  @Test
  void a_ciphertext_that_is_merged_apart_from_its_index_is_found() {
    WrittenColumns columns = CiphertextAndIndex.ENCRYPTED_ANEW.mergedApart();

    assertThatThrownBy(() -> assertEndTheSame(columns)).isInstanceOf(AssertionError.class);
  }

  private static boolean found(UnaryOperator<List<Arrival>> broken) {
    Pair pair = new Pair(MergedColumn.REGISTER, MergedColumn.COUNTER);
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (ends(pair, PairHistory.of(pair, seed), seed, broken).size() > 1) {
        return true;
      }
    }
    return false;
  }
}
