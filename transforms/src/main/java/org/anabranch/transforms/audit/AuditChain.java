package org.anabranch.transforms.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The chain of one partition, open for writing. Opening it shuts out whoever had it open, so there
 * is one writer at a time, and what it wrote and did not commit is not there. Not thread-safe.
 */
final class AuditChain implements AutoCloseable {

  private final TopicPartition partition;
  private final AuditRecord.Direction direction;
  private final KafkaProducer<byte[], byte[]> producer;
  private long sequence;
  private String previous;

  private AuditChain(
      TopicPartition partition,
      AuditRecord.Direction direction,
      KafkaProducer<byte[], byte[]> producer,
      AuditRecord end) {
    this.partition = partition;
    this.direction = direction;
    this.producer = producer;
    this.sequence = end.sequence();
    this.previous = end.previous();
  }

  /**
   * Opens a partition's chain behind its last record.
   *
   * @throws ConnectException where the last record is none of a chain
   */
  static AuditChain open(
      AuditOptions options, AuditRecord.Direction direction, TopicPartition partition) {
    Map<String, Object> settings = new HashMap<>(options.client());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "anabranch-audit-" + partition);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      // Only now: what the writer before had not committed is out of the way.
      return new AuditChain(partition, direction, producer, end(options, partition));
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static AuditRecord end(AuditOptions options, TopicPartition partition) {
    Map<String, Object> settings = new HashMap<>(options.client());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      ConsumerRecord<byte[], byte[]> last =
          new AuditTail(consumer, partition, options.timeout()).last();
      return last == null
          ? new AuditRecord(0, ChainHash.first(partition.topic(), partition.partition()))
          : new AuditRecord(AuditRecord.read(last.value()).sequence(), ChainHash.of(last.value()));
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          ("The last record of %s is none of an audit: %s. Let nothing else write that topic, or"
                  + " name another one in %s")
              .formatted(partition, e.getMessage(), AuditOptions.TOPIC),
          e);
    }
  }

  /** Adds records to the chain, all or none: none where somebody else has opened it since. */
  boolean append(List<AuditEntry> entries, Instant at) {
    try {
      commit(entries, at);
      return true;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      return false;
    }
  }

  private void commit(List<AuditEntry> entries, Instant at) {
    long reached = sequence;
    String hash = previous;
    producer.beginTransaction();
    for (AuditEntry entry : entries) {
      byte[] value = AuditRecord.write(++reached, hash, direction, at, entry);
      hash = ChainHash.of(value);
      // What fails here fails the commit.
      var unused =
          producer.send(
              new ProducerRecord<>(partition.topic(), partition.partition(), null, value));
    }
    producer.commitTransaction();
    sequence = reached;
    previous = hash;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
