package org.anabranch.transforms;

import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.encrypt.StartedFields;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/** What a transform with data keys does from its configuration to its end. */
abstract class KeyedFields<R extends ConnectRecord<R>> implements Transformation<R>, Monitorable {

  private @Nullable StartedFields started;

  /** Its options but for those of the keys. */
  abstract ConfigDef options();

  /**
   * Starts it.
   *
   * @param configuration as Connect gave it, for the keys
   * @throws org.apache.kafka.common.config.ConfigException where it is wrong
   */
  abstract StartedFields started(AbstractConfig config, Map<String, ?> configuration);

  @Override
  public ConfigDef config() {
    return KeyOptions.define(options());
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    started = started(new AbstractConfig(config(), configuration, false), configuration);
  }

  @Override
  public void withPluginMetrics(PluginMetrics metrics) {
    running().publish(metrics);
  }

  @Override
  public R apply(R record) {
    return running().apply(record);
  }

  private StartedFields running() {
    return Objects.requireNonNull(started, "configure() comes first");
  }

  @Override
  public String version() {
    return PluginVersion.of(KeyedFields.class);
  }

  @Override
  public void close() {
    if (started != null) {
      started.close();
    }
  }
}
