package org.anabranch.transforms.lifecycle;

import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.jspecify.annotations.Nullable;

/** A transform that has its configuration: it does the work. */
public interface StartedTransform extends AutoCloseable {

  /**
   * What goes on of a record; null where nothing does.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException where it may not go on, or not yet;
   *     names its place, and no value
   */
  <R extends ConnectRecord<R>> @Nullable R apply(R record);

  /** Publishes what is counted; called once, when Connect offers it. */
  void publish(PluginMetrics metrics);

  /** Gives back what was opened for it. */
  @Override
  default void close() {}
}
