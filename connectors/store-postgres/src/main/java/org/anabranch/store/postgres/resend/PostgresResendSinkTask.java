package org.anabranch.store.postgres.resend;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task of {@link PostgresResendSinkConnector}. */
public final class PostgresResendSinkTask extends SinkTask {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresResendSinkTask.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private @Nullable SubjectRows rows;
  private long delayNanos;

  /** When the batch that is waiting came first; null where none waits. */
  private @Nullable Long cameAt;

  public PostgresResendSinkTask() {
    this(System::nanoTime);
  }

  PostgresResendSinkTask(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public void start(Map<String, String> props) {
    ResendOptions options = ResendOptions.of(props);
    delayNanos = options.delay().toNanos();
    SubjectRows started = new SubjectRows(options);
    rows = started;
    try {
      started.open();
    } catch (StoreException.Unreachable | StoreException.Contended e) {
      LOG.warn("{}; it is tried again when there are rows to send", e.getMessage());
    }
  }

  /** Connect brings a batch again that is too young, or that the database could not take. */
  @Override
  public void put(Collection<SinkRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    SubjectRows sending = rows;
    if (sending == null) {
      throw new ConnectException("The task has not been started");
    }
    Set<String> subjects = subjects(records);
    awaitDelay();
    try {
      long sent = sending.send(subjects);
      LOG.info("{} rows of {} subjects were sent again", sent, subjects.size());
      cameAt = null;
    } catch (StoreException.Unreachable | StoreException.Contended e) {
      throw later(BETWEEN_TRIES, String.valueOf(e.getMessage()), e);
    }
  }

  private void awaitDelay() {
    long now = nanoTime.getAsLong();
    Long came = cameAt;
    if (came == null) {
      came = now;
      cameAt = came;
    }
    long left = came + delayNanos - now;
    if (left > 0) {
      throw later(Duration.ofNanos(left), "Waiting for filters to have read the same", null);
    }
  }

  private RetriableException later(Duration wait, String why, @Nullable Throwable cause) {
    context.timeout(Math.max(1, wait.toMillis()));
    return new RetriableException(why, cause);
  }

  private static Set<String> subjects(Collection<SinkRecord> records) {
    Set<String> subjects = new LinkedHashSet<>();
    for (SinkRecord record : records) {
      Object key = record.key();
      if (!(key instanceof String || key instanceof Number)) {
        throw new DataException(
            ("The key of the record at %s is to be the subject, as text or a number. Give this"
                    + " connector the key.converter of the topic, for example"
                    + " org.apache.kafka.connect.storage.StringConverter")
                .formatted(RecordPlace.of(record)));
      }
      subjects.add(key.toString());
    }
    return subjects;
  }

  /** What waited is brought again, perhaps with newer records. */
  @Override
  public void close(Collection<TopicPartition> partitions) {
    cameAt = null;
  }

  @Override
  public void stop() {
    if (rows != null) {
      rows.close();
    }
  }

  @Override
  public String version() {
    return PluginVersion.of(PostgresResendSinkTask.class);
  }
}
