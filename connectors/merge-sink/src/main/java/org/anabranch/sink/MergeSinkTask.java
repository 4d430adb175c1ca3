package org.anabranch.sink;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.store.ContextStore;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle of a merge sink's task; {@link StartedMerge} does the work. A store's task only
 * says how its store is opened.
 */
public abstract class MergeSinkTask extends SinkTask {

  private @Nullable StartedMerge started;

  /**
   * How the store of this configuration is opened; called once, while the supplier is asked again
   * after the store could not be reached. Nothing is connected before the supplier is asked.
   */
  protected abstract Supplier<ContextStore> store(Map<String, String> configuration);

  /** The form in which the store wants rows and keys; as they come, unless a store says so. */
  protected ArrivalForm form(Map<String, String> configuration) {
    return ArrivalForm.AS_IT_CAME;
  }

  /** The options of this configuration; as they are given, unless a store merges otherwise. */
  protected MergeSinkOptions options(Map<String, String> configuration) {
    return MergeSinkOptions.of(configuration);
  }

  @Override
  public void start(Map<String, String> configuration) {
    started =
        new StartedMerge(
            options(configuration),
            store(configuration),
            form(configuration),
            context,
            Clock.systemUTC(),
            Backoff.ofContention());
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    started().assigned(partitions);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    started().put(records);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    return started().merged(offsets);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    started().revoked(partitions);
  }

  @Override
  public void stop() {
    if (started != null) {
      started.close();
      started = null;
    }
  }

  @Override
  public String version() {
    return PluginVersion.of(getClass());
  }

  private StartedMerge started() {
    return Objects.requireNonNull(started, "Connect starts a task before it uses it");
  }
}
