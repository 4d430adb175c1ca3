package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ToldTransactionsTest {

  @Test
  void a_horizon_counts_once_the_log_was_read_to_where_it_ended() {
    ToldTransactions told = new ToldTransactions("stored");
    told.drawn(new DrawnHorizon("first", 10));
    told.drawn(new DrawnHorizon("second", 20));
    told.drawn(new DrawnHorizon("third", 30));
    told.completed(9);
    assertThat(told.horizon()).isEqualTo("stored");
    told.completed(10);
    assertThat(told.horizon()).isEqualTo("first");
    told.completed(35);
    assertThat(told.horizon()).isEqualTo("third");
  }

  @Test
  void a_capture_that_lags_keeps_the_horizons_that_it_reaches_first() {
    ToldTransactions told = new ToldTransactions(null);
    for (int i = 0; i < 10_000; i++) {
      told.drawn(new DrawnHorizon(String.valueOf(i), 100 + i));
    }
    told.completed(99);
    assertThat(told.horizon()).isNull();
    told.completed(100);
    assertThat(told.horizon()).isEqualTo("0");
    told.completed(20_000);
    assertThat(Integer.parseInt(String.valueOf(told.horizon()))).isBetween(1, 9_999);
    told.drawn(new DrawnHorizon("next", 20_001));
    told.completed(20_001);
    assertThat(told.horizon()).isEqualTo("next");
  }
}
