package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement.Refusal;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Events of a system that has no database here, among changes of members. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExternalEventsTest {

  private static final String TOPIC = "crm.events";
  private static final long LAG_MILLIS = 60_000;

  private final SinkRun run =
      new SinkRun()
          .with("context.external.origins", "crm:contract.note(id)")
          .with("context.external.lag.max.ms", String.valueOf(LAG_MILLIS))
          .with("context.origins.previous", "a,b,c");
  private final long now = run.clock.millis;
  private int sent;

  @Test
  void an_event_is_a_change_of_its_system_at_its_time() {
    run.put(event(now, 7, "tea"));

    assertThat(run.database.find(7)).isEqualTo(new Note(7, "tea", null));
    assertThat(run.database.watermarks().keySet())
        .extracting(stream -> stream.origin().name())
        .containsExactly("crm");
  }

  @Test
  void the_later_one_wins_in_whatever_order_they_come_and_however_often() {
    SinkRecord older = event(now - 5, 7, "older");
    SinkRecord newer = event(now, 7, "newer");

    run.put(newer, older, newer, older);
    assertThat(run.body(7)).isEqualTo("newer");

    run.put(SinkRun.record(by(B, stamp(now + 1)).writes(7, "later")), event(now - 1, 7, "between"));
    assertThat(run.body(7)).isEqualTo("later");
    assertThat(run.database.conflicts().values())
        .extracting(conflict -> conflict.loser().id().origin().name())
        .containsExactly("crm");
  }

  @Test
  void columns_that_an_event_leaves_out_are_null() {
    run.put(by(B, 5).writes(new Note(7, "b5", "extra")));

    run.put(event(now, 7, "tea"));

    assertThat(run.database.find(7)).isEqualTo(new Note(7, "tea", null));
  }

  @Test
  void a_row_is_removed_by_its_key() {
    run.put(event(now, 7, "tea"));

    run.put(event(now + 1, 7, null));

    assertThat(run.body(7)).isNull();
  }

  @Test
  void one_that_is_older_than_those_before_it_by_more_than_the_bound_is_refused() {
    run.with("on.error", "quarantine");

    run.put(
        event(now, 7, "tea"),
        event(now - LAG_MILLIS, 8, "late"),
        event(now - LAG_MILLIS - 1, 9, "too late"),
        event(now, 10, "cup"));

    assertThat(List.of(10L, 9L, 8L, 7L).stream().map(run::body))
        .containsExactly("cup", null, "late", "tea");
    assertThat(run.database.refusals().values())
        .extracting(Refusal::reason)
        .singleElement()
        .asString()
        .contains("context.external.lag.max.ms")
        .doesNotContain("too late");
  }

  /** By what came after it, it would be too late now. */
  @Test
  void one_that_comes_again_after_its_sink_has_lost_its_place_is_no_late_one() {
    List<SinkRecord> events = List.of(event(now - LAG_MILLIS - 1, 7, "tea"), event(now, 8, "cup"));
    run.put(events);
    acknowledge(NoteChange.laneOf(7).number(), Stamp.atMillis(now));

    run.restarted().put(events);

    assertThat(run.database.refusals()).isEmpty();
    assertThat(run.context.metric("already-merged-total")).isEqualTo(2);
    assertThat(run.body(7)).isEqualTo("tea");
    assertThatThrownBy(() -> run.put(event(now - LAG_MILLIS - 1, 9, "too late")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("context.external.lag.max.ms");
  }

  @Test
  void one_that_is_ahead_of_the_clock_waits_and_what_lies_behind_it() {
    run.put(event(now + 60_001, 7, "ahead"), event(now, 8, "behind"));

    assertThat(run.body(7)).isNull();
    assertThat(run.body(8)).isNull();
    assertThat(run.context.paused).containsExactly(new TopicPartition(TOPIC, 0));
  }

  @Test
  void what_an_event_may_still_meet_is_not_forgotten() {
    int lane = NoteChange.laneOf(7).number();
    run.assigned(lane);
    SinkRecord tea = event(now, 7, "tea");
    run.put(tea);
    Stamp stamp = run.database.versions().values().iterator().next().version().sequence();

    acknowledge(lane, stamp);
    assertThat(run.database.versions()).hasSize(1);

    run.put(event(now + LAG_MILLIS, 8, "cup"));
    acknowledge(lane, stamp);
    assertThat(run.database.versions()).hasSize(2);

    run.put(event(now + LAG_MILLIS + 1, 8, "cup"));
    acknowledge(lane, stamp);
    assertThat(run.database.versions()).doesNotContainKey(NoteChange.keyOf(7));
  }

  /** Nobody had listed the system when its row was forgotten. */
  @Test
  void one_that_is_older_than_what_is_forgotten_is_refused() {
    int lane = NoteChange.laneOf(7).number();
    run.assigned(lane).configuration.remove("context.external.origins");
    run.restarted();
    run.put(by(B, stamp(now)).deletes(7));
    acknowledge(lane, Stamp.atMillis(now));
    assertThat(run.database.versions()).isEmpty();

    run.restarted().with("context.external.origins", "crm:contract.note(id)");

    assertThatThrownBy(() -> run.put(event(now - 1, 7, "tea")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("List it in every connector first");
    run.put(event(now + 1, 7, "tea"));
    assertThat(run.body(7)).isEqualTo("tea");
  }

  @Test
  void what_cannot_be_merged_is_refused_with_the_way_out() {
    assertRefused(at(1, event(now, 7, "tea")), "a topic with one partition");
    assertRefused(changed(event(now, 7, "tea"), "cloudRegion", "erp"), "context.external.origins");
    assertRefused(changed(event(now, 7, "tea"), "eventType", "CONTEXT_DELTA"), "CONTEXT_STATE");
    assertRefused(record(now, "7", row("7", "tea")), "comes as String and is integer");
    assertRefused(record(now, null, Map.of("body", "tea")), "does not tell the key's column id");
    run.database.exclude();
    assertRefused(event(now, 7, "tea"), "database of one region");
  }

  private void assertRefused(SinkRecord record, String why) {
    assertThatThrownBy(() -> run.put(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("tea");
  }

  /** Everybody has seen it, and the own log is read back. */
  private void acknowledge(int lane, Stamp stamp) {
    for (Origin member : List.of(A, B, C)) {
      NoteChange mark = by(member, stamp.bits() + 1 + sent++);
      for (Origin seen : List.of(A, B, C, new Origin("crm"))) {
        mark = seen.equals(member) ? mark : mark.saw(seen, stamp.bits());
      }
      run.put(mark.at(Long.MAX_VALUE).only(ChangeKind.MARK, lane));
    }
    run.passes(Duration.ofSeconds(2));
    run.putNothing();
  }

  private static long stamp(long millis) {
    return Stamp.atMillis(millis).bits();
  }

  private SinkRecord event(long millis, long id, @Nullable String body) {
    return record(millis, id, body == null ? null : row(id, body));
  }

  private static Map<String, Object> row(Object id, String body) {
    return Map.of("id", id, "body", body);
  }

  private SinkRecord record(long millis, @Nullable Object id, @Nullable Object row) {
    Map<String, Object> event = new HashMap<>();
    event.put("eventId", "crm-" + ++sent);
    event.put("timestamp", Instant.ofEpochMilli(millis).toString());
    event.put("version", 1L);
    event.put("contextId", "note-" + id);
    event.put("cloudRegion", "crm");
    event.put("eventType", "CONTEXT_STATE");
    event.put("payload", Map.of("operations", List.of(operation(row))));
    event.put(
        "metadata",
        id == null
            ? Map.of("table", "contract.note")
            : Map.of("table", "contract.note", "key", Map.of("id", id)));
    return new SinkRecord(TOPIC, 0, null, null, null, event, sent);
  }

  private static Map<String, Object> operation(@Nullable Object row) {
    return row == null
        ? Map.of("type", "REMOVE", "path", "")
        : Map.of("type", "ADD", "path", "", "value", row);
  }

  private static SinkRecord changed(SinkRecord record, String member, String value) {
    Map<Object, @Nullable Object> event = new HashMap<>((Map<?, ?>) record.value());
    event.put(member, value);
    return new SinkRecord(TOPIC, 0, null, null, null, event, record.kafkaOffset());
  }

  private static SinkRecord at(int partition, SinkRecord record) {
    return new SinkRecord(TOPIC, partition, null, null, null, record.value(), record.kafkaOffset());
  }
}
