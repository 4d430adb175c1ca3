package org.anabranch.sink;

import java.time.Clock;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;

/** How long one origin's changes took from their commit until they were merged here. */
final class AppliedLag {

  private static final long MICROS_PER_MILLI = 1_000;

  private final MetricConfig window = new MetricConfig();
  private final Max max = new Max();
  private final Avg average = new Avg();
  private final Clock clock;
  private long count;

  AppliedLag(Clock clock) {
    this.clock = clock;
  }

  synchronized void record(long committedAtMicros) {
    long now = clock.millis();
    double lagMillis = Math.max(0, now - committedAtMicros / MICROS_PER_MILLI);
    max.record(window, lagMillis, now);
    average.record(window, lagMillis, now);
    count++;
  }

  synchronized long count() {
    return count;
  }

  /** Zero where nothing was merged lately. */
  synchronized long maxMillis() {
    return whole(max.measure(window, clock.millis()));
  }

  /** Zero where nothing was merged lately. */
  synchronized long averageMillis() {
    return whole(average.measure(window, clock.millis()));
  }

  private static long whole(double measured) {
    return Double.isNaN(measured) ? 0 : Math.round(measured);
  }
}
