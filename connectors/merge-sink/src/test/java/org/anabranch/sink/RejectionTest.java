package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.model.version.Origin;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What bad input gets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RejectionTest {

  private static final String SECRET_BODY = "s3cret";
  private static final String TOO_LONG = SECRET_BODY.repeat(Note.BODY_LENGTH_MAX);

  private final SinkRun run = new SinkRun();

  // Records that are no change of a member

  @Test
  void a_record_without_the_header_fails_the_task() {
    SinkRecord record = SinkRun.record(written(5));
    record.headers().remove(ChangeHeader.NAME);

    assertFails(record, "no header 'anabranch'");
  }

  @Test
  void a_header_of_a_newer_format_fails_the_task() {
    SinkRecord record = SinkRun.record(written(5));
    record.headers().remove(ChangeHeader.NAME).addString(ChangeHeader.NAME, "ab2:AAAA");

    assertFails(record, "Upgrade the plugin");
  }

  @Test
  void an_unknown_origin_fails_the_task() {
    SinkRecord record = SinkRun.record(by(new Origin("stranger"), 5).writes(1, SECRET_BODY));

    assertThatThrownBy(() -> run.put(record))
        .hasMessageContaining("origin stranger is not listed in context.origins");
  }

  @Test
  void another_list_of_members_fails_the_task() {
    assertFails(SinkRun.record(written(5).ofMembers(42)), "lists other members");
  }

  @Test
  void another_lane_than_the_partition_fails_the_task() {
    int lane = NoteChange.laneOf(1).number();
    SinkRecord right = SinkRun.record(written(5));
    SinkRecord record =
        right.newRecord(
            right.topic(),
            (lane + 1) % NoteChange.LANES,
            right.keySchema(),
            right.key(),
            right.valueSchema(),
            right.value(),
            null);
    SinkRecord moved =
        new SinkRecord(
            record.topic(),
            record.kafkaPartition(),
            record.keySchema(),
            record.key(),
            record.valueSchema(),
            record.value(),
            5,
            null,
            record.timestampType(),
            record.headers());

    assertThatThrownBy(() -> run.put(moved)).hasMessageContaining("another partition");
  }

  @Test
  void another_number_of_lanes_fails_the_task() {
    run.with("context.lanes", "7");

    assertFails(SinkRun.record(written(5)), "4 lanes, this sink expects 7");
  }

  @Test
  void such_a_record_is_quarantined_where_the_admin_says_so() {
    run.with("on.error", "quarantine");
    SinkRecord stray = SinkRun.record(written(5));
    stray.headers().remove(ChangeHeader.NAME);

    run.put(stray, SinkRun.record(written(6)));
    run.put(stray);

    assertThat(run.body(1)).isEqualTo(SECRET_BODY);
    assertThat(run.database.refusals()).hasSize(1);
    assertThat(run.database.refusals().values().iterator().next().reason())
        .contains("no header")
        .doesNotContain(SECRET_BODY);
    assertThat(run.context.metric("quarantined-total")).isEqualTo(1);
  }

  @Test
  void such_a_record_goes_to_the_dead_letter_queue_and_into_the_conflict_table() {
    run.withReporter();
    SinkRecord stray = SinkRun.record(written(5));
    stray.headers().remove(ChangeHeader.NAME);

    run.put(stray, SinkRun.record(written(6)));
    run.put(stray);

    assertThat(run.context.reported).containsExactly(stray);
    assertThat(run.context.reasons.get(0)).contains("offset 5").doesNotContain(SECRET_BODY);
    assertThat(run.database.refusals()).hasSize(1);
    assertThat(run.body(1)).isEqualTo(SECRET_BODY);
  }

  // Changes of a member that cannot be applied

  @Test
  void a_key_that_hashes_otherwise_fails_the_task() {
    run.with("context.key.secret", "another secret");

    assertFails(SinkRun.record(written(5)), "context.key.secret");
  }

  @Test
  void a_missing_row_fails_the_task() {
    SinkRecord right = SinkRun.record(written(5));
    SinkRecord record =
        right.newRecord(
            right.topic(),
            right.kafkaPartition(),
            right.keySchema(),
            right.key(),
            null,
            null,
            null,
            right.headers());

    assertFails(record, "the record has none");
  }

  @Test
  void a_row_that_does_not_fit_fails_the_task() {
    assertFails(SinkRun.record(by(B, 5).writes(1, TOO_LONG)), "too long");
  }

  @Test
  void a_row_that_does_not_fit_is_quarantined_and_later_changes_pass() {
    run.with("on.error", "quarantine");

    run.put(by(B, 5).writes(1, TOO_LONG), by(B, 6).writes(2, "b6"));

    assertThat(run.body(1)).isNull();
    assertThat(run.body(2)).isEqualTo("b6");
    assertThat(run.database.conflicts().values())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.verdict()).isEqualTo(Verdict.QUARANTINED);
              assertThat(conflict.reason()).contains("too long").doesNotContain(SECRET_BODY);
              assertThat(conflict.arrival().place().offset()).isEqualTo(5);
            });
    assertThat(run.context.metric("quarantined-total")).isEqualTo(1);
  }

  @Test
  void a_key_that_cannot_be_looked_up_is_quarantined_though_it_is_in_conflict() {
    NoteChange unreadable = by(C, 6).writes(1, SECRET_BODY);
    run.with("on.error", "quarantine");
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void before(Statement<?> statement) {
            if ((statement instanceof LockRows rows && named(rows.targets(), unreadable))
                || (statement instanceof UpsertRows written && named(written.rows(), unreadable))) {
              throw new StoreException.RowsRefused("no number", null);
            }
          }
        });

    run.put(written(5), unreadable, by(B, 7).writes(2, "b7"));

    assertThat(run.body(2)).isEqualTo("b7");
    assertThat(run.database.conflicts().values())
        .extracting(Conflict::verdict)
        .containsExactlyInAnyOrder(Verdict.SETTLED, Verdict.QUARANTINED);
  }

  private static boolean named(List<RowTarget> rows, NoteChange change) {
    return rows.stream().anyMatch(row -> row.arrival().change().id().equals(change.change().id()));
  }

  @Test
  void the_row_to_blame_is_found_without_trying_each() {
    int[] transactions = {0};
    run.with("on.error", "quarantine")
        .withFaults(
            new FaultyStore.Faults() {
              @Override
              public void before(Statement<?> statement) {
                transactions[0] += statement instanceof AdvanceWatermarks ? 1 : 0;
              }
            });
    List<SinkRecord> records = new ArrayList<>();
    LongStream.rangeClosed(1, 1_024)
        .forEach(
            id -> records.add(by(B, id).writes(id, id == 700 ? TOO_LONG : "b" + id).record(id)));

    run.put(records);

    // Ten times halved: one half refused and one merged each; the change alone, and refused.
    assertThat(transactions[0]).isEqualTo(1 + 2 * 10 + 1);
    assertThat(run.body(699)).isEqualTo("b699");
    assertThat(run.body(700)).isNull();
    assertThat(run.body(701)).isEqualTo("b701");
    assertThat(run.database.conflicts()).hasSize(1);
  }

  @Test
  void what_came_before_the_row_to_blame_is_merged_when_the_task_fails() {
    assertThatThrownBy(
            () -> run.put(by(B, 5).writes(1, "b5"), by(B, 6).writes(2, TOO_LONG), written(7)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("offset 6");

    assertThat(run.body(1)).isEqualTo("b5");
    assertThat(run.body(2)).isNull();
  }

  @Test
  void a_refused_change_is_reported_once_while_its_batch_is_redelivered() {
    run.withReporter();
    run.put(by(B, 5).writes(1, TOO_LONG), by(B, 6).writes(2, "b6"));

    run.put(by(B, 5).writes(1, TOO_LONG), by(B, 6).writes(2, "b6"));

    assertThat(run.context.reported).hasSize(1);
    assertThat(run.database.conflicts()).hasSize(1);
  }

  @Test
  void a_refused_change_is_reported_before_the_transaction_that_passes_it_commits() {
    run.withReporter();
    int[] failures = {1};
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void beforeCommit() {
            if (!run.context.reported.isEmpty() && failures[0]-- > 0) {
              throw new StoreException.Unreachable("crash", null);
            }
          }
        });
    NoteChange bad = by(B, 5).writes(1, TOO_LONG);

    assertThatThrownBy(() -> run.put(bad)).isInstanceOf(RetriableException.class);
    assertThat(run.database.conflicts()).isEmpty();
    run.put(bad);

    assertThat(run.context.reported).as("repeated rather than lost").hasSize(2);
    assertThat(run.database.conflicts()).hasSize(1);
  }

  @Test
  void a_reporter_that_does_not_tolerate_the_record_fails_the_task_and_nothing_passes_it() {
    run.withReporter();
    run.context.onReport =
        record -> {
          throw new ConnectException("Tolerance exceeded in error handler");
        };

    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, TOO_LONG)))
        .hasMessageContaining("Tolerance exceeded");

    assertThat(run.database.conflicts()).isEmpty();
    assertThat(run.database.watermarks()).isEmpty();
  }

  private void assertFails(SinkRecord record, String because) {
    assertThatThrownBy(() -> run.put(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(because)
        .hasMessageContaining("topic 'b.contract.note', partition ")
        .hasMessageContaining("offset 5")
        .hasMessageContaining("on.error")
        .hasMessageNotContaining(SECRET_BODY);
    assertThat(run.database.watermarks()).isEmpty();
  }

  private static NoteChange written(long stamp) {
    return by(B, stamp).writes(1, SECRET_BODY);
  }
}
