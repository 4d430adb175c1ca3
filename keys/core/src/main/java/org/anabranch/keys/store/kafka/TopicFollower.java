package org.anabranch.keys.store.kafka;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic from its beginning into an index and follows it, by a thread of its own. */
final class TopicFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /** Whoever has a key at hand uses it where this one does not answer; so that is said soon. */
  private static final Duration LATE_MAX = Duration.ofSeconds(1);

  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final long refreshNanos;
  private final Consumer<KeyHash> forgotten;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * The thread's own: the end that is read up to, when it was asked for, whether nobody answers.
   */
  private @Nullable Long end;

  private long endAtNanos;
  private boolean silent;

  /** All below is guarded by this. */
  private final KeyIndex index = new KeyIndex();

  private long position;

  /** When the topic was asked for its end, up to which all is read; null before the first time. */
  private @Nullable Long readAtNanos;

  private boolean asked = true;
  private @Nullable RuntimeException failure;

  /**
   * @param consumer nobody else's; it is closed at the end
   * @param refresh how long ago it may be that all was read
   * @param forgotten told of subjects as soon as they are forgotten
   */
  TopicFollower(
      String topic,
      KafkaConsumer<byte[], byte[]> consumer,
      Duration refresh,
      Consumer<KeyHash> forgotten) {
    this.partition = new TopicPartition(topic, 0);
    this.consumer = consumer;
    this.refreshNanos = refresh.toNanos();
    this.forgotten = forgotten;
    this.thread = new Thread(this::follow, "anabranch-keys-" + topic);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    try (consumer) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!closing) {
        lookForEnd();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        compare();
      }
    } catch (WakeupException | InterruptException e) {
      fail(new ConnectException("The key store is closed", e));
    } catch (RuntimeException e) {
      LOG.error("The data keys in {} are not followed any more", partition, e);
      fail(e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    KeyHash subject;
    synchronized (this) {
      subject = index.take(record);
      position = record.offset() + 1;
      notifyAll();
    }
    if (subject != null) {
      forgotten.accept(subject);
    }
  }

  /** Asks for the topic's end, where somebody waits for it or the last time is long ago. */
  private void lookForEnd() {
    long now = System.nanoTime();
    synchronized (this) {
      boolean old = readAtNanos == null || now - readAtNanos >= refreshNanos / 2;
      if (end != null || !(asked || old)) {
        return;
      }
      asked = false;
    }
    try {
      end = consumer.endOffsets(List.of(partition)).get(partition);
      endAtNanos = now;
      silent = false;
    } catch (org.apache.kafka.common.errors.RetriableException e) {
      synchronized (this) {
        asked = true;
      }
      if (!silent) {
        LOG.warn("The end of the data keys in {} is not known: {}", partition, e.getMessage());
      }
      silent = true;
    }
  }

  /** Tells those who wait where it is read so far. */
  private void compare() {
    Long sought = end;
    if (sought == null) {
      return;
    }
    try {
      // Beyond the last record there may be marks of transactions.
      long reached = consumer.position(partition, POLL);
      if (reached >= sought) {
        end = null;
        synchronized (this) {
          position = Math.max(position, reached);
          readAtNanos = endAtNanos;
          notifyAll();
        }
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      LOG.debug("It is not known how far {} is read", partition, e);
    }
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
    notifyAll();
  }

  /** What may be read out of the index. */
  interface Reading<T> {
    T of(KeyIndex index);
  }

  /**
   * Reads the index, after waiting until no more than the refresh time has passed since its end.
   *
   * @param timeout how long to wait where it is read for the first time
   */
  synchronized <T> T read(Reading<T> reading, Duration timeout) {
    await(System.nanoTime() - refreshNanos, -1, readAtNanos == null ? timeout : LATE_MAX);
    return reading.of(index);
  }

  /** Reads the index after waiting until it has everything that is in the topic by now. */
  synchronized <T> T readToEnd(Reading<T> reading, Duration timeout) {
    asked = true;
    await(System.nanoTime(), -1, timeout);
    return reading.of(index);
  }

  /** Reads the index after waiting until it has the record of this offset. */
  synchronized <T> T readPast(long offset, Reading<T> reading, Duration timeout) {
    await(Long.MIN_VALUE, offset, timeout);
    return reading.of(index);
  }

  private synchronized void await(long sinceNanos, long offset, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!hasRead(sinceNanos, offset)) {
      RuntimeException failed = failure;
      if (failed != null) {
        throw new ConnectException(
            "The data keys in " + partition + " are not followed any more: " + failed.getMessage(),
            failed);
      }
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new RetriableException(
            "The data keys in %s could not be read to their end; there are %d so far"
                .formatted(partition, index.size()));
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectException("Interrupted while data keys were read", e);
      }
    }
  }

  private boolean hasRead(long sinceNanos, long offset) {
    if (failure != null) {
      return false;
    }
    return offset >= 0 ? position > offset : readAtNanos != null && readAtNanos - sinceNanos >= 0;
  }

  synchronized boolean hasFailed() {
    return failure != null;
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
