package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the dead letter queue gets of conflicts, in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConflictReportsTest {

  private final SinkRun run =
      new SinkRun()
          .with("conflict.policy", "quarantine")
          .with("errors.tolerance", "all")
          .with("errors.deadletterqueue.topic.name", "dead-letters")
          .withReporter();

  private NoteChange own(long stamp) {
    run.database.save(new Note(1, "ours", null));
    return by(A, stamp).at(run.database.position()).writes(1, "ours");
  }

  @Test
  void the_change_that_waits_is_reported_with_both_versions() {
    run.put(own(5));
    SinkRecord record = SinkRun.record(by(B, 6).writes(1, "theirs"));
    run.put(record);

    assertThat(run.body(1)).isEqualTo("ours");
    assertThat(run.context.reported).hasSize(1);
    SinkRecord reported = run.context.reported.get(0);
    assertThat(reported.value()).isEqualTo(record.value());
    assertThat(reported.kafkaOffset()).isEqualTo(record.kafkaOffset());
    assertThat(header(reported, ChangeHeader.NAME)).isEqualTo(header(record, ChangeHeader.NAME));
    assertThat(header(reported, "anabranch.conflict.winner")).isEqualTo("b@0.6");
    assertThat(header(reported, "anabranch.conflict.winner.row")).contains("theirs");
    assertThat(header(reported, "anabranch.conflict.loser")).isEqualTo("a@0.5");
    assertThat(header(reported, "anabranch.conflict.loser.row")).contains("ours");
    assertThat(run.context.reasons.get(0)).doesNotContain("ours", "theirs");
  }

  @Test
  void nothing_is_reported_where_versions_are_only_kept() {
    run.with("conflict.policy", "keep-local");
    run.put(own(5));
    run.put(by(B, 6).writes(1, "theirs"));

    assertThat(run.body(1)).isEqualTo("ours");
    assertThat(run.context.reported).isEmpty();
  }

  @Test
  void a_task_without_a_reporter_does_not_start() {
    run.context.hasReporter = false;

    assertThatThrownBy(run::putNothing)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("errors.deadletterqueue.topic.name");
  }

  private static String header(SinkRecord record, String name) {
    return String.valueOf(Objects.requireNonNull(record.headers().lastWithName(name)).value());
  }
}
