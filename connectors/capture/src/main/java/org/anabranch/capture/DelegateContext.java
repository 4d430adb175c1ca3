package org.anabranch.capture;

import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The task's own context with another view of the stored offsets. */
record DelegateContext(
    SourceTaskContext context, Map<String, String> configs, OffsetStorageReader offsetStorageReader)
    implements SourceTaskContext {

  @Override
  public TransactionContext transactionContext() {
    return context.transactionContext();
  }

  @Override
  public PluginMetrics pluginMetrics() {
    return context.pluginMetrics();
  }
}
