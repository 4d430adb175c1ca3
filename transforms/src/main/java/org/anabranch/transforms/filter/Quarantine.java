package org.anabranch.transforms.filter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/**
 * Writes records as they came to a topic in their own region, with the headers {@code
 * anabranch.error} (why) and {@code anabranch.topic} added. A record is there before its stub goes
 * on.
 */
final class Quarantine implements AutoCloseable {

  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final RecordConverters converters;
  private final SimpleHeaderConverter headers = new SimpleHeaderConverter();

  Quarantine(String topic, Producer<byte[], byte[]> producer, RecordConverters converters) {
    this.topic = topic;
    this.producer = producer;
    this.converters = converters;
  }

  /**
   * Of options.
   *
   * @throws ConnectException where the producer cannot be made
   */
  static Quarantine open(QuarantineOptions options, RecordConverters converters) {
    Map<String, Object> settings = new HashMap<>(options.producer());
    settings.putIfAbsent("acks", "all");
    try {
      Producer<byte[], byte[]> producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      return new Quarantine(options.topic(), producer, converters);
    } catch (KafkaException e) {
      throw new ConnectException(
          "The producer for %s cannot be made: %s"
              .formatted(QuarantineOptions.TOPIC, e.getMessage()),
          e);
    }
  }

  /**
   * Writes a record and returns once it is kept.
   *
   * @param why without a value of the record's
   * @throws ConnectException where it cannot be
   */
  void keep(ConnectRecord<?> record, String why) {
    try {
      producer.send(written(record, why)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a record was quarantined", e);
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new ConnectException(
          "A record could not be written to %s '%s': %s"
              .formatted(
                  QuarantineOptions.TOPIC, topic, cause == null ? e : cause.getClass().getName()));
    }
  }

  private ProducerRecord<byte[], byte[]> written(ConnectRecord<?> record, String why) {
    RecordHeaders all = new RecordHeaders();
    record
        .headers()
        .forEach(
            header ->
                all.add(
                    header.key(),
                    header.value() instanceof byte[] bytes
                        ? bytes
                        : headers.fromConnectHeader(
                            record.topic(), header.key(), header.schema(), header.value())));
    all.add("anabranch.error", why.getBytes(StandardCharsets.UTF_8));
    all.add("anabranch.topic", record.topic().getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        topic,
        null,
        record.timestamp(),
        record.key() == null
            ? null
            : converters.keyBytes(record.topic(), record.keySchema(), record.key()),
        record.value() == null
            ? null
            : converters.valueBytes(record.topic(), record.valueSchema(), record.value()),
        all);
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
