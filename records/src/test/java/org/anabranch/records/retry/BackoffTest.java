package org.anabranch.records.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  @Test
  void pauses_double_up_to_the_longest() {
    assertThat(backoff.pause(0, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.pause(1, 1)).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff.pause(6, 1)).isEqualTo(Duration.ofMillis(6_400));
    assertThat(backoff.pause(7, 1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backoff.pause(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void chance_takes_any_part_of_a_pause() {
    assertThat(backoff.pause(3, 0)).isZero();
    assertThat(backoff.pause(3, 0.5)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void a_first_pause_of_months_is_cut_and_does_not_wrap_around() {
    Backoff slow = new Backoff(Duration.ofDays(100), Duration.ofDays(200));
    assertThat(slow.pause(30, 1)).isEqualTo(Duration.ofDays(200));
  }
}
