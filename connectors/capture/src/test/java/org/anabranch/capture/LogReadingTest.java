package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The rules of the log without any database: events are handed in as they are. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogReadingTest {

  private static final TableName NOTES = new TableName("public", "notes");
  private static final ContextOptions OPTIONS =
      ContextOptions.of(
          Map.of("context.origin", "here", "context.origins", "here,there", "context.lanes", "2"));

  private final List<PendingRecord> out = new ArrayList<>();
  private long nowMillis;
  private final LogReading reading = reading(CaptureState.EMPTY, SnapshotPhase.NONE, List.of());

  private LogReading reading(CaptureState state, SnapshotPhase snapshot, List<TableName> tables) {
    LaneMarks marks = new LaneMarks(tables, OPTIONS.lanes(), 1_000, () -> nowMillis);
    Resume resume = new Resume(null, state, true, 1, snapshot);
    return new LogReading(OPTIONS, new ScriptedLog(), resume, marks, new CaptureMetrics());
  }

  @Test
  void a_mark_tells_what_an_echo_has_applied_with_the_clock_as_it_is() {
    read(10, watermark());
    read(20, new LogEvent.Other());

    assertThat(out.get(0))
        .isInstanceOfSatisfying(
            PendingRecord.Marked.class,
            mark -> {
              assertThat(mark.kind()).isEqualTo(ChangeKind.MARK);
              assertThat(mark.lane()).isEqualTo(new CapturedLane(NOTES, 0));
              assertThat(mark.stamped().stamp()).isEqualTo(new Stamp(5));
              assertThat(mark.stamped().context()).hasToString("{here=0.5, there=0.5}");
              assertThat(mark.position()).isEqualTo(20);
            });
    assertThat(Objects.requireNonNull(reading.offset()).state().clock()).isEqualTo(new Stamp(5));
  }

  @Test
  void marks_wait_for_their_interval_and_come_although_nothing_else_does() {
    read(10, watermark());
    read(20, new LogEvent.Other());
    read(20, new LogEvent.Watermark(new Origin("there"), NOTES, 0, new Stamp(6), false));
    read(30, new LogEvent.Other());
    assertThat(marks()).hasSize(1);

    nowMillis += 999;
    reading.idle(out::add);
    assertThat(marks()).hasSize(1);

    nowMillis += 1;
    reading.idle(out::add);
    assertThat(marks()).hasSize(2);

    nowMillis += 5_000;
    reading.idle(out::add);
    assertThat(marks()).hasSize(2);
  }

  @Test
  void a_stamp_that_was_told_before_is_owed_no_mark() {
    read(10, watermark());
    read(20, new LogEvent.Other());
    nowMillis += 1_000;

    read(20, watermark());
    read(30, new LogEvent.Other());

    assertThat(marks()).hasSize(1);
  }

  @Test
  void a_change_of_the_lane_carries_the_context_in_a_marks_place() {
    nowMillis -= 1;
    LogReading busy = reading(CaptureState.EMPTY, SnapshotPhase.NONE, List.of(NOTES));
    nowMillis += 1;
    busy.read(record(10, row(Operation.CREATE), Map.of("id", 1)), out::add);

    assertThat(marks()).hasSize(2);
    assertThat(out.get(0)).isInstanceOf(PendingRecord.Marked.class);
  }

  @Test
  void a_snapshot_is_told_from_begin_to_end_in_every_lane_also_of_an_empty_table() {
    TableName empty = new TableName("public", "empty");
    LogReading first = reading(CaptureState.EMPTY, SnapshotPhase.AHEAD, List.of(NOTES, empty));
    LogEvent row = new LogEvent.Row(NOTES, Operation.READ, true, 7, 1_000_000);
    first.read(record(0, row, Map.of("id", 1)), out::add);
    first.read(record(10, new LogEvent.Other(), null), out::add);

    assertThat(marks().stream().map(PendingRecord.Marked::kind))
        .containsExactly(
            ChangeKind.SNAPSHOT_BEGIN,
            ChangeKind.SNAPSHOT_BEGIN,
            ChangeKind.SNAPSHOT_BEGIN,
            ChangeKind.SNAPSHOT_BEGIN,
            ChangeKind.SNAPSHOT_END,
            ChangeKind.SNAPSHOT_END,
            ChangeKind.SNAPSHOT_END,
            ChangeKind.SNAPSHOT_END);
    assertThat(out.get(4)).isInstanceOf(PendingRecord.Changed.class);
    assertThat(out.get(4).offset().get("ab.snapshot.open")).isEqualTo(true);
    assertThat(out.get(0).offset().get("again")).as("a begin repeats its snapshot").isEqualTo(true);
    assertThat(out.subList(5, 8))
        .as("ends that leave others to be sent")
        .allMatch(end -> Boolean.TRUE.equals(end.offset().get("ab.snapshot.open")))
        .extracting(end -> String.valueOf(end.offset().get("ab.clock")))
        .containsOnly(String.valueOf(out.get(4).offset().get("ab.clock")));
    assertThat(out.get(8).offset()).doesNotContainKey("ab.snapshot.open");
  }

  @Test
  void a_table_that_is_met_later_is_owed_marks_in_all_its_lanes_once() {
    LaneMarks marks = new LaneMarks(List.of(), OPTIONS.lanes(), 1_000, () -> nowMillis);
    marks.meet(Set.of(NOTES));
    assertThat(marks.take())
        .containsExactly(new CapturedLane(NOTES, 0), new CapturedLane(NOTES, 1));
    marks.meet(Set.of(NOTES));
    assertThat(marks.take()).isEmpty();
  }

  @Test
  void an_end_that_was_not_stored_comes_again_under_the_same_stamp() {
    CaptureState state = new CaptureState(new Stamp(70), Applied.NONE);
    reading(state, SnapshotPhase.RUNNING, List.of(NOTES))
        .read(record(10, new LogEvent.Other(), null), out::add);
    nowMillis += 100_000;
    reading(state, SnapshotPhase.RUNNING, List.of(NOTES))
        .read(record(10, new LogEvent.Other(), null), out::add);

    assertThat(marks().stream().map(PendingRecord.Marked::kind).distinct())
        .containsExactly(ChangeKind.SNAPSHOT_END);
    assertThat(marks().stream().map(mark -> mark.stamped().stamp()).distinct())
        .containsExactly(new Stamp(71));
  }

  private List<PendingRecord.Marked> marks() {
    return out.stream()
        .filter(PendingRecord.Marked.class::isInstance)
        .map(PendingRecord.Marked.class::cast)
        .toList();
  }

  private List<PendingRecord> others() {
    return out.stream().filter(one -> !(one instanceof PendingRecord.Marked)).toList();
  }

  @Test
  void every_record_carries_the_end_of_the_last_completed_transaction() {
    read(10, row(Operation.CREATE));
    read(10, row(Operation.UPDATE));
    read(20, row(Operation.UPDATE));
    read(30, new LogEvent.Other());
    assertThat(out)
        .extracting(one -> String.valueOf(one.offset().get("at")))
        .containsExactly("10", "10", "20", "30");
    Object atStart = out.get(0).offset().get("ab.clock");
    assertThat(out.get(1).offset().get("ab.clock")).isEqualTo(atStart);
    assertThat(out.get(2).offset().get("ab.clock")).isNotEqualTo(atStart);
  }

  @Test
  void a_heartbeat_inside_a_transaction_does_not_end_it() {
    read(10, watermark());
    read(10, new LogEvent.Other());
    read(10, row(Operation.UPDATE));
    assertThat(others()).hasSize(1);
    assertThat(Objects.requireNonNull(reading.offset()).state()).isEqualTo(CaptureState.EMPTY);
    read(20, new LogEvent.Other());
    assertThat(others().get(1).offset().get("ab.applied")).isEqualTo("1|public/notes 0:there=5");
  }

  @Test
  void a_tombstone_follows_its_delete_and_is_dropped_with_an_echo() {
    read(10, row(Operation.DELETE));
    read(10, new LogEvent.Tombstone());
    read(20, watermark());
    read(20, row(Operation.DELETE));
    read(20, new LogEvent.Tombstone());
    assertThat(others()).hasSize(2);
    assertThat(others().get(1)).isInstanceOf(PendingRecord.Tombstone.class);
  }

  @Test
  void a_watermark_after_local_rows_stops_the_capture_and_says_where() {
    read(10, row(Operation.UPDATE));
    assertThatThrownBy(() -> read(10, watermark()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("anabranch.watermark");
  }

  @Test
  void
      watermarks_that_were_missed_enter_contexts_once_the_log_has_passed_them_and_so_after_a_restart() {
    Origin there = new Origin("there");
    Applied applied =
        Applied.NONE
            .with(there, NOTES, 0, new Stamp(900_000_000))
            .with(there, NOTES, 1, new Stamp(900_000_000));
    AppliedAt missed = new AppliedAt(20, new Stamp(900_000_000), applied);
    LogReading late = late(CaptureState.EMPTY, missed);
    late.read(record(10, row(Operation.CREATE), Map.of("id", 1)), out::add);
    StoredOffset before =
        Objects.requireNonNull(StoredOffset.of(Objects.requireNonNull(late.offset()).toMap()));
    late.read(record(15, row(Operation.UPDATE), Map.of("id", 1)), out::add);
    late.read(record(20, row(Operation.UPDATE), Map.of("id", 1)), out::add);
    List<Stamped> once = changes();
    assertThat(once)
        .extracting(stamped -> stamped.context().of(there).bits())
        .containsExactly(0L, 0L, 900_000_000L);
    assertThat(once.get(2).stamp()).isGreaterThan(new Stamp(900_000_000));
    assertThat(Objects.requireNonNull(late.offset()).catchUp()).isNull();

    assertThat(before.catchUp()).isEqualTo(missed);
    out.clear();
    LogReading again = late(before.state(), Objects.requireNonNull(before.catchUp()));
    again.read(record(10, row(Operation.CREATE), Map.of("id", 1)), out::add);
    again.read(record(15, row(Operation.UPDATE), Map.of("id", 1)), out::add);
    again.read(record(20, row(Operation.UPDATE), Map.of("id", 1)), out::add);
    assertThat(changes()).isEqualTo(once);
  }

  private LogReading late(CaptureState state, AppliedAt missed) {
    LaneMarks marks = new LaneMarks(List.of(), OPTIONS.lanes(), 1_000, () -> nowMillis);
    Resume resume = new Resume(null, state, false, 1, SnapshotPhase.NONE, null, () -> missed);
    return new LogReading(OPTIONS, new ScriptedLog(), resume, marks, new CaptureMetrics());
  }

  private List<Stamped> changes() {
    return out.stream()
        .filter(PendingRecord.Changed.class::isInstance)
        .map(one -> ((PendingRecord.Changed) one).change().stamped())
        .toList();
  }

  @Test
  void a_row_without_a_key_stops_the_capture_and_names_the_table() {
    assertThatThrownBy(() -> reading.read(record(10, row(Operation.UPDATE), null), out::add))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("public.notes")
        .hasMessageContaining("message.key.columns");
  }

  private static LogEvent.Row row(Operation operation) {
    return new LogEvent.Row(NOTES, operation, false, 7, 1_000_000);
  }

  private static LogEvent.Watermark watermark() {
    return new LogEvent.Watermark(new Origin("there"), NOTES, 0, new Stamp(5), false);
  }

  private void read(long completed, LogEvent event) {
    reading.read(record(completed, event, Map.of("id", 1)), out::add);
  }

  private static SourceRecord record(long completed, LogEvent event, @Nullable Object key) {
    Map<String, Object> offset = Map.of("at", completed);
    return new SourceRecord(Map.of(), offset, "topic", null, null, key, (Schema) null, event);
  }
}
