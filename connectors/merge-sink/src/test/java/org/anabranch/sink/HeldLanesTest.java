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
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule C9 at the sink: the wall clock stands at 1,000,000 ms, a stamp may be 100 ms ahead. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HeldLanesTest {

  private static final long NOW = 1_000_000;

  private final SinkRun run = new SinkRun().with("clock.drift.max.ms", "100");
  private final TopicPartition lane = new TopicPartition("b.contract.note", laneOf(1).number());
  private final SinkRecord early = record(B, NOW - 5, 10, "early");
  private final SinkRecord ahead = record(B, NOW + 150, 11, "ahead");
  private final SinkRecord behind = record(B, NOW + 151, 12, "behind it");

  @BeforeEach
  void set_the_clock() {
    run.clock.millis = NOW;
  }

  @Test
  void a_lane_is_paused_at_a_change_that_is_ahead_and_other_lanes_go_on() {
    run.put(early, ahead, behind, record(C, NOW + 100, 4, "just within"));

    assertThat(run.database.conflicts()).hasSize(1);
    assertThat(run.body(1)).isEqualTo("just within");
    assertThat(run.context.paused).containsExactly(lane);
    assertThat(run.context.rewinds).containsExactly(Map.entry(lane, 11L));
    assertThat(run.context.timeoutMillis).isEqualTo(50);
    assertThat(run.context.metric("lanes-paused")).isEqualTo(1);
  }

  @Test
  void offsets_beyond_the_held_change_are_not_committed() {
    TopicPartition other = new TopicPartition("c.contract.note", lane.partition());
    run.put(early, ahead, behind, record(C, NOW, 6, "in time"));

    assertThat(
            run.sink()
                .merged(Map.of(lane, new OffsetAndMetadata(13), other, new OffsetAndMetadata(7))))
        .containsOnly(
            Map.entry(lane, new OffsetAndMetadata(11)), Map.entry(other, new OffsetAndMetadata(7)));
    assertThat(run.sink().merged(Map.of(other, new OffsetAndMetadata(7)))).containsOnlyKeys(other);
  }

  @Test
  void a_held_lane_goes_on_when_the_wall_clock_has_caught_up() {
    run.put(early, ahead, behind);
    run.clock.millis = NOW + 49;
    run.put(List.<SinkRecord>of());
    assertThat(run.context.paused).containsExactly(lane);
    assertThat(run.context.timeoutMillis).isEqualTo(1);

    run.clock.millis = NOW + 50;
    run.put(List.<SinkRecord>of());
    assertThat(run.context.paused).isEmpty();
    run.clock.millis = NOW + 51;
    run.put(ahead, behind);

    assertThat(run.body(1)).isEqualTo("behind it");
    assertThat(run.context.metric("lanes-paused")).isZero();
  }

  @Test
  void records_of_a_held_lane_that_come_all_the_same_are_asked_for_again() {
    run.put(ahead);
    run.context.rewinds.clear();

    run.put(behind);

    assertThat(run.body(1)).isNull();
    assertThat(run.context.rewinds).containsExactly(Map.entry(lane, 11L));
  }

  @Test
  void a_delivery_that_fails_pauses_nothing_since_it_comes_again() {
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
    assertThatThrownBy(() -> run.put(early, ahead)).isInstanceOf(RetriableException.class);
    assertThat(run.context.paused).isEmpty();
    assertThat(run.context.rewinds).isEmpty();

    run.put(early, ahead);

    assertThat(run.body(1)).isEqualTo("early");
    assertThat(run.context.paused).containsExactly(lane);
  }

  @Test
  void a_lane_that_another_task_takes_over_is_forgotten() {
    run.put(ahead);

    run.sink().revoked(Set.of(lane));

    assertThat(run.context.paused).isEmpty();
    assertThat(run.context.metric("lanes-paused")).isZero();
    run.clock.millis = NOW + 51;
    run.put(ahead, behind);
    assertThat(run.sink().merged(Map.of(lane, new OffsetAndMetadata(13))))
        .containsExactly(Map.entry(lane, new OffsetAndMetadata(13)));
  }

  @Test
  void a_row_of_a_snapshot_is_judged_by_its_sequence() {
    run.put(by(B, Stamp.atMillis(NOW + 150).bits()).writes(1, "ahead").asSnapshot().record(11));

    assertThat(run.context.paused).containsExactly(lane);
  }

  private static SinkRecord record(Origin origin, long millis, long offset, String body) {
    NoteChange change = by(origin, Stamp.atMillis(millis).bits()).writes(1, body);
    return change.record(offset);
  }
}
