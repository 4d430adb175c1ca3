package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is told of the columns' state of rows that are merged by column. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnStateSizeTest {

  private static final int WRITES = 50;
  private static final Duration LONGER_THAN_TOLD = Duration.ofMinutes(10);

  private final SinkRun run = new SinkRun();

  private void mergeByColumn() {
    run.with("merge.strategy." + NoteChange.TABLE, "per-column")
        .with("merge.columns", NoteChange.TABLE + ".extra:counter");
  }

  private static Note note(int count) {
    return new Note(1, null, String.valueOf(count));
  }

  private static NoteChange counts(int to) {
    NoteChange change = by(B, to + 1);
    return to == 0
        ? change.inserting().writes(note(0))
        : change.over(note(to - 1)).writes(note(to));
  }

  private static NoteChange acknowledges(Origin member, int to) {
    return by(member, to + 1).saw(B, to + 1).only(ChangeKind.MARK, NoteChange.laneOf(1).number());
  }

  private long largest() {
    return run.context.metric("column-state-max-bytes");
  }

  @Test
  void what_is_in_flight_of_columns_is_told_and_grows_while_a_member_is_silent() {
    mergeByColumn();
    run.put(counts(0));
    long first = largest();

    for (int to = 1; to < WRITES; to++) {
      run.put(counts(to));
    }

    assertThat(first).isPositive();
    assertThat(largest()).isGreaterThan(first + WRITES);
    assertThat(run.context.metric("column-state-avg-bytes")).isBetween(first, largest());
  }

  @Test
  void it_stays_small_however_long_a_row_is_written_where_all_acknowledge() {
    mergeByColumn();
    run.put(counts(0));
    long first = largest();

    for (int to = 1; to < WRITES; to++) {
      run.put(counts(to), acknowledges(A, to), acknowledges(C, to));
    }

    assertThat(largest()).isLessThan(2 * first);
  }

  @Test
  void it_is_of_the_last_minute() {
    mergeByColumn();
    run.put(counts(0));

    run.passes(LONGER_THAN_TOLD);

    assertThat(largest()).isZero();
  }

  @Test
  void nothing_is_told_of_rows_that_are_merged_as_a_whole() {
    run.put(counts(0), counts(1));

    assertThat(largest()).isZero();
  }
}
