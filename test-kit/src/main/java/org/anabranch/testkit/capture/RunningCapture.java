package org.anabranch.testkit.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.anabranch.model.change.Change;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * A capture's task as a Connect worker runs it, but one poll at a time and with the stored offset
 * in the test's hands.
 */
public final class RunningCapture implements AutoCloseable {

  private final SourceTask task;
  private final List<SourceRecord> records = new ArrayList<>();

  /** Starts the task of the connector that the configuration names as {@code connector.class}. */
  public RunningCapture(Map<String, String> config, StoredOffsets offsets) {
    SourceConnector connector = made(config.get("connector.class"), SourceConnector.class);
    connector.start(config);
    this.task = made(connector.taskClass().getName(), SourceTask.class);
    task.initialize(new Context(config, offsets));
    task.start(connector.taskConfigs(1).get(0));
  }

  private static <T> T made(@Nullable String name, Class<T> type) {
    try {
      return type.cast(
          Class.forName(Objects.requireNonNull(name)).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All records so far. */
  public List<SourceRecord> records() {
    return records;
  }

  /** Those that tell of rows. */
  public List<SourceRecord> changes() {
    return records.stream().filter(RunningCapture::isChange).toList();
  }

  /** Those that tell of rows, and marks. */
  public List<SourceRecord> told() {
    return records.stream().filter(RunningCapture::isTold).toList();
  }

  /** Whether a record tells of a row. */
  public static boolean isChange(SourceRecord record) {
    return isTold(record) && change(record).kind().hasRow();
  }

  private static boolean isTold(SourceRecord record) {
    return record.headers().lastWithName(ChangeHeader.NAME) != null;
  }

  /** What a record's header says. */
  public static Change change(SourceRecord record) {
    return ChangeHeader.of(record);
  }

  /** Polls until that many changes have come, in this capture's life. */
  public List<SourceRecord> pollChanges(int count) {
    pollUntil(count + " changes", all -> changes().size() >= count);
    return changes();
  }

  /** Polls until the records so far fulfil a condition. */
  public void pollUntil(String what, Predicate<List<SourceRecord>> condition) {
    pollUntil(what, condition, this::poll);
  }

  private void pollUntil(String what, Predicate<List<SourceRecord>> condition, Runnable polled) {
    long end = System.nanoTime() + Await.DEADLINE.toNanos();
    while (!condition.test(records)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited for " + what + ", has " + records);
      }
      polled.run();
    }
  }

  /** As a Connect worker does: it polls again after an error that says that it may pass. */
  public void pollUntilDespiteErrors(String what, Predicate<List<SourceRecord>> condition) {
    pollUntil(
        what,
        condition,
        () -> {
          try {
            poll();
          } catch (RetriableException e) {
            // The next poll tries again.
          }
        });
  }

  /** One poll; what it brought. */
  public List<SourceRecord> poll() {
    try {
      List<SourceRecord> batch = task.poll();
      if (batch != null) {
        records.addAll(batch);
      }
      return batch == null ? List.of() : batch;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a worker tells a task that offsets were stored. */
  public void commit() {
    try {
      task.commit();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    task.stop();
  }

  private record Context(Map<String, String> configs, OffsetStorageReader offsetStorageReader)
      implements SourceTaskContext {

    @Override
    public @Nullable PluginMetrics pluginMetrics() {
      return null;
    }
  }
}
