package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Which offsets a sink lets Connect commit. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergedOffsetsTest {

  private final SinkRun run = new SinkRun();
  private final TopicPartition lane = new TopicPartition("b.contract.note", laneOf(1).number());
  private final TopicPartition other = new TopicPartition("c.contract.note", laneOf(1).number());
  private final SinkRecord first = by(B, 5).writes(1, "first").record(10);
  private final SinkRecord second = by(B, 6).writes(1, "second").record(11);
  private final SinkRecord ofOther = by(C, 7).writes(1, "other").record(3);

  /** As Connect 4.3 does: it proposes the offsets of a batch that it has thrown away. */
  @Test
  void a_batch_that_was_revoked_before_it_could_be_merged_is_not_committed() {
    int[] failures = {1};
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void before(Statement<?> statement) {
            if (failures[0]-- > 0) {
              throw new StoreException.Unreachable("no connection", null);
            }
          }
        });
    assertThatThrownBy(() -> run.put(first, second)).isInstanceOf(RetriableException.class);
    run.sink().revoked(Set.of(lane, other));
    run.sink().assigned(Set.of(lane, other));

    run.put(ofOther);

    assertThat(committed(12, 4)).containsOnly(Map.entry(other, new OffsetAndMetadata(4)));
    run.put(first);
    assertThat(committed(12, 4))
        .containsOnly(
            Map.entry(lane, new OffsetAndMetadata(11)), Map.entry(other, new OffsetAndMetadata(4)));
    run.put(second);
    assertThat(committed(12, 4)).containsEntry(lane, new OffsetAndMetadata(12));
    assertThat(run.body(1)).isEqualTo("other");
  }

  @Test
  void what_was_merged_before_partitions_came_back_says_nothing_of_them() {
    run.put(first, second, ofOther);

    run.sink().revoked(Set.of(lane));
    assertThat(committed(12, 4)).containsOnlyKeys(other);
    run.sink().assigned(Set.of(other));
    assertThat(committed(12, 4)).isEmpty();
  }

  @Test
  void no_more_is_committed_than_connect_proposes() {
    run.put(first, second, ofOther);

    assertThat(committed(11, 4)).containsEntry(lane, new OffsetAndMetadata(11));
    assertThat(run.sink().merged(Map.of())).isEmpty();
  }

  /** A transform that renames a topic does not change which partition of Kafka's was read. */
  @Test
  void offsets_are_those_of_the_topic_that_was_read() {
    SinkRecord renamed =
        first.newRecord(
            "renamed",
            0,
            first.keySchema(),
            first.key(),
            first.valueSchema(),
            first.value(),
            first.timestamp());
    MergedOffsets offsets = new MergedOffsets();

    offsets.merged(List.of(renamed));

    assertThat(offsets.of(Map.of(lane, new OffsetAndMetadata(11))))
        .containsOnly(Map.entry(lane, new OffsetAndMetadata(11)));
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(long ofLane, long ofOther) {
    return run.sink()
        .merged(Map.of(lane, new OffsetAndMetadata(ofLane), other, new OffsetAndMetadata(ofOther)));
  }
}
