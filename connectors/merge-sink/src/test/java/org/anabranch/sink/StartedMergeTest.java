package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.InMemoryStore;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a running sink does with deliveries, and with a store that has its moods. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StartedMergeTest {

  private final SinkRun run = new SinkRun();

  @Test
  void a_delivery_is_merged_when_put_returns() {
    run.put(by(B, 5).writes(1, "b5"), by(C, 6).writes(2, "c6"), by(B, 7).deletes(2));

    assertThat(run.body(1)).isEqualTo("b5");
    assertThat(run.body(2)).isNull();
    assertThat(run.database.watermarks()).hasSizeBetween(2, 3);
  }

  @Test
  void the_store_is_opened_when_connect_first_calls_even_without_records() {
    run.sink();
    assertThat(run.opened).isZero();

    run.put(List.<SinkRecord>of());

    assertThat(run.opened).isEqualTo(1);
  }

  @Test
  void closing_closes_the_store() {
    run.put(by(B, 5).writes(1, "b5"));

    run.close();

    assertThat(run.closed).isEqualTo(run.opened);
  }

  @Test
  void a_large_delivery_is_merged_in_batches() {
    List<Integer> batches = new ArrayList<>();
    run.with("batch.rows.max", "10")
        .withFaults(
            new FaultyStore.Faults() {
              @Override
              public void before(Statement<?> statement) {
                if (statement instanceof UpsertRows upsert) {
                  batches.add(upsert.rows().size());
                }
              }
            });

    run.put(LongStream.rangeClosed(1, 25).mapToObj(StartedMergeTest::written).toList());

    assertThat(batches).containsExactly(10, 10, 5);
  }

  @Test
  void watermarks_are_read_once_per_stream() {
    int[] reads = {0};
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void beforeWatermarks() {
            reads[0]++;
          }
        });
    run.put(by(B, 5).writes(1, "b5"));
    int read = reads[0];
    run.put(by(B, 6).writes(1, "b6"));
    assertThat(reads[0]).isEqualTo(read);

    run.sink().revoked(List.of(new TopicPartition("any", 0)));
    run.put(by(B, 7).writes(1, "b7"));
    assertThat(reads[0]).isEqualTo(read + 1);

    run.sink().assigned(List.of());
    run.put(by(B, 8).writes(1, "b8"));
    assertThat(reads[0]).isEqualTo(read + 2);
    assertThat(run.body(1)).isEqualTo("b8");
  }

  @Test
  void a_task_whose_watermark_is_old_reads_it_again_and_goes_on() {
    run.put(by(B, 5).writes(1, "b5"));
    SinkRun zombie = new SinkRun();
    new StartedMerge(
            MergeSinkOptions.of(zombie.configuration),
            () -> new InMemoryStore(run.database),
            ArrivalForm.AS_IT_CAME,
            zombie.context,
            zombie.clock,
            Backoff.ofContention())
        .put(List.of(SinkRun.record(by(B, 6).writes(1, "b6"))));

    run.put(by(B, 6).writes(1, "b6"), by(B, 7).writes(1, "b7"));

    assertThat(run.body(1)).isEqualTo("b7");
    assertThat(run.context.metric("already-merged-total")).isEqualTo(1);
  }

  @Test
  void a_transaction_that_met_others_is_tried_again() {
    int[] failures = {3};
    run.withFaults(
        failing(() -> failures[0]-- > 0, new StoreException.Contended("deadlock", null)));

    run.put(by(B, 5).writes(1, "b5"));

    assertThat(run.body(1)).isEqualTo("b5");
    assertThat(run.opened).isEqualTo(1);
  }

  @Test
  void a_batch_that_keeps_meeting_others_is_merged_in_smaller_transactions() {
    List<Integer> merged = new ArrayList<>();
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void before(Statement<?> statement) {
            if (statement instanceof UpsertRows upsert) {
              if (upsert.rows().size() > 2) {
                throw new StoreException.Contended("write conflict", null);
              }
              merged.add(upsert.rows().size());
            }
          }
        });

    run.put(LongStream.rangeClosed(1, 8).mapToObj(StartedMergeTest::written).toList());

    assertThat(merged).containsExactly(2, 2, 2, 2);
    assertThat(run.context.metric("retries-in-a-row")).isZero();
  }

  @Test
  void a_batch_that_keeps_meeting_others_is_given_back_to_connect() {
    boolean[] failing = {true};
    run.withFaults(failing(() -> failing[0], new StoreException.Contended("deadlock", null)));

    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5")))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("deadlock");
    assertThat(run.context.timeoutMillis).isEqualTo(7);
    assertThat(run.context.metric("retries-in-a-row")).isEqualTo(1);

    failing[0] = false;
    run.put(by(B, 5).writes(1, "b5"));
    assertThat(run.context.metric("retries-in-a-row")).isZero();
    assertThat(run.body(1)).isEqualTo("b5");
  }

  @Test
  void a_store_that_cannot_be_reached_is_opened_again() {
    int[] failures = {1};
    run.withFaults(
        failing(() -> failures[0]-- > 0, new StoreException.Unreachable("no connection", null)));

    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5")))
        .isInstanceOf(RetriableException.class);
    assertThat(run.closed).isEqualTo(1);

    run.put(by(B, 5).writes(1, "b5"));
    assertThat(run.opened).isEqualTo(2);
    assertThat(run.body(1)).isEqualTo("b5");
  }

  @Test
  void a_commit_whose_outcome_is_unknown_is_neither_lost_nor_done_twice() {
    int[] failures = {1};
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void afterCommit() {
            if (failures[0]-- > 0) {
              throw new StoreException.Unreachable("no connection", null);
            }
          }
        });
    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5")))
        .isInstanceOf(RetriableException.class);
    run.database.save(new Note(1, "local since", null));

    run.put(by(B, 5).writes(1, "b5"));

    assertThat(run.body(1)).isEqualTo("local since");
    assertThat(run.context.metric("already-merged-total")).isEqualTo(1);
  }

  @Test
  void the_task_fails_after_as_many_retries_in_a_row_as_it_may() {
    run.with("max.retries", "2")
        .withFaults(failing(() -> true, new StoreException.Unreachable("no connection", null)));

    for (int retry = 0; retry < 2; retry++) {
      assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5")))
          .isInstanceOf(RetriableException.class);
    }
    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5")))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("3 attempts")
        .hasMessageContaining("max.retries");
  }

  @Test
  void a_success_starts_the_count_of_retries_anew() {
    int[] calls = {0};
    run.with("max.retries", "1")
        .withFaults(
            failing(
                () -> calls[0]++ % 2 == 0, new StoreException.Unreachable("no connection", null)));

    for (long stamp = 1; stamp <= 5; stamp++) {
      SinkRecord record = SinkRun.record(by(B, stamp).writes(1, "b" + stamp));
      assertThatThrownBy(() -> run.put(record)).isInstanceOf(RetriableException.class);
      run.put(record);
    }
    assertThat(run.body(1)).isEqualTo("b5");
  }

  @Test
  void a_store_that_is_set_up_wrongly_fails_the_task_at_once() {
    run.withFaults(
        failing(() -> true, new StoreException.Misconfigured("grant the role this", null)));

    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5")))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("grant the role this");
  }

  @Test
  void a_truncate_fails_the_task_and_names_the_choices() {
    assertThatThrownBy(() -> run.put(by(B, 5).truncates(1)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("contract.note was truncated in b")
        .hasMessageContaining("topic 'b.contract.note', partition 1, offset 5")
        .hasMessageContaining("truncate.policy");
  }

  @Test
  void a_truncate_that_is_ignored_leaves_the_rows_and_moves_the_stream() {
    run.with("truncate.policy", "ignore");
    run.put(by(B, 5).writes(1, "b5"));
    int lane = NoteChange.laneOf(1).number();

    run.put(by(B, 6).truncates(lane));

    assertThat(run.body(1)).isEqualTo("b5");
    assertThat(run.database.watermarks().values())
        .extracting(watermark -> watermark.sequence().bits())
        .containsExactly(6L);
  }

  @Test
  void a_truncate_in_the_middle_of_a_delivery_deletes_what_came_before_it() {
    run.with("truncate.policy", "deletes");
    int lane = NoteChange.laneOf(1).number();

    run.put(by(B, 5).writes(1, "b5"), by(B, 6).truncates(lane), by(B, 7).truncates(lane));
    assertThat(run.body(1)).isNull();

    run.put(by(B, 8).writes(1, "b8"), by(B, 9).truncates(lane), by(B, 10).writes(1, "b10"));
    assertThat(run.body(1)).isEqualTo("b10");
    assertThat(run.database.conflicts()).isEmpty();
  }

  @Test
  void a_conflict_is_recorded_as_the_strategy_of_its_table_says() {
    run.with("merge.strategy." + NoteChange.TABLE, "version-vector");

    run.put(by(B, 5).writes(1, "b5"), by(C, 4).writes(1, "c4"));

    assertThat(run.database.conflicts().values())
        .singleElement()
        .returns("version-vector", Conflict::strategy)
        .returns(Verdict.OPEN, Conflict::verdict);
    assertThat(run.body(1)).isEqualTo("b5");
  }

  @Test
  void metrics_tell_what_became_of_the_changes() {
    run.clock.millis = 10_000;
    long own = run.database.position();
    run.put(
        by(B, 5).committedAtMillis(9_000).writes(1, "b5"),
        by(B, 6).committedAtMillis(9_600).writes(2, "b6"),
        by(C, 4).committedAtMillis(1_000).writes(1, "c4"),
        by(A, 9).at(own).committedAtMillis(9_990).writes(3, "a9"));
    run.put(by(B, 5).writes(1, "b5"));
    assertThat(run.context.metric("conflicts-closed-total")).isZero();

    assertThat(run.context.metric("applied-total of b")).isEqualTo(2);
    assertThat(run.context.metric("applied-lag-max-ms of b")).isEqualTo(1_000);
    assertThat(run.context.metric("applied-lag-avg-ms of b")).isEqualTo(700);
    assertThat(run.context.metric("applied-total of c")).isZero();
    assertThat(run.context.metric("applied-lag-max-ms of c")).isZero();
    assertThat(run.context.metric("applied-total of a")).isEqualTo(1);
    assertThat(run.context.metric("superseded-total")).isEqualTo(1);
    assertThat(run.context.metric("conflicts-total")).isEqualTo(1);
    assertThat(run.context.metric("already-merged-total")).isEqualTo(1);
    assertThat(run.context.metric("own-rows-rewritten-total")).isZero();
    assertThat(run.context.metric("quarantined-total")).isZero();
    assertThat(run.context.metric("lanes-paused")).isZero();

    run.put(by(B, 8).saw(C, 4).writes(1, "b8"));
    assertThat(run.context.metric("conflicts-closed-total")).isEqualTo(1);
  }

  @Test
  void own_rows_that_are_restored_are_counted() {
    run.database.save(new Note(1, "a9", null));
    long position = run.database.position();
    run.put(by(B, 5).writes(1, "b5"));

    run.put(by(A, 9).at(position).writes(1, "a9"));

    assertThat(run.body(1)).isEqualTo("a9");
    assertThat(run.context.metric("own-rows-rewritten-total")).isEqualTo(1);
  }

  @Test
  void a_task_in_the_place_of_one_that_has_not_ended_merges_and_is_counted_once_it_has() {
    run.context.namesAreTaken = true;
    run.put(by(B, 5).writes(1, "b5"));
    assertThat(run.body(1)).isEqualTo("b5");
    assertThat(run.context.metrics).isEmpty();

    run.context.namesAreTaken = false;
    run.put(by(B, 6).writes(1, "b6"));
    assertThat(run.context.metric("applied-total of " + B)).isEqualTo(2);
    assertThat(run.context.metric("retries-in-a-row")).isZero();
  }

  @Test
  void a_connect_without_plugin_metrics_is_enough() {
    run.context.hasMetrics = false;

    run.put(by(B, 5).writes(1, "b5"));

    assertThat(run.body(1)).isEqualTo("b5");
  }

  private static SinkRecord written(long id) {
    return by(B, id).writes(id, "b" + id).record(id);
  }

  private interface Condition {
    boolean holds();
  }

  private static FaultyStore.Faults failing(Condition when, RuntimeException failure) {
    return new FaultyStore.Faults() {
      @Override
      public void before(Statement<?> statement) {
        if (statement instanceof AdvanceWatermarks && when.holds()) {
          throw failure;
        }
      }
    };
  }
}
