package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts as Postgres writes them; the expected orders are Postgres' own ({@code ORDER BY v}). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValueOrderTest {

  static Stream<List<String>> orders() {
    return Stream.of(
        List.of("-Infinity", "-1e+30", "-12.5", "-2", "0", "0.5", "2", "10", "1e+30", "Infinity"),
        List.of("-1.000000", "9.99", "10.00", "NaN"),
        List.of("1e-07", "0.001", "9007199254740993", "9007199254740994"),
        List.of(
            "-infinity",
            "0044-03-15 BC",
            "0043-01-01 BC",
            "0001-01-01",
            "1999-12-31",
            "2026-01-02",
            "9999-12-31",
            "10000-01-01",
            "infinity"),
        List.of(
            "-infinity",
            "0001-01-01 00:00:00+00 BC",
            "2026-01-02 03:04:05+00",
            "2026-01-02 03:04:05.6+00",
            "2026-01-02 03:04:05.65+00",
            "2026-01-02 03:04:06+00",
            "12026-01-01 00:00:00+00",
            "infinity"),
        List.of("00:00:00", "03:04:05", "03:04:05.6", "23:59:59.999999", "24:00:00"));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void texts_are_in_the_order_of_their_values(List<String> ordered) {
    for (long seed = 1; seed <= 20; seed++) {
      List<String> shuffled = new ArrayList<>(ordered);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(ValueOrder.OF_TEXT);
      assertThat(shuffled).as("seed %d", seed).isEqualTo(ordered);
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void the_order_is_total(List<String> ordered) {
    for (int i = 0; i < ordered.size(); i++) {
      for (int j = 0; j < ordered.size(); j++) {
        assertThat(Integer.signum(ValueOrder.OF_TEXT.compare(ordered.get(i), ordered.get(j))))
            .as("%s against %s", ordered.get(i), ordered.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void of_texts_of_one_number_all_regions_keep_the_same() {
    ValueOrder order = ValueOrder.OF_TEXT;
    assertThat(order.compare("1.50", "1.5")).isPositive();
    assertThat(order.compare("1.5", "1.50")).isNegative();
    assertThat(order.compare("1.50", "1.6")).isNegative();
    assertThat(order.compare("1e+02", "100")).isEqualTo(-order.compare("100", "1e+02")).isNotZero();
  }
}
