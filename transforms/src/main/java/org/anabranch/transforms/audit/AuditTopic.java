package org.anabranch.transforms.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps decisions in a topic, each writer in a partition of its own, from a thread of its own. What
 * cannot be kept within the timeout fails the task, and so does what was taken and could not be
 * kept.
 *
 * <p>Decisions are written while their records go on. Where the process dies, those that waited are
 * lost, unless Connect sends their records again, as it does from its last committed offset; then
 * they may be kept twice. While records come, none waits much longer than the timeout.
 */
public final class AuditTopic implements AuditTrail {

  private static final Logger LOG = LoggerFactory.getLogger(AuditTopic.class);
  private static final int WAITING_MAX = 10_000;
  private static final int TOGETHER_MAX = 1_000;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final AuditOptions options;
  private final Clock clock;
  private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AuditPartition partition;
  private final Thread thread;

  /** Since when a decision waits, or a little later; null where none does. */
  private volatile @Nullable Long waitingSinceNanos;

  private volatile @Nullable Throwable failure;
  private volatile boolean closing;

  /**
   * Begins to keep decisions about records that go from one region to another.
   *
   * @param clock what decisions are dated by
   * @throws ConnectException where Kafka's clients cannot be made of the options
   */
  public static AuditTopic open(
      AuditOptions options, AuditRecord.Direction direction, Clock clock) {
    try {
      AuditTopic topic = new AuditTopic(options, new AuditPartition(options, direction), clock);
      topic.thread.start();
      return topic;
    } catch (KafkaException e) {
      throw new ConnectException(
          "The clients for " + AuditOptions.TOPIC + " cannot be made: " + e.getMessage(), e);
    }
  }

  private AuditTopic(AuditOptions options, AuditPartition partition, Clock clock) {
    this.options = options;
    this.partition = partition;
    this.clock = clock;
    this.thread = new Thread(this::run, "anabranch-audit-" + options.topic());
    this.thread.setDaemon(true);
  }

  @Override
  public void note(AuditEntry entry) {
    try {
      long deadline = System.nanoTime() + options.timeout().toNanos();
      do {
        check();
        // Before it does: afterwards it might be written by now, and wait for ever.
        waits();
        if (waiting.offer(entry, LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } while (System.nanoTime() < deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a decision waited to be kept", e);
    }
    throw tooLate();
  }

  @Override
  public void check() {
    failIfFailed();
    if (isLate()) {
      throw tooLate();
    }
  }

  private void waits() {
    if (waitingSinceNanos == null) {
      waitingSinceNanos = System.nanoTime();
    }
  }

  private boolean isLate() {
    Long since = waitingSinceNanos;
    return since != null && System.nanoTime() - since > options.timeout().toNanos();
  }

  private ConnectException tooLate() {
    return new ConnectException(
        ("Decisions could not be written to %s '%s' within %s (%d ms). Look for what is wrong with"
                + " that cluster, and whether the topic has fewer partitions than the connector has"
                + " tasks")
            .formatted(
                AuditOptions.TOPIC,
                options.topic(),
                AuditOptions.TIMEOUT_MS,
                options.timeout().toMillis()));
  }

  private void failIfFailed() {
    Throwable failed = failure;
    if (failed != null) {
      throw new ConnectException(
          "Decisions cannot be written to the audit topic '"
              + options.topic()
              + "': "
              + failed.getMessage(),
          failed);
    }
  }

  private void run() {
    List<AuditEntry> taken = new ArrayList<>();
    try (partition) {
      while (!closing || !waiting.isEmpty() || !taken.isEmpty()) {
        take(taken);
        AuditChain chain = partition.chain();
        if (taken.isEmpty()) {
          if (waiting.isEmpty()) {
            waitingSinceNanos = null;
          }
          continue;
        }
        waits();
        if (chain != null && chain.append(taken, clock.instant())) {
          taken.clear();
          waitingSinceNanos = waiting.isEmpty() ? null : System.nanoTime();
        } else if (chain != null) {
          // Somebody else was given the partition while this one was not heard of.
          partition.lost();
        } else if (isLate()) {
          throw tooLate();
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
      LOG.error(
          "Of {}, {} decisions were not written",
          options.topic(),
          taken.size() + waiting.size(),
          e);
    }
  }

  private void take(List<AuditEntry> taken) throws InterruptedException {
    if (taken.isEmpty()) {
      AuditEntry first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        taken.add(first);
        waiting.drainTo(taken, TOGETHER_MAX - 1);
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(options.timeout().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.error("Decisions could not be written to {} before the end", options.topic());
      thread.interrupt();
      throw tooLate();
    }
    failIfFailed();
  }
}
