package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.anabranch.testkit.simulation.Simulations.Broken;
import org.anabranch.testkit.simulation.Simulations.Result;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The protocol as it is. Long runs: {@code mvn -o -pl test-kit test -Dtest=SimulationTest
 * -Dsimulation.seeds=1000000 -Dsimulation.first=1}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SimulationTest {

  static final long SEEDS = 12_000;
  private static final int SHRINKING_ATTEMPTS = 20_000;

  @Test
  void every_schedule_keeps_every_promise() {
    String tape = System.getProperty("simulation.tape", "");
    Long seed = Long.getLong("simulation.seed");
    if (!tape.isEmpty()) {
      replay(tape);
    } else if (seed != null) {
      check(Simulations.run(seed, 1, Variant.NONE, how -> true, System.out::println));
    } else {
      checkMany();
    }
  }

  private static void checkMany() {
    long seeds = Long.getLong("simulation.seeds", SEEDS);
    Result result =
        Simulations.run(
            Long.getLong("simulation.first", 0),
            seeds,
            Variant.NONE,
            how -> true,
            System.out::println);
    check(result);
    assertThat(result.statistics().of(Count.RUNS)).isEqualTo(seeds);
  }

  private static void check(Result result) {
    System.out.println(result.statistics());
    for (Broken broken : result.broken()) {
      fail(
          Shrinker.shrink(broken.seed(), broken.how(), Variant.NONE, SHRINKING_ATTEMPTS)
              .report(Variant.NONE));
    }
  }

  private static void replay(String tape) {
    Schedule schedule = new Schedule(true);
    try {
      Simulation.run(Tape.parse(tape).play(), Variant.NONE, schedule);
    } finally {
      System.out.println(schedule);
    }
  }
}
