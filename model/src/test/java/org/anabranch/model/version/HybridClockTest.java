package org.anabranch.model.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.anabranch.model.Seeds;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HybridClockTest {

  @Test
  void follows_physical_time() {
    HybridClock clock = new HybridClock(Stamp.ZERO);
    assertThat(clock.tick(100)).isEqualTo(Stamp.atMillis(100));
    assertThat(clock.tick(101)).isEqualTo(Stamp.atMillis(101));
  }

  @Test
  void counts_on_while_physical_time_stands_or_goes_back() {
    HybridClock clock = new HybridClock(Stamp.ZERO);
    Stamp first = clock.tick(100);
    assertThat(clock.tick(100)).isEqualTo(first.next());
    assertThat(clock.tick(7)).isEqualTo(first.next().next());
  }

  @Test
  void ticks_above_what_it_has_observed_and_observing_alone_gives_no_stamp_out() {
    HybridClock clock = new HybridClock(Stamp.ZERO);
    clock.observe(Stamp.atMillis(500));
    clock.observe(Stamp.atMillis(400));
    assertThat(clock.now()).isEqualTo(Stamp.atMillis(500));
    assertThat(clock.tick(100)).isEqualTo(Stamp.atMillis(500).next());
  }

  @Test
  void rises_strictly_and_repeats_itself_for_the_same_inputs() {
    Seeds.check(
        500,
        "model",
        getClass(),
        seed -> assertThat(run(seed)).isEqualTo(run(seed)).isSorted().doesNotHaveDuplicates());
  }

  private static List<Stamp> run(long seed) {
    Random random = new Random(seed);
    HybridClock clock = new HybridClock(new Stamp(random.nextInt(1 << 24)));
    List<Stamp> stamps = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(3) == 0) {
        clock.observe(new Stamp(random.nextInt(1 << 24)));
      } else {
        Stamp before = clock.now();
        int millis = random.nextInt(1 << 8);
        Stamp stamp = clock.tick(millis);
        assertThat(stamp).isGreaterThan(before).isGreaterThanOrEqualTo(Stamp.atMillis(millis));
        stamps.add(stamp);
      }
    }
    return stamps;
  }
}
