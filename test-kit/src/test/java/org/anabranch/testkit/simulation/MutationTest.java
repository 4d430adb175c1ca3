package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.Step;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Simulations.Broken;
import org.anabranch.testkit.simulation.Simulations.Result;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule that is broken on purpose is found: a simulation that cannot fail shows nothing. With
 * {@code -Dsimulation.shortest=true} it prints the shortest schedule that it finds for each.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MutationTest {

  private static final long SEEDS_MAX = 40_000;
  private static final int SHRINKING_ATTEMPTS = 100_000;
  private static final String ROW = "The row is the winner's";
  private static final String CONFLICT = "Nothing is lost without a conflict record";

  private record Mutant(String name, Variant variant, String property) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mutant> mutants() {
    return Stream.of(
        ofPlan("position read before the data", own -> new Mutants.PositionBeforeData(), ROW),
        ofPlan("not deleted again", Mutants.NotDeletedAgain::new, ROW),
        ofPlan("restored unseen", Mutants.RestoredUnseen::new, "A merge never sets a row back"),
        ofPlan(
            "watermark unconditional",
            own -> new Mutants.WatermarkUnconditional(),
            "A context is what the database had applied"),
        ofPlan("no echo marker", own -> new Mutants.NoEchoMarker(), "No echo goes round"),
        new Mutant(
            "echoes are not suppressed",
            Variant.NONE.withLog(MutationTest::withoutWatermarks),
            "No echo goes round"),
        new Mutant("emitted before it is seen", Variant.NONE.impatient(), ROW),
        new Mutant("the sink does not wait for a slot", Variant.NONE.notAwaitingSlot(), ROW),
        new Mutant(
            "first snapshot decided before the slot",
            Variant.NONE.notAwaitingSlot().decidingEarly(),
            CONFLICT),
        new Mutant(
            "attempts at a snapshot start at the wall",
            Variant.NONE.notAwaitingSlot().startingAtWall(),
            "A version row's vector covers what was merged and nothing else"),
        new Mutant(
            "the later arrival wins",
            Variant.NONE.withMerge(MutationTest::laterArrivalWins),
            "The merge's winner is the last of the maximal changes"),
        new Mutant(
            "conflicts are not noticed",
            Variant.NONE.withMerge(MutationTest::conflictsUnnoticed),
            CONFLICT));
  }

  private static Mutant ofPlan(
      String name, Function<Origin, UnaryOperator<Step>> steps, String property) {
    return new Mutant(name, Variant.NONE.withPlan(steps), property);
  }

  private static LogTransaction withoutWatermarks(LogTransaction logged) {
    return logged.with(
        logged.entries().stream().filter(entry -> !(entry instanceof WatermarkChange)).toList());
  }

  private static Merge laterArrivalWins(Merge real) {
    return (current, change) -> {
      Outcome outcome = real.merge(current, change);
      return outcome instanceof Outcome.Yields yields
          ? new Outcome.Prevails(
              new KeyVersion(
                  yields.version().vector(), change.id(), change.sequence(), change.deletes()),
              yields.winner())
          : outcome;
    };
  }

  private static Merge conflictsUnnoticed(Merge real) {
    return (current, change) -> {
      Outcome outcome = real.merge(current, change);
      return outcome instanceof Outcome.Prevails
          ? new Outcome.Supersedes(outcome.version())
          : outcome;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void a_broken_rule_is_found(Mutant mutant) {
    Result result =
        Simulations.run(
            0,
            SEEDS_MAX,
            mutant.variant(),
            how -> Divergence.property(how).equals(mutant.property()),
            System.out::println);
    Map<String, Long> found =
        result.broken().stream()
            .map(Broken::how)
            .collect(
                Collectors.groupingBy(Divergence::property, TreeMap::new, Collectors.counting()));
    System.out.println(mutant + ": " + found + " in " + (result.lastSeed() + 1) + " seeds");
    assertThat(found).containsKey(mutant.property());
    if (Boolean.getBoolean("simulation.shortest")) {
      tellShortest(mutant, result);
    }
  }

  /** For the page that explains the rules. */
  private static void tellShortest(Mutant mutant, Result result) {
    result.broken().stream()
        .filter(broken -> Divergence.property(broken.how()).equals(mutant.property()))
        .findFirst()
        .map(
            broken ->
                Shrinker.shrink(broken.seed(), broken.how(), mutant.variant(), SHRINKING_ATTEMPTS))
        .ifPresent(failure -> System.out.println(failure.report(mutant.variant())));
  }
}
