package org.anabranch.transforms.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/**
 * What a transform counts, as plugin metrics of Connect; where Connect has none (before 4.1), it is
 * counted in vain. Totals begin at zero with the task. Safe for several threads once all are named.
 */
public final class Totals {

  private record Total(String description, LongAdder count) {}

  private final Map<String, Total> totals = new LinkedHashMap<>();

  /**
   * One more total.
   *
   * @param name ends in {@code -total}
   */
  public LongAdder of(String name, String description) {
    LongAdder count = new LongAdder();
    totals.put(name, new Total(description, count));
    return count;
  }

  /** Publishes them; called once, when Connect offers it. */
  public void publish(PluginMetrics to) {
    totals.forEach(
        (name, total) -> {
          Gauge<Long> gauge = (config, now) -> total.count().sum();
          to.addMetric(to.metricName(name, total.description(), new LinkedHashMap<>()), gauge);
        });
  }
}
