package org.anabranch.keys.store.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic from its beginning into an index and follows it, by a thread of its own. Where
 * that fails, for whatever reason, it begins anew after a pause: there may be nobody who asks for a
 * key, and still it has to be heard who is forgotten.
 */
final class TopicFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** From a tenth of a second to ten, less or more by half. */
  private static final ExponentialBackoff BACKOFF = new ExponentialBackoff(100, 2, 10_000, 0.5);

  private static final Duration CLOSE = Duration.ofSeconds(10);

  /** Whoever has a key at hand uses it where this one does not answer; so that is said soon. */
  private static final Duration LATE_MAX = Duration.ofSeconds(1);

  private final TopicPartition partition;
  private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
  private final long refreshNanos;
  private final Consumer<KeyHash> forgotten;
  private final Thread thread;
  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * The thread's own: the end that is read up to, when it was asked for, whether nobody answers,
   * how often it failed since it was last reached.
   */
  private @Nullable Long end;

  private long endAtNanos;
  private boolean silent;
  private int failures;

  /** All below is guarded by this. */
  private KeyIndex index = new KeyIndex();

  private long position;

  /** When the topic was asked for its end, up to which all is read; null before the first time. */
  private @Nullable Long readAtNanos;

  private boolean asked = true;

  private @Nullable RuntimeException failure;
  private boolean ended;

  /**
   * Makes the first consumer, but starts nothing yet.
   *
   * @param consumers each is made for this one alone, which closes it
   * @param refresh how long ago it may be that all was read
   * @param forgotten told of subjects as soon as they are forgotten
   */
  TopicFollower(
      String topic,
      Supplier<KafkaConsumer<byte[], byte[]>> consumers,
      Duration refresh,
      Consumer<KeyHash> forgotten) {
    this.partition = new TopicPartition(topic, 0);
    this.consumers = consumers;
    this.consumer = consumers.get();
    this.refreshNanos = refresh.toNanos();
    this.forgotten = forgotten;
    this.thread = new Thread(this::follow, "anabranch-keys-" + topic);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    try {
      do {
        try {
          followOnce();
        } catch (RuntimeException e) {
          if (!isClosing()) {
            fail(e);
          }
        }
      } while (!closing.await(failures == 0 ? 0 : BACKOFF.backoff(failures - 1), MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("Whoever interrupts it wants its end", e);
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  private void followOnce() {
    if (failures > 0) {
      beginAnew();
    }
    try (KafkaConsumer<byte[], byte[]> reading = consumer) {
      reading.assign(List.of(partition));
      reading.seekToBeginning(List.of(partition));
      while (!isClosing()) {
        lookForEnd();
        // Before it waits for more, since mostly all is read.
        compare();
        for (ConsumerRecord<byte[], byte[]> record : reading.poll(POLL)) {
          take(record);
        }
      }
    }
  }

  /** What was read may not be in the topic any more. */
  private void beginAnew() {
    end = null;
    synchronized (this) {
      index = new KeyIndex();
      position = 0;
      readAtNanos = null;
    }
    consumer = consumers.get();
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
        failures = 0;
        synchronized (this) {
          failure = null;
          position = Math.max(position, reached);
          readAtNanos = endAtNanos;
          notifyAll();
        }
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      LOG.debug("It is not known how far {} is read", partition, e);
    }
  }

  private void fail(RuntimeException e) {
    failures++;
    if (failures == 1) {
      LOG.error("The data keys in {} are not followed until that succeeds", partition, e);
    }
    synchronized (this) {
      failure = e;
      notifyAll();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
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
      if (ended) {
        throw new ConnectException(
            isClosing() ? "The key store is closed" : partition + " is not followed any more");
      }
      RuntimeException failed = failure;
      if (failed != null) {
        throw new RetriableException(
            "The data keys in " + partition + " are not followed for now: " + failed.getMessage(),
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
    if (ended || failure != null) {
      return false;
    }
    return offset >= 0 ? position > offset : readAtNanos != null && readAtNanos - sinceNanos >= 0;
  }

  /** Whether it was closed, or the thread fell to an error of the machine. */
  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
