package org.anabranch.transforms.segment;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Finds parts in a topic by the time at which they were written, of which Kafka keeps an index.
 * Offsets would not do: a mirror's are others. The parts of a partition lie in the order of their
 * manifests, so that reading on mostly finds the next ones where the last ended.
 *
 * <p>Nothing is kept of what is read but the parts that are asked for, and what the consumer has
 * fetched ahead, of one partition at a time.
 */
final class KafkaPartsReader implements PartsReader {

  /**
   * How far clocks may differ. Where brokers date records themselves ({@code
   * message.timestamp.type=LogAppendTime}), parts are looked for from so much earlier on.
   */
  private static final Duration SKEW_MAX = Duration.ofMinutes(10);

  private static final Duration POLL = Duration.ofMillis(100);

  private final PartsOptions options;
  private final Consumer<byte[], byte[]> consumer;

  KafkaPartsReader(PartsOptions options, Consumer<byte[], byte[]> consumer) {
    this.options = options;
    this.consumer = consumer;
  }

  /**
   * Of options.
   *
   * @throws ConnectException where the consumer cannot be made
   */
  static KafkaPartsReader open(PartsOptions options) {
    Map<String, Object> settings = new HashMap<>(options.client());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A part is what its hash says, whatever becomes of the transaction of a mirror.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    // What lies behind the last part that is needed stays for the next time.
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        Math.toIntExact(options.timeout().toMillis()));
    settings.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.toIntExact(Math.min(30_000, options.timeout().toMillis())));
    try {
      return new KafkaPartsReader(
          options,
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    } catch (KafkaException e) {
      throw new ConnectException(
          "The consumer for %s cannot be made: %s"
              .formatted(PartsOptions.BOOTSTRAP_SERVERS, e.getMessage()),
          e);
    }
  }

  @Override
  public synchronized byte[] read(Manifest manifest, String topic) {
    if (!(manifest.place() instanceof InTopic place)) {
      throw new DataException(
          "Its value lies in a store of objects. Set %s to that".formatted(PartsOptions.STORE));
    }
    TopicPartition from = new TopicPartition(topic(place, topic), place.partition());
    try {
      return new Search(from, manifest, place).content();
    } catch (ConnectException e) {
      // One of Kafka's own by its class, and said already.
      throw e;
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while the parts of a value were read", e);
    } catch (org.apache.kafka.common.errors.RetriableException e) {
      throw new RetriableException(
          "The parts in %s could not be read within %s=%d (%s). Look whether the topic is there and has this partition, and for what is wrong with its cluster"
              .formatted(
                  from,
                  AssembleOptions.WAIT_MS,
                  options.timeout().toMillis(),
                  e.getClass().getSimpleName()),
          e);
    } catch (KafkaException e) {
      throw new ConnectException(
          "The parts in %s cannot be read (%s)".formatted(from, e.getClass().getSimpleName()), e);
    }
  }

  /** A mirror puts the same in front of the name of both topics. */
  private String topic(InTopic place, String topic) {
    String said = options.topic();
    if (said != null) {
      return said.replace(PartsOptions.TOPIC_OF_RECORD, topic);
    }
    return topic.endsWith(place.topic())
        ? topic.substring(0, topic.length() - place.topic().length()) + place.partsTopic()
        : place.partsTopic();
  }

  /** For the parts of one content. */
  private final class Search {

    private final TopicPartition from;
    private final InTopic place;
    private final Parts parts;
    private final long deadlineNanos = System.nanoTime() + options.timeout().toNanos();
    private boolean passed;

    Search(TopicPartition from, Manifest manifest, InTopic place) {
      this.from = from;
      this.place = place;
      this.parts = new Parts(manifest, place);
    }

    byte[] content() {
      turn();
      Long written = offsetAt(place.writtenAtMillis());
      long end = Objects.requireNonNull(consumer.endOffsets(Set.of(from)).get(from));
      byte[] found = written == null ? null : read(written, end);
      if (found == null) {
        Long earlier = offsetAt(Math.max(0, place.writtenAtMillis() - SKEW_MAX.toMillis()));
        found = read(earlier == null ? end : earlier, end);
      }
      if (found == null && !passed) {
        found = read(consumer.position(from), Long.MAX_VALUE);
      }
      if (found == null) {
        throw missing();
      }
      return found;
    }

    /** Turns to the partition; of others what was fetched ahead stays, and no more comes. */
    private void turn() {
      Set<TopicPartition> assigned = consumer.assignment();
      if (!assigned.contains(from)) {
        Set<TopicPartition> more = new HashSet<>(assigned);
        more.add(from);
        consumer.assign(more);
        // Else its position would be asked for at a group that there is not.
        consumer.seek(from, 0);
      }
      consumer.pause(consumer.assignment());
      consumer.resume(List.of(from));
    }

    private @Nullable Long offsetAt(long millis) {
      OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(from, millis)).get(from);
      return found == null ? null : found.offset();
    }

    /** The content, of parts between two offsets; null where not all of them are there. */
    private byte @Nullable [] read(long begin, long end) {
      if (consumer.position(from) != begin) {
        consumer.seek(from, begin);
      }
      while (consumer.position(from) < end && System.nanoTime() < deadlineNanos) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(from)) {
          parts.offer(record.key(), record.value());
          passed |= record.timestamp() > place.writtenAtMillis() + SKEW_MAX.toMillis();
          byte[] whole = parts.whole();
          if (whole != null) {
            return whole;
          }
        }
      }
      return null;
    }

    private ConnectException missing() {
      String what =
          parts.damaged()
              ? "Parts of its value in %s are not what was written (%s)".formatted(from, parts)
              : "Of its value, %s are in %s".formatted(parts, from);
      return passed || parts.damaged()
          ? new DataException(
              what
                  + ", and later ones are there already. Keep parts as long as their records"
                  + " (retention.ms, retention.bytes), and send the row again")
          : new RetriableException(
              "%s after %s=%d. Look whether what copies the record's topic copies that of its parts, too, and how far it lags"
                  .formatted(what, AssembleOptions.WAIT_MS, options.timeout().toMillis()));
    }
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
