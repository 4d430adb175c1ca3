package org.anabranch.sink;

import java.time.Clock;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;

/**
 * How much of rows that are merged by column is in flight, of those that were merged lately: as
 * large as what not every member has acknowledged, so it grows only while one is silent.
 */
final class ColumnStateSize {

  private final MetricConfig window = new MetricConfig();
  private final Max max = new Max();
  private final Avg average = new Avg();
  private final Clock clock;

  ColumnStateSize(Clock clock) {
    this.clock = clock;
  }

  synchronized void record(int bytes) {
    long now = clock.millis();
    max.record(window, bytes, now);
    average.record(window, bytes, now);
  }

  /** Zero where nothing was merged lately. */
  synchronized long maxBytes() {
    return whole(max.measure(window, clock.millis()));
  }

  /** Zero where nothing was merged lately. */
  synchronized long averageBytes() {
    return whole(average.measure(window, clock.millis()));
  }

  private static long whole(double measured) {
    return Double.isNaN(measured) ? 0 : Math.round(measured);
  }
}
