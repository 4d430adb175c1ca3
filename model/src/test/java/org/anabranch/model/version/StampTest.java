package org.anabranch.model.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StampTest {

  @Test
  void has_48_bits_of_milliseconds_and_16_of_counter() {
    Stamp stamp = new Stamp(0x0123_4567_89ab_cdefL);
    assertThat(stamp.millis()).isEqualTo(0x0123_4567_89abL);
    assertThat(stamp.counter()).isEqualTo(0xcdef);
    assertThat(Stamp.atMillis(5)).isEqualTo(new Stamp(5 << 16)).hasToString("5.0");
  }

  @Test
  void lasts_until_the_year_6429() {
    long last = Instant.parse("6429-01-01T00:00:00Z").toEpochMilli();
    assertThat(Stamp.atMillis(last).millis()).isEqualTo(last);
    long after = Instant.parse("6430-01-01T00:00:00Z").toEpochMilli();
    assertThatThrownBy(() -> Stamp.atMillis(after)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void is_zero_for_times_before_the_epoch() {
    assertThat(Stamp.atMillis(-1)).isEqualTo(Stamp.ZERO);
    assertThat(Stamp.ZERO.isZero()).isTrue();
    assertThat(Stamp.ZERO.next().isZero()).isFalse();
  }

  @Test
  void goes_on_into_the_next_millisecond_when_the_counter_is_full() {
    Stamp full = new Stamp((7L << 16) | 0xffff);
    assertThat(full.next()).isEqualTo(Stamp.atMillis(8));
  }

  @Test
  void orders_by_time_then_counter() {
    assertThat(Stamp.atMillis(2)).isGreaterThan(Stamp.atMillis(1).next());
    assertThat(Stamp.max(Stamp.atMillis(1), Stamp.atMillis(2))).isEqualTo(Stamp.atMillis(2));
    assertThat(Stamp.max(Stamp.atMillis(2), Stamp.atMillis(1))).isEqualTo(Stamp.atMillis(2));
  }

  @Test
  void is_never_negative() {
    assertThatThrownBy(() -> new Stamp(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
