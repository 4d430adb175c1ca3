package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NumberRunsTest {

  private static final int NUMBERS = 60;

  /** Against the JDK's set of bits, which has no runs. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void has_the_numbers_that_a_set_of_bits_has(long seed) {
    Random random = new Random(seed);
    NumberRuns runs = NumberRuns.NONE;
    BitSet expected = new BitSet();
    for (int step = 0; step < 500; step++) {
      if (random.nextInt(12) == 0) {
        int least = random.nextInt(NUMBERS);
        runs = runs.notBelow(least);
        expected.clear(0, least);
      } else {
        int first = 1 + random.nextInt(NUMBERS);
        int last = first + random.nextInt(4) - 1;
        runs = runs.with(first, last);
        expected.set(first, last + 1);
      }
      for (int number = 0; number <= NUMBERS + 5; number++) {
        assertThat(runs.contains(number)).isEqualTo(expected.get(number));
      }
      assertThat(runs.text().chars().filter(one -> one == '.').count()).isEqualTo(runs(expected));
      assertThat(NumberRuns.parse(runs.text())).isEqualTo(runs);
    }
  }

  private static int runs(BitSet numbers) {
    int runs = 0;
    for (int at = numbers.nextSetBit(0); at >= 0; at = numbers.nextSetBit(at)) {
      at = numbers.nextClearBit(at);
      runs++;
    }
    return runs;
  }

  @Test
  void a_text_tells_where_each_run_begins_behind_the_one_before_and_how_long_it_is() {
    NumberRuns runs = NumberRuns.NONE.with(5, 7).with(10, 10);

    assertThat(runs.text()).isEqualTo("5.3+3.1");
    assertThat(NumberRuns.parse("")).isEqualTo(NumberRuns.NONE);
    assertThatThrownBy(() -> NumberRuns.parse("5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length");
  }
}
