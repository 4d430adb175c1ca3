package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Columns that arrive removed or masked; the table is merged by column. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AlteredColumnsTest {

  private static final ColumnMarks MASKED =
      new ColumnMarks(Set.of(), Set.of(), Set.of(), Set.of("extra"));
  private static final ColumnMarks REMOVED =
      new ColumnMarks(Set.of("extra"), Set.of(), Set.of(), Set.of());
  private static final AlteredColumn EXTRA_OF_B = new AlteredColumn(B, NoteChange.TABLE, "extra");

  private final MergingRegion region =
      new MergingRegion(
          A,
          new Strategy(
              "per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.REGISTERS));

  private static Note note(@Nullable String body, @Nullable String extra) {
    return new Note(1, body, extra);
  }

  private static NoteChange update(NoteChange by, Note before, Note after) {
    return by.over(before).writes(after);
  }

  /**
   * Why such changes are refused where rows are merged as a whole: b's later write of the body
   * lacks the other column, so its row is whole only where a's write came first.
   */
  @Test
  void a_row_that_is_merged_as_a_whole_would_depend_on_what_came_first() {
    NoteChange whole = update(by(C, 2).saw(C, 1), note("c1", "e1"), note("c1", "e2"));
    NoteChange partial =
        by(B, 3).saw(C, 1).overWithoutExtra(1, "c1").writesWithoutExtra(1, "b3").marked(REMOVED);
    MergingRegion one = new MergingRegion(A);
    MergingRegion other = new MergingRegion(A);
    for (MergingRegion each : List.of(one, other)) {
      each.merge(by(C, 1).inserting().writes(note("c1", "e1")));
    }

    one.merge(whole);
    one.merge(partial);
    other.merge(partial);
    other.merge(whole);
    region.merge(by(C, 1).inserting().writes(note("c1", "e1")));
    region.merge(partial, whole);

    assertThat(one.note(1)).isEqualTo(note("b3", "e2"));
    assertThat(other.note(1)).as("the address of before").isEqualTo(note("b3", "e1"));
    assertThat(region.note(1)).as("by column").isEqualTo(note("b3", "e2"));
  }

  @Test
  void a_column_that_is_in_no_image_stays_as_it_is() {
    region.merge(by(C, 1).inserting().writes(note("c", "true")));

    region.merge(
        by(B, 5).saw(C, 1).overWithoutExtra(1, "c").writesWithoutExtra(1, "b").marked(REMOVED));

    assertThat(region.note(1)).isEqualTo(note("b", "true"));
    assertThat(region.database.altered()).containsExactly(EXTRA_OF_B);
  }

  /** Seen to fail where a column that is not told before and after says nothing. */
  @Test
  void a_column_that_is_only_in_the_later_image_was_set() {
    region.merge(by(C, 1).inserting().writes(note("c", "true")));

    region.merge(by(B, 5).saw(C, 1).overWithoutExtra(1, "c").writes(note("c", "set")));
    assertThat(region.note(1)).isEqualTo(note("c", "set"));

    region.merge(by(B, 6).saw(C, 1).overWithoutExtra(1, "c").writes(note("c", null)));
    assertThat(region.note(1)).isEqualTo(note("c", null));
  }

  @Test
  void whoever_set_a_column_last_has_it_though_nobody_told_what_it_was() {
    region.merge(by(C, 1).inserting().writes(note("c", "true")));
    region.merge(update(by(C, 8).saw(C, 1), note("c", "true"), note("c", "later")));

    region.merge(by(B, 5).saw(C, 1).overWithoutExtra(1, "c").writes(note("c", "set")));

    assertThat(region.note(1)).isEqualTo(note("c", "later"));
    assertThat(region.conflicts()).containsExactly("c@0.8 over b@0.5");
  }

  @Test
  void a_masked_column_is_taken_as_it_arrives_where_nothing_is_in_flight_of_it() {
    region.merge(by(B, 1).inserting().writes(note("b", "true")));
    region.forgets(1, B, 1);

    region.merge(update(by(B, 5).saw(B, 1), note("b", "***"), note("later", "***")).marked(MASKED));

    assertThat(region.note(1)).isEqualTo(note("later", "***"));
    assertThat(region.database.altered()).containsExactly(EXTRA_OF_B);
  }

  @Test
  void a_column_that_was_masked_once_is_taken_as_it_arrives_now() {
    region.merge(by(B, 1).inserting().writes(note("b", "***")).marked(MASKED));
    region.forgets(1, B, 1);

    region.merge(update(by(B, 5).saw(B, 1), note("b", "true"), note("later", "true")));

    assertThat(region.note(1)).isEqualTo(note("later", "true"));
  }

  @Test
  void another_origins_column_is_taken_only_where_it_was_written() {
    region.merge(by(B, 1).inserting().writes(note("b", "***")).marked(MASKED));
    region.forgets(1, B, 1);

    region.merge(update(by(C, 5).saw(B, 1), note("b", "older"), note("later", "older")));

    assertThat(region.note(1)).isEqualTo(note("later", "***"));
  }

  @Test
  void what_is_in_flight_of_a_masked_column_stays() {
    region.merge(by(B, 1).inserting().writes(note("b", "***")).marked(MASKED));
    region.merge(update(by(C, 4).saw(B, 1), note("b", "x"), note("b", "set")));

    region.merge(update(by(B, 5).saw(B, 1), note("b", "***"), note("later", "***")).marked(MASKED));

    assertThat(region.note(1)).isEqualTo(note("later", "set"));
  }

  @Test
  void what_was_written_here_and_is_on_its_way_comes_back_over_the_mask() {
    region.merge(by(B, 1).inserting().writes(note("b", "***")).marked(MASKED));
    region.forgets(1, B, 1);
    long at = region.saves(note("b", "mine"));

    region.merge(update(by(B, 5).saw(B, 1), note("b", "***"), note("later", "***")).marked(MASKED));
    region.merge(by(A, 6).saw(B, 1).overWithoutExtra(1, "b").writes(note("b", "mine")).at(at));

    assertThat(region.note(1)).isEqualTo(note("later", "mine"));
  }

  @Test
  void a_column_is_kept_as_altered_once_and_not_for_changes_that_are_refused() {
    NoteChange first = by(B, 1).inserting().writes(note("b", "***")).marked(MASKED);
    region.merge(List.of(first.arrival().refused("no such column")));
    assertThat(region.trace).doesNotContain("RememberAltered");

    region.merge(by(B, 2).inserting().writes(note("b", "***")).marked(MASKED));
    region.merge(update(by(B, 5).saw(B, 2), note("b", "***"), note("later", "***")).marked(MASKED));

    assertThat(region.trace.stream().filter("RememberAltered"::equals)).hasSize(1);
  }
}
