package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.anabranch.testkit.servers.ConnectorStatus.Part;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailureWatchTest {

  private static final Part RUNNING = new Part(-1, "RUNNING", "worker", "");
  private static final Part BEFORE = new Part(0, "FAILED", "worker", "the trace of before");
  private static final Part ANOTHER = new Part(0, "FAILED", "worker", "another trace");

  private static ConnectorStatus status(Part task) {
    return new ConnectorStatus("watched", RUNNING, List.of(task));
  }

  @Test
  void a_failure_that_the_caller_knows_is_one_of_before_for_however_long() {
    FailureWatch watch = new FailureWatch(Duration.ZERO, List.of(BEFORE));
    assertThat(watch.orThrow(status(BEFORE))).isEqualTo(status(BEFORE));
    assertThat(watch.orThrow(status(BEFORE))).isEqualTo(status(BEFORE));
  }

  @Test
  void any_other_failure_is_thrown_with_its_trace_once_it_has_lasted() {
    FailureWatch watch = new FailureWatch(Duration.ZERO, List.of(BEFORE));
    watch.orThrow(status(RUNNING));
    assertThatThrownBy(() -> watch.orThrow(status(ANOTHER)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Task 0 of watched FAILED on worker")
        .hasMessageContaining("another trace");
  }

  @Test
  void a_failure_that_is_gone_again_is_not_thrown() {
    FailureWatch watch = new FailureWatch(Duration.ofDays(1), List.of());
    assertThat(watch.orThrow(status(BEFORE))).isEqualTo(status(BEFORE));
    assertThat(watch.orThrow(status(RUNNING))).isEqualTo(status(RUNNING));
  }
}
