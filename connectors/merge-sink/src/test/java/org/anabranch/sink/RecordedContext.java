package org.anabranch.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** What a task tells Connect. */
final class RecordedContext implements SinkTaskContext {

  final Map<TopicPartition, Long> rewinds = new HashMap<>();
  final Set<TopicPartition> assignment = new HashSet<>();
  final Set<TopicPartition> paused = new HashSet<>();
  final List<SinkRecord> reported = new ArrayList<>();
  final List<String> reasons = new ArrayList<>();
  final Map<String, MetricValueProvider<?>> metrics = new TreeMap<>();
  long timeoutMillis = -1;
  boolean hasReporter;
  boolean hasMetrics = true;
  boolean namesAreTaken;
  Consumer<SinkRecord> onReport = record -> {};

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    rewinds.putAll(offsets);
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    rewinds.put(partition, offset);
  }

  @Override
  public void timeout(long timeoutMs) {
    timeoutMillis = timeoutMs;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(assignment);
  }

  @Override
  public void pause(TopicPartition... partitions) {
    paused.addAll(List.of(partitions));
  }

  @Override
  public void resume(TopicPartition... partitions) {
    paused.removeAll(List.of(partitions));
  }

  @Override
  public void requestCommit() {}

  @Override
  @SuppressWarnings("NullAway") // Connect answers null where no reporter is configured
  public @Nullable ErrantRecordReporter errantRecordReporter() {
    return hasReporter
        ? (record, error) -> {
          onReport.accept(record);
          reported.add(record);
          reasons.add(String.valueOf(error.getMessage()));
          return CompletableFuture.completedFuture(null);
        }
        : null;
  }

  @Override
  public PluginMetrics pluginMetrics() {
    if (!hasMetrics) {
      throw new NoSuchMethodError("pluginMetrics");
    }
    return new RecordedMetrics();
  }

  /** The value of a metric now. */
  long metric(String name) {
    MetricValueProvider<?> provider = metrics.get(name);
    if (provider instanceof Gauge<?> gauge
        && gauge.value(new MetricConfig(), 0) instanceof Number value) {
      return value.longValue();
    }
    throw new AssertionError("No metric " + name + " among " + metrics.keySet());
  }

  private final class RecordedMetrics implements PluginMetrics {

    @Override
    @SuppressWarnings("NonApiType") // Kafka's interface says so
    public MetricName metricName(
        String name, String description, LinkedHashMap<String, String> tags) {
      return new MetricName(name, "plugins", description, tags);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> provider) {
      if (namesAreTaken) {
        throw new IllegalArgumentException("A metric named " + name + " already exists");
      }
      String origin = name.tags().get("origin");
      metrics.put(origin == null ? name.name() : name.name() + " of " + origin, provider);
    }

    @Override
    public void removeMetric(MetricName name) {}

    @Override
    public Sensor addSensor(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public void removeSensor(String name) {}
  }
}
