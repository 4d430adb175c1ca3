package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.capture.LogEvent.DocumentMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.records.key.KeyHasher;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transactions of applications beside a sink that has none, where each document tells by itself
 * whose write it is.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MarkedTransactionsTest {

  private static final TableName NOTES = new TableName("shop", "notes");
  private static final Origin HERE = new Origin("here");
  private static final ContextOptions OPTIONS =
      ContextOptions.of(
          Map.of("context.origin", "here", "context.origins", "here,there", "context.lanes", "1"));
  private static final ChangeId REMOTE = new ChangeId(new Origin("there"), Stamp.atMillis(5_000));
  private static final VersionVector MERGED = VersionVector.EMPTY.with(REMOTE);

  private final List<LocalChange> told = new ArrayList<>();
  private final LogReading reading =
      new LogReading(
          OPTIONS,
          new ScriptedLog(),
          new Resume(null, CaptureState.EMPTY, false, 1, SnapshotPhase.NONE),
          new LaneMarks(List.of(), OPTIONS.lanes(), 1_000, () -> 0L),
          new CaptureMetrics());

  private static WriteId write(long number) {
    return new WriteId("w", number);
  }

  private static MarkedKey key(int id) {
    KeyHash hash =
        KeyHasher.withSecret(null).hash(ColumnKey.of(record(0, id, new LogEvent.Other()), NOTES));
    return new MarkedKey(HERE, NOTES, hash);
  }

  private static MarkedDocument bySink(int id, long number) {
    return new MarkedDocument(
        "remote", DocumentMarker.of(key(id), REMOTE, MERGED, "remote", write(number)));
  }

  private static SourceRecord record(long completed, int id, LogEvent event) {
    return new SourceRecord(
        Map.of(),
        Map.of("at", completed),
        "topic",
        null,
        null,
        Map.of("id", id),
        (Schema) null,
        event);
  }

  private void read(long completed, int id, LogEvent event) {
    reading.read(
        record(completed, id, event),
        pending -> {
          if (pending instanceof PendingRecord.Changed changed) {
            told.add(changed.change());
          }
        });
  }

  private void written(
      long completed, int id, @Nullable MarkedDocument before, @Nullable MarkedDocument after) {
    Operation operation =
        after == null ? Operation.DELETE : before == null ? Operation.CREATE : Operation.UPDATE;
    DocumentMarks marks = new DocumentMarks(before, after);
    boolean bare =
        (before == null || before.marker() == null) && (after == null || after.marker() == null);
    read(
        completed,
        id,
        new LogEvent.Row(NOTES, operation, false, 7, 1_000_000, bare ? null : marks));
  }

  private static MarkedDocument plain(String content) {
    return new MarkedDocument(content, null);
  }

  @Test
  void a_document_that_the_sink_has_written_before_is_the_applications_in_its_transaction() {
    MarkedDocument remote = bySink(1, 1);
    MarkedDocument mine = new MarkedDocument("mine", remote.marker());
    written(10, 1, null, remote);
    written(20, 1, remote, mine);
    written(20, 2, null, plain("mine too"));
    written(20, 1, mine, remote);

    assertThat(told)
        .extracting(one -> one.marked().receipt())
        .containsExactly(true, false, false, false);
    assertThat(told.get(1).marked().seen()).as("by the document").isEqualTo(MERGED);
    assertThat(told.get(1).stamped().stamp()).isGreaterThan(REMOTE.stamp());
    assertThat(told).extracting(one -> one.stamped().stamp()).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "the other write comes first: {0}")
  @ValueSource(booleans = {true, false})
  void a_transaction_that_ends_what_the_sink_had_begun_keeps_its_other_writes(boolean otherFirst) {
    MarkedDocument going = plain("x").going(key(1), REMOTE, write(1));
    written(10, 1, plain("x"), going);
    read(20, 1, new LogEvent.Removing(write(1), 1));
    if (otherFirst) {
      written(30, 2, null, plain("mine"));
    }
    written(30, 1, going, null);
    if (!otherFirst) {
      written(30, 2, null, plain("mine"));
    }
    read(40, 3, new LogEvent.Other());

    assertThat(told)
        .extracting(one -> one.marked().receipt(), one -> one.row().operation())
        .containsExactlyInAnyOrder(tuple(false, Operation.CREATE), tuple(true, Operation.DELETE));
    assertThat(told).extracting(one -> one.stamped().stamp()).isSorted();
    assertThat(Objects.requireNonNull(reading.offset()).state().clock())
        .isEqualTo(told.get(1).stamped().stamp());
  }
}
