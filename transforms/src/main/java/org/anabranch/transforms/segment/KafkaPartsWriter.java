package org.anabranch.transforms.segment;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Writes contents as parts into a topic, by a producer of its own: what a transform returns is
 * written later, and parts have to be there before. All parts of a content are sent together and
 * waited for once. They take no part in a transaction of the connector; where that is aborted, they
 * lie there unread. Safe for several threads.
 */
final class KafkaPartsWriter implements PartsWriter {

  private static final Duration CLOSE = Duration.ofSeconds(10);
  private static final int REQUEST_TIMEOUT_MS_MAX = 30_000;
  private static final int BATCH_BYTES_MAX = 16_384;

  private final PartsOptions options;
  private final String topicPattern;
  private final int contentBytesMax;
  private final Producer<byte[], byte[]> producer;
  private final Clock clock;

  KafkaPartsWriter(
      PartsOptions options, int bytesMax, Producer<byte[], byte[]> producer, Clock clock) {
    this.options = options;
    this.topicPattern = options.topic() == null ? "" : options.topic();
    this.contentBytesMax = bytesMax - (int) RecordSize.of(PartName.BYTES_MAX, 0);
    this.producer = producer;
    this.clock = clock;
  }

  /**
   * Of options.
   *
   * @param bytesMax how large a record may be, as brokers count
   * @throws ConnectException where the producer cannot be made
   */
  static KafkaPartsWriter open(PartsOptions options, int bytesMax, Clock clock) {
    try {
      Producer<byte[], byte[]> producer =
          new KafkaProducer<>(
              settings(options, bytesMax), new ByteArraySerializer(), new ByteArraySerializer());
      return new KafkaPartsWriter(options, bytesMax, producer, clock);
    } catch (KafkaException e) {
      throw new ConnectException(
          "The producer for %s cannot be made: %s"
              .formatted(PartsOptions.BOOTSTRAP_SERVERS, e.getMessage()),
          e);
    }
  }

  private static Map<String, Object> settings(PartsOptions options, int bytesMax) {
    int timeoutMs = Math.toIntExact(options.timeout().toMillis());
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(BATCH_BYTES_MAX, bytesMax));
    settings.putAll(options.client());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, bytesMax);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMs);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMs);
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(REQUEST_TIMEOUT_MS_MAX, timeoutMs / 2));
    return settings;
  }

  @Override
  public Manifest plan(byte[] content, String topic, @Nullable Integer partition) {
    String partsTopic = topicPattern.replace(PartsOptions.TOPIC_OF_RECORD, topic);
    String hash = ContentHash.of(content);
    int parts = (content.length + contentBytesMax - 1) / contentBytesMax;
    int into = partition(partsTopic, hash, partition);
    return new Manifest(
        hash, content.length, new InTopic(topic, partsTopic, into, parts, clock.millis()));
  }

  private int partition(String partsTopic, String hash, @Nullable Integer partition) {
    int partitions;
    try {
      partitions = producer.partitionsFor(partsTopic).size();
    } catch (KafkaException e) {
      throw failed(partsTopic, e);
    }
    if (partition == null) {
      return Math.floorMod(hash.hashCode(), partitions);
    }
    if (partition >= partitions) {
      throw new ConnectException(
          "The topic of parts '%s' has %d partitions, and records go to partition %d of theirs. Give it as many as that has"
              .formatted(partsTopic, partitions, partition));
    }
    return partition;
  }

  @Override
  public void write(Manifest manifest, byte[] content) {
    InTopic place = (InTopic) manifest.place();
    try {
      List<Future<?>> sent = new ArrayList<>(place.parts());
      for (int part = 0; part < place.parts(); part++) {
        sent.add(producer.send(part(manifest, place, part, content)));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while the parts of a value were written", e);
    } catch (ExecutionException e) {
      throw failed(place.partsTopic(), e.getCause());
    } catch (KafkaException e) {
      throw failed(place.partsTopic(), e);
    }
  }

  private static ProducerRecord<byte[], byte[]> part(
      Manifest manifest, InTopic place, int part, byte[] content) {
    return new ProducerRecord<>(
        place.partsTopic(),
        place.partition(),
        place.writtenAtMillis(),
        new PartName(manifest.sha256(), part, place.parts()).toBytes(),
        Parts.cut(content, part, place.parts()));
  }

  private ConnectException failed(String partsTopic, @Nullable Throwable cause) {
    String why =
        "The topic of parts '%s' could not be written (%s)"
            .formatted(partsTopic, cause == null ? "no reason" : cause.getClass().getSimpleName());
    if (cause instanceof RecordTooLargeException) {
      return new ConnectException(
          "%s. Its max.message.bytes is below %s=%d: raise the one or lower the other"
              .formatted(why, SegmentOptions.MAX_BYTES, bytesMax()),
          cause);
    }
    return cause instanceof org.apache.kafka.common.errors.RetriableException
        ? new RetriableException(
            why
                + " within "
                + SegmentOptions.TIMEOUT_MS
                + "="
                + options.timeout().toMillis()
                + ". Look whether it is there, and for what is wrong with its cluster",
            cause)
        : new ConnectException(why + ". Look for what is wrong with its cluster", cause);
  }

  private int bytesMax() {
    return contentBytesMax + (int) RecordSize.of(PartName.BYTES_MAX, 0);
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
