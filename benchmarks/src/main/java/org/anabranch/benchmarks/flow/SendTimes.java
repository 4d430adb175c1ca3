package org.anabranch.benchmarks.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When the records of one row were sent to Kafka, from some moment on. */
final class SendTimes implements AutoCloseable {

  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;

  /** Of what is sent to a topic from now on. */
  SendTimes(KafkaBroker broker, String topic) {
    this.consumer =
        new KafkaConsumer<>(
            broker.clientSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> lanes =
        IntStream.range(0, Ours.LANES).mapToObj(lane -> new TopicPartition(topic, lane)).toList();
    consumer.assign(lanes);
    this.ends = consumer.endOffsets(lanes);
  }

  /**
   * The milliseconds from each commit until the next record was handed to the producer; Kafka's
   * times are whole milliseconds, so each is taken for the middle of its own.
   *
   * @param commits in microseconds since the epoch
   */
  double[] millisAfter(long[] commits) {
    List<Double> sent = busiestLane();
    double[] millis = new double[commits.length];
    int next = 0;
    for (int i = 0; i < commits.length; i++) {
      double commit = commits[i] / 1e3;
      while (next < sent.size() && sent.get(next) < Math.floor(commit)) {
        next++;
      }
      if (next == sent.size()) {
        throw new IllegalStateException("Kafka has no record of an update that arrived");
      }
      millis[i] = sent.get(next) - commit;
    }
    return millis;
  }

  /** All changes of one row are in one lane; others have marks at most. */
  private List<Double> busiestLane() {
    List<Double> busiest = List.of();
    for (Map.Entry<TopicPartition, Long> end : consumer.endOffsets(ends.keySet()).entrySet()) {
      TopicPartition lane = end.getKey();
      consumer.assign(List.of(lane));
      consumer.seek(lane, Objects.requireNonNull(ends.get(lane)));
      List<Double> sent = new ArrayList<>();
      while (consumer.position(lane) < end.getValue()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        records.forEach(record -> sent.add(record.timestamp() + 0.5));
      }
      if (sent.size() > busiest.size()) {
        busiest = sent;
      }
    }
    return busiest;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
