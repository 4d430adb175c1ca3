package org.anabranch.capture;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * The shell of every capture's task: starts, polls and stops Debezium's task and lets a {@link
 * StartedCapture} translate what it delivers. Debezium restarts itself after errors that pass; each
 * time it reads its offset anew, and the translation starts anew from the same place.
 */
public abstract class CaptureTask extends SourceTask {

  private static final long STALLED_SECONDS = 60;

  private final CaptureMetrics metrics = new CaptureMetrics();
  private @Nullable SourceDatabase database;
  private @Nullable ContextOptions options;
  private @Nullable StartedCapture capture;
  private @Nullable StalledSends stalled;
  private long markIntervalMillis;
  private AlteredWrites alteredWrites = AlteredWrites.ACCEPT;

  /** Opens the database that the configuration names. */
  protected abstract SourceDatabase open(ContextOptions options, Map<String, String> config);

  @Override
  public void start(Map<String, String> config) {
    ContextOptions parsed = ContextOptions.of(config);
    markIntervalMillis = MarkOptions.intervalMillis(config);
    alteredWrites = AlteredWrites.of(config);
    SourceDatabase opened = open(parsed, config);
    options = parsed;
    stalled = new StalledSends(parsed.lanes(), STALLED_SECONDS);
    database = opened;
    metrics.register(context);
    Map<String, String> debezium = opened.debeziumConfig();
    CaptureOffsetReader offsets =
        new CaptureOffsetReader(context.offsetStorageReader(), opened::starting, this::resume);
    opened.debezium().initialize(new DelegateContext(context, debezium, offsets));
    opened.debezium().start(debezium);
  }

  private @Nullable Map<String, ?> resume(@Nullable Map<String, Object> stored) {
    SourceDatabase started = required(database);
    boolean again = capture != null;
    // What was handed to Kafka Connect already is newer than what it has stored; it delivers it in
    // order or ends this task.
    StoredOffset latest = capture == null ? null : capture.offset();
    Resume resume = started.resume(latest == null ? StoredOffset.of(stored) : latest, again);
    ContextOptions context = required(options);
    LaneMarks marks =
        new LaneMarks(
            started.tables(),
            context.lanes(),
            markIntervalMillis,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    capture = new StartedCapture(context, started, resume, marks, alteredWrites, metrics);
    return resume.offset();
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    SourceDatabase started = required(database);
    required(stalled).handedOut(List.of());
    started.look();
    List<SourceRecord> batch = started.debezium().poll();
    if (capture == null || batch == null) {
      batch = List.of();
    }
    if (!batch.isEmpty()) {
      started.awaitVisible(batch);
    }
    List<SourceRecord> translated = capture == null ? List.of() : translate(batch);
    if (translated.isEmpty()) {
      return null;
    }
    started.sending(translated);
    required(stalled).handedOut(translated);
    return translated;
  }

  private List<SourceRecord> translate(List<SourceRecord> batch) {
    try {
      return required(capture).translate(batch);
    } catch (RetriableException e) {
      // Kafka Connect would poll again, but Debezium hands out a batch once.
      throw new ConnectException(e.getMessage(), e);
    }
  }

  /** Debezium confirms a position to the database, reading what was stored. */
  @Override
  public void commit() throws InterruptedException {
    if (database != null) {
      database.debezium().commit();
    }
  }

  @Override
  public void stop() {
    if (stalled != null) {
      stalled.close();
    }
    if (database != null) {
      try {
        database.debezium().stop();
      } finally {
        database.close();
      }
    }
  }

  private static <T> T required(@Nullable T started) {
    if (started == null) {
      throw new IllegalStateException("The task was not started");
    }
    return started;
  }
}
