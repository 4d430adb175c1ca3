package org.anabranch.testkit.simulation;

import static org.anabranch.testkit.simulation.SessionStatement.Kind.DELETE;
import static org.anabranch.testkit.simulation.SessionStatement.Kind.INSERT;
import static org.anabranch.testkit.simulation.SessionStatement.Kind.UPSERT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.testkit.simulation.Interleavings.Failed;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two members, one key, one lane, all interleavings. {@code -Dinterleavings.steps=7} tries seven
 * steps of each region, which takes long.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InterleavingsTest {

  private static final int STEPS_EACH = Integer.getInteger("interleavings.steps", 5);

  private static final List<Script> SCRIPTS =
      List.of(
          new Script(List.of(List.of(UPSERT))),
          new Script(List.of(List.of(DELETE))),
          new Script(List.of(List.of(UPSERT), List.of(DELETE))),
          new Script(List.of(List.of(DELETE), List.of(INSERT))),
          new Script(List.of(List.of(UPSERT, DELETE))));

  record Pair(Script first, Script second, boolean filled) {}

  static Stream<Pair> pairs() {
    return SCRIPTS.stream()
        .flatMap(
            first ->
                SCRIPTS.stream()
                    .flatMap(
                        second ->
                            Stream.of(
                                new Pair(first, second, false), new Pair(first, second, true))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  @Execution(ExecutionMode.CONCURRENT)
  void every_interleaving_keeps_every_promise(Pair pair) {
    long began = System.nanoTime();
    Interleavings all = all(pair, Variant.NONE);
    Failed failed = all.run();
    if (failed != null) {
      fail(failed.how() + "\n" + failed.steps() + "\n" + all.told(failed.steps()));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println(pair + ": " + all.schedules() + " schedules in " + took.toMillis() + " ms");
    assertThat(all.schedules()).isPositive();
  }

  static Stream<Variant> variants() {
    return Stream.of(
        Variant.NONE.withPlan(Mutants.NotDeletedAgain::new),
        Variant.NONE.withPlan(own -> new Mutants.NoEchoMarker()),
        Variant.NONE.breaking(Omitted.CONTEXT_IS_EMPTY),
        Variant.NONE.breaking(Omitted.NO_MARKS),
        Variant.NONE.withStability(new Forgetful.WithoutOthers()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_rule_that_is_left_out_is_found(Variant variant) {
    assertThat(pairs().parallel().map(pair -> all(pair, variant).run()))
        .anyMatch(failed -> failed != null && failed.how() instanceof Divergence);
  }

  private static Interleavings all(Pair pair, Variant variant) {
    return new Interleavings(
        List.of(pair.first(), pair.second()), pair.filled(), STEPS_EACH, variant);
  }
}
