package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a sink of region a does with changes of c, which was away for too long. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BehindTest {

  private static final String SECRET_BODY = "s3cret";
  private static final int LANE = laneOf(1).number();
  private static final long ELSEWHERE =
      LongStream.iterate(2, id -> id + 1)
          .filter(id -> laneOf(id).number() != LANE)
          .findFirst()
          .orElseThrow();

  private final SinkRun run = new SinkRun();
  private int attempts;

  @Test
  void it_fails_and_says_who_was_away_from_where_and_what_to_do() {
    forgetsWhatNobodyToldC();

    assertThatThrownBy(() -> run.put(by(C, 9).writes(1, SECRET_BODY)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("context of c does not cover what was forgotten here")
        .hasMessageContaining("lane " + LANE + " of contract.note")
        .hasMessageContaining("tombstone.retention.ms")
        .hasMessageContaining("docs/operations/members.md")
        .hasMessageContaining("topic 'c.contract.note', partition " + LANE + ", offset 9")
        .hasMessageContaining("on.error")
        .hasMessageNotContaining(SECRET_BODY);
    assertThat(run.body(1)).isEqualTo("b7");
    assertThat(run.database.conflicts()).isEmpty();
  }

  @Test
  void a_redelivered_change_is_not_taken_for_the_one_that_is_behind() {
    forgetsWhatNobodyToldC();

    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, "b5"), by(C, 9).writes(1, SECRET_BODY)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("context of c")
        .hasMessageContaining("offset 9");
    assertThatThrownBy(() -> run.put(by(C, 9).writes(1, SECRET_BODY), by(B, 5).writes(1, "b5")))
        .hasMessageContaining("context of c");
  }

  @Test
  void changes_of_lanes_of_which_nothing_is_forgotten_are_merged() {
    forgetsWhatNobodyToldC();

    run.put(by(C, 9).writes(ELSEWHERE, "c9"));

    assertThat(run.body(ELSEWHERE)).isEqualTo("c9");
  }

  @Test
  void where_the_admin_says_so_it_is_passed_over_and_nothing_is_taken_from_it() {
    run.with("on.error", "quarantine");
    forgetsWhatNobodyToldC();

    run.put(by(C, 9).writes(1, SECRET_BODY), by(C, 10).writes(ELSEWHERE, "c10"));

    assertThat(run.body(1)).isEqualTo("b7");
    assertThat(run.body(ELSEWHERE)).isEqualTo("c10");
    assertThat(run.database.conflicts().values())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.verdict()).isEqualTo(Verdict.QUARANTINED);
              assertThat(conflict.reason()).contains("context of c").doesNotContain(SECRET_BODY);
              assertThat(conflict.arrival().place().offset()).isEqualTo(9);
            });
    assertThat(run.context.metric("quarantined-total")).isEqualTo(1);

    run.put(by(B, 11).saw(C, 9).writes(1, "b11"));

    assertThat(run.body(1)).isEqualTo("b11");
    assertThat(run.database.conflicts()).hasSize(1);
  }

  @Test
  void the_version_row_of_its_key_stays_as_it_was() {
    run.with("on.error", "quarantine");
    forgetsWhatNobodyToldC();
    run.put(by(B, 8).writes(1, "b8"));
    Object known = run.database.versions().get(keyOf(1));

    run.put(by(C, 9).writes(1, SECRET_BODY));

    assertThat(known).isNotNull().isEqualTo(run.database.versions().get(keyOf(1)));
    assertThat(run.body(1)).isEqualTo("b8");
  }

  @Test
  void all_that_are_behind_are_passed_over_at_once() {
    run.with("on.error", "quarantine");
    forgetsWhatNobodyToldC();
    attempts = 0;

    run.put(
        by(B, 5).writes(1, "b5"),
        by(C, 9).writes(1, SECRET_BODY),
        by(C, 10).deletes(1),
        by(C, 11).writes(1, SECRET_BODY).asStub(),
        by(C, 12).writes(1, SECRET_BODY).asSnapshot(),
        by(C, 13).only(ChangeKind.MARK, LANE));

    assertThat(attempts).isEqualTo(2);
    assertThat(run.body(1)).isEqualTo("b7");
    assertThat(run.database.conflicts().values())
        .extracting(conflict -> conflict.arrival().place().offset())
        .containsExactlyInAnyOrder(9L, 10L, 11L, 12L);
  }

  @Test
  void it_goes_to_the_dead_letter_queue_once() {
    run.withReporter();
    forgetsWhatNobodyToldC();
    NoteChange behind = by(C, 9).writes(1, SECRET_BODY);

    run.put(behind);
    run.put(behind);

    assertThat(run.context.reported).hasSize(1);
    assertThat(run.context.reasons.get(0)).contains("context of c").doesNotContain(SECRET_BODY);
    assertThat(run.database.conflicts()).hasSize(1);
    assertThat(run.body(1)).isEqualTo("b7");
  }

  @Test
  void a_truncate_cannot_be_passed_over() {
    run.with("on.error", "quarantine").with("truncate.policy", "deletes");
    forgetsWhatNobodyToldC();

    assertThatThrownBy(() -> run.put(by(C, 9).truncates(LANE)))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("context of c does not cover what was forgotten here")
        .hasMessageContaining("lane " + LANE + " of contract.note")
        .hasMessageContaining("offset 9")
        .hasMessageContaining("docs/operations/members.md");
    assertThat(run.body(1)).isEqualTo("b7");
  }

  /** Region c is silent for longer than the retention, and region b's change is forgotten. */
  private void forgetsWhatNobodyToldC() {
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void before(Statement<?> statement) {
            attempts += statement instanceof AdvanceWatermarks ? 1 : 0;
          }
        });
    run.with("tombstone.retention.ms", "60000").assigned(LANE);
    run.put(by(B, 5).writes(1, "b5"), by(B, 7).writes(1, "b7"));
    long readBack = run.database.position() + 1_000;
    run.put(by(A, 8).saw(B, 7).at(readBack).only(ChangeKind.MARK, LANE));
    run.passes(Duration.ofMillis(60_001));
    run.putNothing();
    assertThat(run.database.floors().values()).containsExactly(vector(Map.of(B, 7L)));
    assertThat(run.database.versions()).doesNotContainKey(keyOf(1));
  }
}
