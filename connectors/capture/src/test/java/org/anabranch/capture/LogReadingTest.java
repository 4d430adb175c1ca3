package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final LogReading reading =
      new LogReading(
          OPTIONS,
          new ScriptedLog(),
          new Resume(null, CaptureState.EMPTY, false, 1),
          new CaptureMetrics());

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
    assertThat(out).hasSize(1);
    assertThat(Objects.requireNonNull(reading.offset()).state()).isEqualTo(CaptureState.EMPTY);
    read(20, new LogEvent.Other());
    assertThat(out.get(1).offset().get("ab.applied")).isEqualTo("1|public/notes 0:there=5");
  }

  @Test
  void a_tombstone_follows_its_delete_and_is_dropped_with_an_echo() {
    read(10, row(Operation.DELETE));
    read(10, new LogEvent.Tombstone());
    read(20, watermark());
    read(20, row(Operation.DELETE));
    read(20, new LogEvent.Tombstone());
    assertThat(out).hasSize(2);
    assertThat(out.get(1)).isInstanceOf(PendingRecord.Tombstone.class);
  }

  @Test
  void a_watermark_after_local_rows_stops_the_capture_and_says_where() {
    read(10, row(Operation.UPDATE));
    assertThatThrownBy(() -> read(10, watermark()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("anabranch.watermark");
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

  private static final class ScriptedLog implements CapturedLog {

    @Override
    public LogEvent read(SourceRecord record) {
      return (LogEvent) record.value();
    }

    @Override
    public Object completedBefore(SourceRecord record) {
      return Objects.requireNonNull(record.sourceOffset().get("at"));
    }

    @Override
    public Map<String, ?> restartAt(SourceRecord record) {
      return record.sourceOffset();
    }
  }
}
