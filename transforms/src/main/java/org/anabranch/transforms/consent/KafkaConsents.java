package org.anabranch.transforms.consent;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.transforms.policy.condition.Consents;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consents of compacted topics: read to their ends before anything is judged, and followed from
 * then on by one thread. Fails closed: of whom nothing is known has consented to nothing, and
 * nothing is judged by what was read too long ago.
 *
 * <p>A topic that was made anew or got partitions is noticed soon, by twice asking for it within
 * {@link ConsentOptions#lagMax}. Nothing is judged any more then; what begins anew reads it anew.
 */
public final class KafkaConsents implements Consents, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaConsents.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CHECK_MAX = Duration.ofSeconds(5);
  private static final Duration TIMEOUT_MAX = Duration.ofMillis(Integer.MAX_VALUE);

  private final ConsentOptions options;
  private final Map<String, Grants> topics = new HashMap<>();
  private final ConsentTopics described;
  private List<TopicPartition> partitions = List.of();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;

  /** When the topics were asked for their ends, up to which everything is read now. */
  private volatile long readAtNanos;

  /** The same of the last time that it was waited for them in vain. */
  private volatile @Nullable Long awaitedNanos;

  private volatile @Nullable Throwable failure;
  private volatile boolean closing;

  private KafkaConsents(Set<String> names, ConsentOptions options) {
    this.options = options;
    names.forEach(name -> topics.put(name, new Grants()));
    Map<String, Object> settings = new HashMap<>(options.client());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // Where a topic does not have an offset any more, going on at its end would skip withdrawals.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      this.described = new ConsentTopics(options.client());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    this.thread = new Thread(this::follow, "anabranch-consents");
    this.thread.setDaemon(true);
  }

  /**
   * Reads the topics.
   *
   * @throws ConnectException where one is missing or cannot be read in time
   */
  public static KafkaConsents read(Set<String> topics, ConsentOptions options) {
    KafkaConsents consents;
    try {
      consents = new KafkaConsents(topics, options);
    } catch (KafkaException e) {
      throw new ConnectException(
          "The client for "
              + ConsentOptions.BOOTSTRAP_SERVERS
              + " cannot be made: "
              + e.getMessage(),
          e);
    }
    try {
      consents.begin();
      return consents;
    } catch (ConnectException e) {
      consents.closeClients();
      throw e;
    } catch (RuntimeException e) {
      consents.closeClients();
      throw new ConnectException(
          "The consent topics %s cannot be read: %s".formatted(topics, e.getMessage()), e);
    }
  }

  private void begin() {
    partitions = described.find(topics.keySet(), least(options.timeout(), TIMEOUT_MAX));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    long deadline = System.nanoTime() + options.timeout().toNanos();
    if (!readToEnd(deadline)) {
      throw new ConnectException(
          "The consent topics %s could not be read to their ends within %s"
              .formatted(topics.keySet(), ConsentOptions.TIMEOUT_MS));
    }
    thread.start();
  }

  private boolean readToEnd(long deadlineNanos) {
    long asked = System.nanoTime();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!reached(ends)) {
      if (closing || System.nanoTime() > deadlineNanos) {
        return false;
      }
      take();
    }
    readAtNanos = asked;
    return true;
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    boolean all = true;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      long position = consumer.position(end.getKey());
      if (position > end.getValue()) {
        throw new ConnectException(
            ("The consents at %s end at offset %d and were read to %d: the topic was made anew or"
                    + " has lost records. Restart the task, so that it is read from its beginning")
                .formatted(end.getKey(), end.getValue(), position));
      }
      all &= position == end.getValue();
    }
    return all;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void take() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      Grants grants = topics.get(record.topic());
      String misfit =
          grants == null || record.key() == null
              ? "it has no key"
              : grants.take(record.key(), record.value());
      if (misfit != null) {
        LOG.warn(
            "The consent at {}, partition {}, offset {} cannot be read, so nothing is granted by"
                + " it: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            misfit);
      }
    }
  }

  private void follow() {
    Duration between = options.lagMax().dividedBy(2);
    long checked = System.nanoTime();
    try {
      while (!closing) {
        take();
        try {
          if (System.nanoTime() - checked > between.toNanos()) {
            described.check(least(between, CHECK_MAX));
            checked = System.nanoTime();
          }
          if (readToEnd(System.nanoTime() + options.lagMax().toNanos())) {
            told();
          }
        } catch (org.apache.kafka.common.errors.RetriableException e) {
          LOG.warn("The ends of the consent topics are not known: {}", e.getMessage());
        }
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("No consents are read any more");
    } catch (RuntimeException e) {
      failure = e;
      LOG.error("Consents are not read any more", e);
      told();
    } finally {
      closeClients();
    }
  }

  private void closeClients() {
    described.close();
    consumer.close();
  }

  private synchronized void told() {
    notifyAll();
  }

  @Override
  public boolean granted(String topic, String purpose, String subject) {
    if (isOld()) {
      await();
    }
    Grants grants = topics.get(topic);
    return grants != null && grants.has(subject, purpose);
  }

  private boolean isOld() {
    return System.nanoTime() - readAtNanos > options.lagMax().toNanos() || failure != null;
  }

  private synchronized void await() {
    long deadline = System.nanoTime() + options.lagMax().toNanos();
    while (isOld()) {
      Throwable failed = failure;
      Long awaited = awaitedNanos;
      long left = deadline - System.nanoTime();
      if (failed != null) {
        throw new ConnectException(
            "Consents are not read any more: " + failed.getMessage(), failed);
      }
      // Once in vain is enough: else each record of a dry run would wait.
      if (left <= 0 || (awaited != null && awaited == readAtNanos)) {
        awaitedNanos = readAtNanos;
        throw new RetriableException(
            ("The consent topics %s were not read to their ends for longer than %s, and nothing is"
                    + " judged by consents that may be withdrawn by now. Look for what is wrong with"
                    + " their cluster")
                .formatted(topics.keySet(), ConsentOptions.LAG_MAX_MS));
      }
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectException("Interrupted while consents were awaited", e);
      }
    }
  }

  /** The topics that are read. */
  public Collection<String> topics() {
    return Set.copyOf(topics.keySet());
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
