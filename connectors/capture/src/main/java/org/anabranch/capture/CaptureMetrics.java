package org.anabranch.capture;

import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a capture counts, registered as the plugin's metrics where the runtime has them. */
final class CaptureMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureMetrics.class);

  private final AtomicLong changesEmitted = new AtomicLong();
  private final AtomicLong echoesSuppressed = new AtomicLong();
  private final AtomicLong columnsReselected = new AtomicLong();
  private final AtomicLong columnsUnchanged = new AtomicLong();
  private final AtomicLong clockMillis = new AtomicLong();

  void changeEmitted() {
    changesEmitted.incrementAndGet();
  }

  void echoSuppressed() {
    echoesSuppressed.incrementAndGet();
  }

  void columns(int reselected, int unchanged) {
    if (reselected + unchanged > 0) {
      columnsReselected.addAndGet(reselected);
      columnsUnchanged.addAndGet(unchanged);
    }
  }

  void clock(long millis) {
    clockMillis.set(millis);
  }

  /** Does without where the runtime is older than plugin metrics, or is an embedded engine. */
  void register(SourceTaskContext context) {
    try {
      register(context, "changes-emitted-total", "Local changes emitted", changesEmitted);
      register(
          context,
          "echoes-suppressed-total",
          "Row changes not emitted because the sink of this database made them",
          echoesSuppressed);
      register(
          context,
          "columns-reselected-total",
          "Unchanged columns read again because the log did not hold them",
          columnsReselected);
      register(
          context,
          "columns-unchanged-total",
          "Unchanged columns emitted without a value because their row was gone",
          columnsUnchanged);
      register(context, "clock-ms", "Milliseconds of the capture's hybrid clock", clockMillis);
    } catch (RuntimeException | LinkageError e) {
      LOG.info("This runtime offers no plugin metrics: {}", e.toString());
    }
  }

  private static void register(
      SourceTaskContext context, String name, String description, AtomicLong value) {
    var metrics = context.pluginMetrics();
    Gauge<Long> gauge = (config, now) -> value.get();
    metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>()), gauge);
  }
}
