package org.anabranch.tools.resend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.tools.console.Waiting;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PaceTest {

  /** Time that passes when somebody waits, and when the test says so. */
  private static final class TestTime implements Waiting {
    private long now = 42;
    private final List<Long> pauseMillis = new ArrayList<>();

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      pauseMillis.add(duration.toMillis());
      now += duration.toNanos();
    }
  }

  private final TestTime time = new TestTime();

  @Test
  void waits_until_the_rows_would_have_been_done() {
    Pace pace = new Pace(100, time);

    pace.after(50);
    time.now += Duration.ofMillis(200).toNanos();
    pace.after(30);

    assertThat(time.pauseMillis).containsExactly(500L, 100L);
  }

  @Test
  void does_not_wait_where_the_database_was_slower_than_allowed() {
    Pace pace = new Pace(100, time);
    time.now += Duration.ofSeconds(2).toNanos();

    pace.after(150);

    assertThat(time.pauseMillis).isEmpty();
  }

  @Test
  void never_does_more_than_a_second_s_rows_at_once() {
    assertThat(new Pace(100, time).portion(500)).isEqualTo(100);
    assertThat(new Pace(1000, time).portion(500)).isEqualTo(500);
    assertThat(new Pace(0, time).portion(500)).isEqualTo(500);
  }

  @Test
  void without_a_limit_nothing_waits() {
    new Pace(0, time).after(1_000_000);

    assertThat(time.pauseMillis).isEmpty();
  }
}
