package org.anabranch.capture.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.anabranch.model.change.Change;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * A capture's task as a Connect worker runs it, but one poll at a time and with the stored offset
 * in the test's hands.
 */
final class RunningCapture implements AutoCloseable {

  private final PostgresCaptureTask task = new PostgresCaptureTask();
  private final List<SourceRecord> records = new ArrayList<>();

  RunningCapture(Map<String, String> config, StoredOffsets offsets) {
    PostgresCaptureConnector connector = new PostgresCaptureConnector();
    connector.start(config);
    task.initialize(new Context(config, offsets));
    task.start(connector.taskConfigs(1).get(0));
  }

  /** All records so far. */
  List<SourceRecord> records() {
    return records;
  }

  /** Those that tell of rows. */
  List<SourceRecord> changes() {
    return records.stream().filter(RunningCapture::isChange).toList();
  }

  /** Those that tell of rows, and marks. */
  List<SourceRecord> told() {
    return records.stream().filter(RunningCapture::isTold).toList();
  }

  static boolean isChange(SourceRecord record) {
    return isTold(record) && change(record).kind().hasRow();
  }

  private static boolean isTold(SourceRecord record) {
    return record.headers().lastWithName(ChangeHeader.NAME) != null;
  }

  static Change change(SourceRecord record) {
    return ChangeHeader.of(record);
  }

  /** Polls until that many changes have come, in this capture's life. */
  List<SourceRecord> pollChanges(int count) {
    pollUntil(count + " changes", all -> changes().size() >= count);
    return changes();
  }

  void pollUntil(String what, Predicate<List<SourceRecord>> condition) {
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
  void pollUntilDespiteErrors(String what, Predicate<List<SourceRecord>> condition) {
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

  List<SourceRecord> poll() {
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

  void commit() {
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
