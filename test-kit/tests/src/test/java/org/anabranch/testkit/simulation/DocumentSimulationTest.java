package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The protocol of docs/decisions/031, where a store has no transactions, and each of its rules left
 * out. One seed with its schedule: {@code -Dsimulation.documents.seed=…}; long runs: {@code mvn -o
 * -pl test-kit test -Dtest=DocumentSimulationTest -Dsimulation.documents.seeds=1000000
 * -Dsimulation.documents.first=1}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentSimulationTest {

  private static final long SEEDS = 12_000;

  private record Broken(long seed, RuntimeException how) {}

  @Test
  void every_schedule_without_transactions_keeps_every_promise() {
    Long seed = Long.getLong("simulation.documents.seed");
    if (seed != null) {
      replay(seed);
      return;
    }
    long seeds = Long.getLong("simulation.documents.seeds", SEEDS);
    long first = Long.getLong("simulation.documents.first", 0);
    Statistics statistics = new Statistics();
    Broken broken = firstBroken(first, seeds, Set.of(), statistics);
    System.out.println(statistics);
    if (broken != null) {
      fail("-Dsimulation.documents.seed=" + broken.seed() + " shows how", broken.how());
    }
    assertThat(statistics.of(Count.RUNS)).isEqualTo(seeds);
    assertThat(statistics.of(Count.FALSE_CONFLICTS))
        .isLessThan(statistics.of(Count.CONFLICTS) / 100);
  }

  /**
   * A rule without which nothing breaks would be no rule. Those that are left out here no seed
   * needs: docs/decisions/031 argues for them, and says what leaving one out costs. Schedules made
   * by hand are in {@link DeadBeforeVersionTest} and {@link PausedTaskTest}.
   */
  @ParameterizedTest
  @EnumSource(
      value = DocumentRule.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "MARKER_IS_MERGED",
        "DELETE_IS_FINISHED",
        "DELETE_IS_TAKEN_BACK",
        "OWN_IS_ADOPTED",
        "LOOK_IS_READ_BACK",
        "ABSENCE_HAS_A_REVISION",
        "REVISION_NEVER_REPEATS",
        "CONTEXT_IS_OF_THE_DOCUMENT"
      })
  void each_rule_that_is_left_out_is_missed(DocumentRule rule) {
    Broken broken = firstBroken(0, SEEDS, Set.of(rule), new Statistics());
    assertThat(broken).as("a schedule that breaks without %s", rule).isNotNull();
    System.out.println(
        Optional.ofNullable(broken)
            .map(b -> rule + ": " + Divergence.property(b.how()) + ", seed " + b.seed())
            .orElse(""));
  }

  private static @Nullable Broken firstBroken(
      long first, long seeds, Set<DocumentRule> omitted, Statistics statistics) {
    return LongStream.range(first, first + seeds)
        .parallel()
        .mapToObj(seed -> broken(seed, omitted, statistics))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Broken> broken(
      long seed, Set<DocumentRule> omitted, Statistics statistics) {
    try {
      Statistics counted =
          DocumentSimulation.run(new SeededChoices(seed), omitted, new Schedule(false));
      synchronized (statistics) {
        statistics.addAll(counted);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(new Broken(seed, e));
    }
  }

  private static void replay(long seed) {
    Schedule schedule = new Schedule(true);
    try {
      DocumentSimulation.run(new SeededChoices(seed), Set.of(), schedule);
    } finally {
      System.out.println(schedule);
    }
  }
}
