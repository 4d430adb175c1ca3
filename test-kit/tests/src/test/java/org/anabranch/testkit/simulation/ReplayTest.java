package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.merge.Outcome;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failing seed is worth something only if it fails again in the same way. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplayTest {

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 1_000_003})
  void a_seed_gives_the_same_schedule_every_time_and_so_does_its_tape(long seed) {
    SeededChoices choices = new SeededChoices(seed);

    String first = schedule(choices);

    assertThat(first.lines().count()).isGreaterThan(100);
    assertThat(schedule(new SeededChoices(seed))).isEqualTo(first);
    assertThat(schedule(choices.tape().play())).isEqualTo(first);
    assertThat(schedule(Tape.parse(choices.tape().toString()).play())).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5})
  void a_failing_seed_is_told_by_a_short_schedule_that_fails_alike(long seed) {
    Variant variant = Variant.NONE.withMerge(ReplayTest::earlierArrivalStays);
    Divergence broken = divergence(new SeededChoices(seed), variant);

    Failure failure = Shrinker.shrink(seed, broken, variant, 4_000);

    assertThat(failure.tape().decisions()).isLessThan(40);
    Divergence again = divergence(failure.tape().play(), variant);
    assertThat(Divergence.property(again)).isEqualTo(Divergence.property(broken));
    assertThat(failure.report(variant)).contains("begins LockVersions", failure.tape().toString());
  }

  private static Merge earlierArrivalStays(Merge real) {
    return (current, change) -> {
      Outcome outcome = real.merge(current, change);
      return outcome instanceof Outcome.Prevails prevails
          ? new Outcome.Yields(
              new KeyVersion(
                  prevails.version().vector(),
                  prevails.loser(),
                  current.sequence(),
                  current.deleted()),
              prevails.loser())
          : outcome;
    };
  }

  private static Divergence divergence(Choices choices, Variant variant) {
    return assertThrowsExactly(
        Divergence.class, () -> Simulation.run(choices, variant, new Schedule(false)));
  }

  private static String schedule(Choices choices) {
    Schedule schedule = new Schedule(true);
    Simulation.run(choices, Variant.NONE, schedule);
    return schedule.toString();
  }
}
