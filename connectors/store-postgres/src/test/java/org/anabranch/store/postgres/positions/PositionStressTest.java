package org.anabranch.store.postgres.positions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What M4 assumes of a row: a local change whose log record lies above the position that the sink
 * read after its data statements, while it held their locks, was written after the sink's write, so
 * the row shows it; an update or delete whose record does not lie above was written before it. (Of
 * an insert only the first half is true: see {@link Comparison#insertsBelow()}.)
 *
 * <p>{@code -Dpositions.seed=N} repeats the choices of a run, though not how the threads meet;
 * {@code -Dpositions.rounds=N} makes it longer.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PositionStressTest {

  private static final long SEED = Long.getLong("positions.seed", 1);
  private static final int ROUNDS = Integer.getInteger("positions.rounds", 500);
  private static final int PAIRS_MIN = 10_000;

  @Test
  void a_position_read_after_the_data_statement_tells_the_order_of_a_rows_versions()
      throws Exception {
    int pairs = 0;
    int meanwhile = 0;
    // How many rows the writers get to write while the sinks do is up to the machine.
    for (long seed = SEED; pairs < PAIRS_MIN; seed++) {
      try (Stress stress = new Stress(seed)) {
        Stress.Outcome outcome = stress.run(ROUNDS, 20);
        Comparison comparison = outcome.compared(SinkRound::after);
        report("read after", seed, outcome, comparison);
        assertThat(comparison.violations())
            .as("-Dtest=PositionStressTest -Dpositions.seed=%d", seed)
            .isEmpty();
        pairs += comparison.pairs();
        meanwhile += comparison.meanwhile();
      }
    }
    assertThat(meanwhile).as("contention").isPositive();
  }

  @Test
  void a_position_read_before_the_data_statement_does_not() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    int violations = 0;
    for (long seed = SEED; violations == 0 && System.nanoTime() < deadline; seed++) {
      try (Stress stress = new Stress(seed)) {
        Stress.Outcome outcome = stress.run(20, 5);
        Comparison comparison = outcome.compared(SinkRound::before);
        report("read before", seed, outcome, comparison);
        violations = comparison.violations().size();
      }
    }
    assertThat(violations).as("seeds from %d on", SEED).isPositive();
  }

  private static void report(
      String position, long seed, Stress.Outcome outcome, Comparison comparison) {
    System.out.printf(
        "Position %s the data, seed %d: %s; %d pairs compared, %d logged meanwhile, %d"
            + " violations (%d by the position before), %d later inserts below%n",
        position,
        seed,
        outcome.statistics(),
        comparison.pairs(),
        comparison.meanwhile(),
        comparison.violations().size(),
        outcome.compared(SinkRound::before).violations().size(),
        comparison.insertsBelow());
  }
}
