package org.anabranch.transforms.lifecycle;

import java.util.Map;
import java.util.Objects;
import org.anabranch.records.config.PluginVersion;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/** What Connect sees of a transform: it starts one that does the work, hands on, and ends it. */
public abstract class TransformShell<R extends ConnectRecord<R>>
    implements Transformation<R>, Monitorable {

  private @Nullable StartedTransform started;

  /**
   * Starts it.
   *
   * @throws org.apache.kafka.common.config.ConfigException where the configuration is wrong
   */
  protected abstract StartedTransform start(Map<String, ?> configuration);

  @Override
  public final void configure(Map<String, ?> configuration) {
    started = start(configuration);
  }

  @Override
  public final void withPluginMetrics(PluginMetrics metrics) {
    running().publish(metrics);
  }

  /** Hands on; null drops the record, which Connect's own signature does not say. */
  @Override
  @SuppressWarnings("NullAway")
  public final R apply(R record) {
    return running().apply(record);
  }

  private StartedTransform running() {
    return Objects.requireNonNull(started, "configure() comes first");
  }

  @Override
  public final String version() {
    return PluginVersion.of(getClass());
  }

  @Override
  public final void close() {
    if (started != null) {
      started.close();
    }
  }
}
