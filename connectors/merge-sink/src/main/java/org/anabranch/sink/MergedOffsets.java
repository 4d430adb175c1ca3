package org.anabranch.sink;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Up to where each partition was merged since it was assigned: no offset beyond is committed.
 *
 * <p>What Connect itself proposes is not enough. Up to 4.3 at least, it forgets a batch that was to
 * be offered again when the batch's partitions are revoked, but not the batch's offsets; once they
 * are assigned anew and any other batch has been put, it takes the forgotten one for processed. A
 * task that is stopped before it has read those records again would have lost them.
 */
final class MergedOffsets {

  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** These are merged; of each partition in its order. */
  void merged(List<SinkRecord> records) {
    for (int i = 0; i < records.size(); i++) {
      SinkRecord record = records.get(i);
      if (i + 1 == records.size() || !samePartition(record, records.get(i + 1))) {
        ends.put(
            new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
            record.originalKafkaOffset() + 1);
      }
    }
  }

  private static boolean samePartition(SinkRecord one, SinkRecord other) {
    return one.originalKafkaPartition().equals(other.originalKafkaPartition())
        && one.originalTopic().equals(other.originalTopic());
  }

  /** Of proposed offsets those that may be committed; none of partitions without a record. */
  Map<TopicPartition, OffsetAndMetadata> of(Map<TopicPartition, OffsetAndMetadata> proposed) {
    Map<TopicPartition, OffsetAndMetadata> merged = new HashMap<>();
    proposed.forEach(
        (partition, offset) -> {
          Long end = ends.get(partition);
          if (end != null) {
            merged.put(partition, end < offset.offset() ? new OffsetAndMetadata(end) : offset);
          }
        });
    return merged;
  }

  /** Partitions come or go; their records come again from what is committed. */
  void forget(Collection<TopicPartition> partitions) {
    ends.keySet().removeAll(partitions);
  }
}
