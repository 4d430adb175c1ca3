package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AwaitTest {

  @Test
  void answers_the_first_observation_that_is_as_expected() {
    AtomicInteger count = new AtomicInteger();

    assertThat(
            Await.until("three", Duration.ofSeconds(10), count::incrementAndGet, seen -> seen == 3))
        .isEqualTo(3);
  }

  @Test
  void an_exception_means_not_yet() {
    AtomicInteger count = new AtomicInteger();

    Await.until(
        "a connection",
        Duration.ofSeconds(10),
        () -> {
          if (count.incrementAndGet() < 3) {
            throw new IOException("refused");
          }
          return true;
        });

    assertThat(count).hasValue(3);
  }

  @Test
  void the_failure_says_what_was_awaited_and_what_was_seen_last() {
    assertThatThrownBy(
            () -> Await.until("all rows", Duration.ofMillis(20), () -> "7 rows", "8 rows"::equals))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("all rows")
        .hasMessageContaining("7 rows");
  }

  @Test
  void the_failure_has_the_last_exception_as_its_cause() {
    IOException refused = new IOException("refused");

    assertThatThrownBy(
            () ->
                Await.until(
                    "a connection",
                    Duration.ofMillis(20),
                    () -> {
                      throw refused;
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("refused")
        .hasCause(refused);
  }

  @Test
  void a_failed_assertion_ends_the_wait_at_once() {
    AtomicInteger count = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Await.until(
                    "never",
                    Duration.ofHours(1),
                    () -> {
                      count.incrementAndGet();
                      throw new AssertionError("wrong for good");
                    }))
        .hasMessage("wrong for good");
    assertThat(count).hasValue(1);
  }
}
