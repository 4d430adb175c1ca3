package org.anabranch.records.error;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where a record stands in Kafka, for messages: the place in the cluster that the task reads, as it
 * was before any transform renamed the topic.
 *
 * @param partition -1 where it is not known, as in a record that is not written yet
 * @param offset -1 where it is not known
 */
public record RecordPlace(String topic, int partition, long offset) {

  public static RecordPlace of(ConnectRecord<?> record) {
    if (record instanceof SinkRecord sunk) {
      Integer partition = sunk.originalKafkaPartition();
      String topic = sunk.originalTopic();
      return new RecordPlace(
          topic == null ? "" : topic,
          partition == null ? -1 : partition,
          sunk.originalKafkaOffset());
    }
    Integer partition = record.kafkaPartition();
    String topic = record.topic();
    return new RecordPlace(topic == null ? "" : topic, partition == null ? -1 : partition, -1);
  }

  /** For the middle of a sentence. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("topic '").append(topic).append('\'');
    if (partition >= 0) {
      text.append(", partition ").append(partition);
    }
    if (offset >= 0) {
      text.append(", offset ").append(offset);
    }
    return text.toString();
  }
}
