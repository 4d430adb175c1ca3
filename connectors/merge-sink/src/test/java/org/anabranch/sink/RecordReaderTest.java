package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The forms in which a change may arrive. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecordReaderTest {

  private static final Note NOTE = new Note(1, "b5", "extra");

  private final SinkRun run = new SinkRun();

  @Test
  void an_envelope_with_a_schema_is_read() {
    run.put(SinkRun.record(by(B, 5).writes(NOTE)));

    assertThat(run.database.find(1)).isEqualTo(NOTE);
  }

  @Test
  void an_envelope_without_a_schema_is_read() {
    Map<String, @Nullable Object> envelope = new HashMap<>();
    envelope.put("before", null);
    envelope.put("after", row());
    envelope.put("op", "u");

    run.put(schemaless(by(B, 5).writes(NOTE), envelope));

    assertThat(run.database.find(1)).isEqualTo(NOTE);
  }

  @Test
  void a_value_that_is_the_row_itself_is_read() {
    run.put(schemaless(by(B, 5).writes(NOTE), row()));

    assertThat(run.database.find(1)).isEqualTo(NOTE);
  }

  @Test
  void a_row_itself_that_has_a_schema_is_read() {
    SinkRecord record = SinkRun.record(by(B, 5).writes(NOTE));
    Struct row = ((Struct) record.value()).getStruct("after");

    run.put(with(record, row));

    assertThat(run.database.find(1)).isEqualTo(NOTE);
  }

  @Test
  void a_delete_needs_no_value_and_its_tombstone_is_nothing_new() {
    run.put(SinkRun.record(by(B, 5).writes(NOTE)));
    SinkRecord delete = SinkRun.record(by(B, 6).deletes(1));
    SinkRecord tombstone = with(delete, null);

    run.put(delete, tombstone);
    assertThat(run.body(1)).isNull();

    run.put(with(SinkRun.record(by(B, 7).writes(NOTE)), row()));
    run.put(with(SinkRun.record(by(B, 8).deletes(1)), null));
    assertThat(run.body(1)).isNull();
  }

  @Test
  void marks_need_neither_key_nor_value() {
    int lane = NoteChange.laneOf(1).number();

    run.put(
        by(B, 5).only(ChangeKind.SNAPSHOT_BEGIN, lane),
        by(B, 6).only(ChangeKind.SNAPSHOT_END, lane),
        by(B, 6).only(ChangeKind.MARK, lane));

    assertThat(run.database.watermarks()).hasSize(1);
    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void a_column_that_a_change_left_alone_stays_also_where_it_is_told_as_null() {
    run.with("merge.strategy", "per-column");
    run.put(SinkRun.record(by(B, 5).inserting().writes(NOTE)));

    run.put(
        by(B, 6)
            .over(new Note(1, "b5", null))
            .writes(new Note(1, "b6", null))
            .marked(new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of())));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "b6", "extra"));
  }

  @Test
  void rows_that_differ_in_what_is_each_regions_own_are_alike() {
    run.with("merge.columns", "contract.note.extra:local");
    run.database.save(new Note(1, "b5", "mine"));

    run.put(by(B, 5).asSnapshot().writes(new Note(1, "b5", "theirs")));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "b5", "mine"));
    assertThat(run.database.conflicts()).isEmpty();
  }

  @Test
  void a_value_that_is_no_row_is_refused_by_its_type() {
    SinkRecord record = schemaless(by(B, 5).writes(NOTE), "a text that is no row");

    assertThatThrownBy(() -> run.put(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageNotContaining("a text");
  }

  /** What stands for it may look like a row. */
  @Test
  void a_value_that_lies_in_parts_is_refused() {
    SinkRecord record = schemaless(by(B, 5).writes(NOTE), row());
    record.headers().addString(ManifestHeader.NAME, "ab1:");

    assertThatThrownBy(() -> run.put(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Assemble$Value");

    run.put(SinkRun.record(by(B, 5).writes(NOTE)), stubWithThatHeader());
    assertThat(run.body(NOTE.id())).isNull();
  }

  private static SinkRecord stubWithThatHeader() {
    SinkRecord stub = with(SinkRun.record(by(B, 6).writes(NOTE).asStub()), null);
    stub.headers().addString(ManifestHeader.NAME, "ab1:");
    return stub;
  }

  @Test
  void a_key_that_is_missing_is_refused() {
    SinkRecord record = SinkRun.record(by(B, 5).writes(NOTE));
    SinkRecord keyless =
        record.newRecord(
            record.topic(),
            record.kafkaPartition(),
            null,
            null,
            record.valueSchema(),
            record.value(),
            null,
            record.headers());

    assertThatThrownBy(() -> run.put(keyless)).hasMessageContaining("has no key");
  }

  @Test
  void a_stub_has_neither_key_nor_row_and_deletes_what_may_not_be_held_here() {
    List<String> statements = statements();
    run.put(SinkRun.record(by(B, 4).writes(NOTE)));

    run.put(stub(5, false));

    assertThat(run.body(NOTE.id())).isNull();
    assertThat(statements).contains("KeysOfLane");
  }

  @Test
  void of_a_stub_that_has_kept_its_key_the_row_is_not_looked_for() {
    List<String> statements = statements();
    run.put(SinkRun.record(by(B, 4).writes(NOTE)));

    run.put(stub(5, true));

    assertThat(run.body(NOTE.id())).isNull();
    assertThat(statements).contains("DeleteRows").doesNotContain("KeysOfLane");
  }

  @Test
  void of_a_table_that_is_merged_by_column_nothing_expires_on_its_way() {
    run.with("merge.strategy", "per-column");

    assertThatThrownBy(() -> run.put(stub(5, true)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Leave the table out of ExpireContext's ttl.field");

    run.put(stub(5, false));
    assertThat(run.database.versions()).hasSize(1);
  }

  private List<String> statements() {
    List<String> statements = new ArrayList<>();
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void before(Statement<?> statement) {
            statements.add(statement.name());
          }
        });
    return statements;
  }

  private static SinkRecord stub(long stamp, boolean keyed) {
    SinkRecord record = SinkRun.record(by(B, stamp).writes(NOTE).asStub());
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        keyed ? record.keySchema() : null,
        keyed ? record.key() : null,
        null,
        null,
        null,
        record.headers());
  }

  private static Map<String, @Nullable Object> row() {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("id", NOTE.id());
    row.put("body", NOTE.body());
    row.put("extra", NOTE.extra());
    return row;
  }

  private static SinkRecord with(SinkRecord record, @Nullable Object value) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        null,
        value,
        null,
        record.headers());
  }

  /** As a schemaless JSON converter reads it: the key is a map too. */
  private static SinkRecord schemaless(NoteChange change, Object value) {
    SinkRecord record = SinkRun.record(change);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        null,
        Map.of("id", NOTE.id()),
        null,
        value,
        null,
        record.headers());
  }
}
