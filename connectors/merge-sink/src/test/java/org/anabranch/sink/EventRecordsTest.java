package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.records.event.CloudEvent;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventMetadata;
import org.anabranch.records.event.EventOperation;
import org.anabranch.records.event.EventOperation.Action;
import org.anabranch.records.event.EventStruct;
import org.anabranch.records.event.EventType;
import org.anabranch.records.event.EventWriter;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Changes whose records hold context events. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventRecordsTest {

  private static final ColumnMarks WITHOUT_EXTRA =
      new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of());

  /** As an event has it. */
  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "struct",
          "optional",
          true,
          "name",
          "note.Value",
          "fields",
          List.of(
              Map.of("name", "id", "type", "int64"),
              Map.of("name", "body", "type", "string?"),
              Map.of("name", "extra", "type", "string?")));

  private final SinkRun run = new SinkRun();

  private static ContextEvent event(
      EventType type, @Nullable Map<?, ?> previous, EventOperation... operations) {
    return new ContextEvent(
        "b@5",
        Instant.EPOCH,
        "5",
        "contract/note/id=1",
        "b",
        type,
        List.of(operations),
        previous,
        new EventMetadata(
            null, null, null, NoteChange.TABLE, null, Map.of("id", 1L), SCHEMA, ColumnMarks.NONE));
  }

  private static EventOperation row(String body, String extra) {
    return new EventOperation(Action.REPLACE, "", Map.of("id", 1L, "body", body, "extra", extra));
  }

  private static EventOperation column(String column, @Nullable Object value) {
    return new EventOperation(Action.REPLACE, "/" + column, value);
  }

  private static SinkRecord record(NoteChange change, Object value) {
    SinkRecord record = SinkRun.record(change);
    return new SinkRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        null,
        value,
        record.kafkaOffset(),
        null,
        record.timestampType(),
        record.headers());
  }

  private static SinkRecord record(NoteChange change, ContextEvent event) {
    return record(change, EventWriter.write(event));
  }

  private static NoteChange change(long stamp) {
    return by(B, stamp).writes(1, "of the envelope");
  }

  private static SinkRecord created() {
    return record(change(5).inserting(), event(EventType.CONTEXT_STATE, null, row("tea", "cup")));
  }

  @Test
  void a_state_is_the_row_and_a_removal_none() {
    run.put(created());
    assertThat(run.database.find(1)).isEqualTo(new Note(1, "tea", "cup"));

    run.put(
        record(
            by(B, 6).deletes(1), event(EventType.CONTEXT_STATE, null, EventOperation.REMOVE_ROW)));
    assertThat(run.database.find(1)).isNull();
  }

  @Test
  void an_event_may_be_the_data_of_a_cloud_event() {
    ContextEvent event = event(EventType.CONTEXT_STATE, null, row("tea", "cup"));

    run.put(record(change(5), CloudEvent.structured(event)));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "tea", "cup"));
  }

  @Test
  void an_event_may_have_the_schema_of_all_events() {
    ContextEvent event = event(EventType.CONTEXT_STATE, null, row("tea", "cup"));

    run.put(record(change(5), EventStruct.of(event)));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "tea", "cup"));
  }

  @Test
  void a_delta_leaves_alone_what_it_does_not_tell() {
    run.with("merge.strategy", "per-column");
    run.put(created());

    run.put(
        record(
            change(6).marked(WITHOUT_EXTRA),
            event(EventType.CONTEXT_DELTA, Map.of("body", "tea"), column("body", "coffee"))));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "coffee", "cup"));
  }

  @Test
  void two_regions_deltas_of_different_columns_both_count() {
    run.with("merge.strategy", "per-column");
    run.put(created());
    ContextEvent body =
        event(EventType.CONTEXT_DELTA, Map.of("body", "tea"), column("body", "coffee"));
    ContextEvent extra =
        event(EventType.CONTEXT_DELTA, Map.of("extra", "cup"), column("extra", "mug"));
    ColumnMarks withoutBody = new ColumnMarks(Set.of(), Set.of("body"), Set.of(), Set.of());

    run.put(record(by(NoteChange.C, 7).saw(B, 5).writes(1, "x").marked(withoutBody), extra));
    run.put(record(change(6).marked(WITHOUT_EXTRA), body));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "coffee", "mug"));
  }

  @Test
  void a_delta_and_a_concurrent_delete_end_alike_in_either_order() {
    SinkRecord created = created();
    SinkRecord delta =
        record(
            change(8).marked(WITHOUT_EXTRA),
            event(EventType.CONTEXT_DELTA, Map.of("body", "tea"), column("body", "coffee")));
    SinkRecord deleted =
        record(
            by(NoteChange.C, 7).saw(B, 5).deletes(1).over(new Note(1, "tea", "cup")),
            event(
                EventType.CONTEXT_STATE,
                Map.of("id", 1L, "body", "tea", "extra", "cup"),
                EventOperation.REMOVE_ROW));
    run.with("merge.strategy", "per-column");
    SinkRun other = new SinkRun().with("merge.strategy", "per-column");
    SinkRun third = new SinkRun().with("merge.strategy", "per-column");

    run.put(created);
    run.put(delta);
    run.put(deleted);
    other.put(created);
    other.put(deleted);
    other.put(delta);

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "coffee", "cup"));
    assertThat(other.database.find(1)).isEqualTo(run.database.find(1));
    third.put(deleted);
    third.put(created);
    third.put(delta);
    assertThat(third.database.find(1)).isEqualTo(run.database.find(1));
  }

  @Test
  void an_update_of_a_document_that_is_merged_by_field_is_no_event() {
    run.with("merge.strategy", "per-column").byField = true;
    run.put(created());

    assertThatThrownBy(
            () ->
                run.put(
                    record(
                        change(6).marked(WITHOUT_EXTRA),
                        event(EventType.CONTEXT_DELTA, null, column("body", "coffee")))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("which fields an update has removed", "last-writer-wins")
        .hasMessageNotContaining("coffee");
  }

  @Test
  void a_delta_tells_what_columns_with_merges_of_their_own_were() {
    run.with("merge.strategy", "per-column").with("merge.columns", "contract.note.body:text");
    run.put(created());
    SinkRecord blind =
        record(
            change(6).marked(WITHOUT_EXTRA),
            event(EventType.CONTEXT_DELTA, null, column("body", "coffee")));
    ColumnMarks withoutBody = new ColumnMarks(Set.of(), Set.of("body"), Set.of(), Set.of());

    assertThatThrownBy(() -> run.put(blind))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[body]", "previous.values=true")
        .hasMessageNotContaining("coffee");
    SinkRecord silent =
        record(
            change(7).marked(withoutBody),
            event(EventType.CONTEXT_DELTA, null, column("extra", "mug")));
    assertThatThrownBy(() -> run.put(silent))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[body]", "event.type=state");
  }

  @Test
  void a_delta_of_rows_that_are_merged_as_a_whole_is_refused() {
    SinkRecord delta =
        record(
            change(6).marked(WITHOUT_EXTRA),
            event(EventType.CONTEXT_DELTA, Map.of("body", "tea"), column("body", "coffee")));

    assertThatThrownBy(() -> run.put(delta))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "[extra]", "event.type=state", "merge.strategy.contract.note=per-column", "partition")
        .hasMessageNotContaining("coffee");
  }

  @Test
  void a_column_that_nobody_names_is_not_taken_for_null() {
    run.with("merge.strategy", "per-column");
    SinkRecord delta =
        record(
            change(6),
            event(EventType.CONTEXT_DELTA, Map.of("body", "tea"), column("body", "coffee")));

    assertThatThrownBy(() -> run.put(delta))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[extra]", "ToContextEvent");
  }

  @Test
  void a_malformed_event_is_quarantined_with_its_place() {
    run.with("on.error", "quarantine");
    ContextEvent event = event(EventType.CONTEXT_STATE, null, column("id", "secret"));

    run.put(record(change(5), event), SinkRun.record(by(B, 6).writes(2, "b6")));

    assertThat(run.body(1)).isNull();
    assertThat(run.body(2)).isEqualTo("b6");
    assertThat(run.database.conflicts().values())
        .extracting(Conflict::reason)
        .singleElement()
        .asString()
        .contains("/payload/operations/0/value", "is no integer")
        .doesNotContain("secret");
  }
}
