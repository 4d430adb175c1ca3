package org.anabranch.benchmarks.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FiguresTest {

  @Test
  void the_median_of_an_even_number_of_rounds_lies_between_the_middle_two() {
    assertThat(new Series(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
  }

  @Test
  void the_spread_is_a_part_of_the_median() {
    assertThat(new Series(List.of(8.0, 10.0, 13.0)).spread()).isEqualTo(0.5);
  }

  @Test
  void rows_that_warm_up_do_not_count() {
    // 100 rows at 1 s, 150 at 2 s, 400 at 4 s: from the 100th row on 300 in 3 s.
    Arrivals arrivals =
        new Arrivals(new TreeMap<>(Map.of(1_000_000L, 100L, 2_000_000L, 150L, 4_000_000L, 400L)));
    assertThat(arrivals.rowsPerSecondAfter(100)).isCloseTo(100, within(1e-9));
    assertThat(arrivals.rowsPerSecondAfter(101)).isCloseTo(125, within(1e-9));
  }

  @Test
  void a_ratio_is_of_the_medians() {
    Results results = new Results();
    for (double rows : new double[] {9, 10, 100}) {
      results.add("ours", Sample.of("rows/s", rows));
      results.add("peer", Sample.of("rows/s", rows / 5));
    }
    Comparison comparison = Comparison.atLeast(4, "example", "ours", "peer", "rows/s");
    assertThat(comparison.ratio(results)).isEqualTo(5.0);
    assertThat(comparison.met(5.0)).isTrue();
    assertThat(Comparison.atMost(0.6, "example", "ours", "peer", "rows/s").met(0.61)).isFalse();
  }
}
