package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Changes that region a may not hold, of a table that is merged by column. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StubByColumnTest {

  private static final Note FIRST = note("b1", "e1");

  private final MergingRegion region =
      new MergingRegion(
          A,
          new Strategy(
              "per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.REGISTERS));

  private static Note note(@Nullable String body, @Nullable String extra) {
    return new Note(1, body, extra);
  }

  private static NoteChange stub(NoteChange by) {
    return by.writes(note("withheld", "withheld")).asStub();
  }

  private VersionRow version() {
    return Objects.requireNonNull(region.version(1));
  }

  private void inserted() {
    region.merge(by(B, 1).inserting().writes(FIRST));
  }

  private void assertHidden() {
    assertThat(region.note(1)).isNull();
    assertThat(version().hidden()).isTrue();
    assertThat(version().version().deleted()).isTrue();
    assertThat(version().columns().columns()).as("what the row held").isEmpty();
  }

  @Test
  void a_stub_takes_the_row_away_from_changes_of_higher_stamps_that_had_not_seen_it() {
    inserted();
    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));

    region.merge(stub(by(B, 5)));

    assertHidden();
    assertThat(version().version().winner()).isEqualTo(stub(by(B, 5)).change().id());
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void and_those_that_come_after_it() {
    inserted();
    region.merge(stub(by(B, 5)));

    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));

    assertHidden();
  }

  @Test
  void the_row_comes_back_with_a_change_that_has_seen_all_and_is_as_that_has_it() {
    inserted();
    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));
    region.merge(stub(by(B, 5)));

    region.merge(by(C, 10).saw(B, 5).over(note("c9", "e5")).writes(note("c10", "e5")));

    assertThat(region.note(1)).isEqualTo(note("c10", "e5"));
    assertThat(version().hidden()).isFalse();
    assertThat(version().version().winner()).isEqualTo(stub(by(C, 10)).change().id());
  }

  @Test
  void it_does_not_come_back_with_one_that_has_seen_the_stub_only() {
    inserted();
    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));
    region.merge(stub(by(B, 5)));

    region.merge(by(B, 10).over(note("b1", "e5")).writes(note("b10", "e5")));
    assertHidden();

    region.merge(by(B, 11).saw(C, 9).over(note("b10", "e5")).writes(note("b11", "e5")));
    assertThat(region.note(1)).isEqualTo(note("b11", "e5"));
  }

  @Test
  void it_does_not_come_back_with_one_whose_region_lacks_true_values() {
    ColumnMarks lacking = new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of());
    inserted();
    region.merge(stub(by(B, 5)));

    region.merge(
        by(C, 9).saw(B, 5).overWithoutExtra(1, "b1").writesWithoutExtra(1, "c9").marked(lacking));
    assertHidden();

    region.merge(by(B, 10).saw(C, 9).over(note("c9", "e5")).writes(note("b10", "e5")));
    assertThat(region.note(1)).isEqualTo(note("b10", "e5"));
  }

  @Test
  void it_goes_again_with_a_change_that_had_not_seen_the_stub_and_is_told_late() {
    inserted();
    region.merge(stub(by(B, 5)));
    region.merge(by(B, 6).over(note("b1", "e5")).writes(note("b6", "e5")));
    assertThat(region.note(1)).isEqualTo(note("b6", "e5"));

    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));

    assertHidden();
    region.merge(by(C, 12).saw(B, 6).over(note("c9", "e5")).writes(note("c12", "e5")));
    assertThat(region.note(1)).isEqualTo(note("c12", "e5"));
  }

  @Test
  void what_the_image_had_seen_and_comes_after_it_is_in_it_already() {
    region.merge(stub(by(B, 5)));
    region.merge(by(B, 7).saw(C, 6).over(note("c6", "e7")).writes(note("b7", "e7")));

    region.merge(by(C, 6).saw(B, 5).over(note("b5", "e5")).writes(note("c6", "e5")));
    assertThat(region.note(1)).isEqualTo(note("b7", "e7"));

    region.merge(by(C, 8).saw(B, 7).over(note("b7", "e7")).writes(note("b7", "c8")));
    assertThat(region.note(1)).isEqualTo(note("b7", "c8"));
  }

  @Test
  void a_stub_that_comes_after_an_image_that_had_seen_it_leaves_the_row() {
    region.merge(stub(by(B, 5)));
    region.merge(by(B, 7).saw(C, 6).over(note("c6", "e7")).writes(note("b7", "e7")));

    region.merge(stub(by(C, 6).saw(B, 5)));

    assertThat(region.note(1)).isEqualTo(note("b7", "e7"));
    assertThat(version().hidden()).isFalse();
  }

  @Test
  void what_this_region_wrote_meanwhile_goes_too_and_says_that_it_had_not_seen_the_stub() {
    inserted();
    region.merge(stub(by(B, 5)));
    long at = region.saves(note("mine", "mine"));

    region.merge(by(A, 9).saw(B, 5).sawOfKey(B, 4).inserting().writes(note("mine", "mine")).at(at));
    assertHidden();

    region.merge(by(B, 10).saw(A, 9).over(note("mine", "e5")).writes(note("b10", "e5")));
    assertThat(region.note(1)).isEqualTo(note("b10", "e5"));
  }

  @Test
  void a_row_that_is_sent_again_by_who_has_all_of_it_comes_back() {
    inserted();
    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));
    region.merge(stub(by(B, 5)));

    region.merge(by(B, 12).saw(C, 9).asFoundAgain().writes(note("c9", "e5")));

    assertThat(region.note(1)).isEqualTo(note("c9", "e5"));
  }

  @Test
  void a_delete_that_has_seen_all_leaves_no_row_and_nothing_hidden() {
    inserted();
    region.merge(stub(by(B, 5)));

    region.merge(by(C, 9).saw(B, 5).over(note("b1", "e5")).deletes(1));

    assertThat(region.note(1)).isNull();
    assertThat(version().hidden()).isFalse();
  }

  @Test
  void a_change_that_cannot_be_applied_does_not_bring_the_row_back_and_is_recorded() {
    inserted();
    region.merge(stub(by(B, 5)));
    NoteChange refused = by(C, 9).saw(B, 5).over(note("b1", "e5")).writes(note("c9", "e5"));

    region.merge(List.of(refused.arrival().refused("no such column")));

    assertHidden();
    assertThat(region.conflicts()).contains("quarantined c@0.9");
  }

  @Test
  void all_of_it_in_one_batch_ends_alike() {
    inserted();
    region.merge(
        stub(by(B, 5)),
        by(B, 6).over(note("b1", "e5")).writes(note("b6", "e5")),
        by(C, 9).saw(B, 1).over(FIRST).writes(note("c9", "e1")));
    assertHidden();

    region.merge(
        stub(by(B, 10).saw(C, 9)),
        by(C, 12).saw(B, 10).over(note("c9", "e5")).writes(note("c12", "e5")));
    assertThat(region.note(1)).isEqualTo(note("c12", "e5"));
  }

  @Test
  void what_the_batch_told_before_the_stub_is_in_the_row_that_comes_back() {
    inserted();

    region.merge(
        by(B, 4).over(FIRST).writes(note("b1", "e4")),
        stub(by(B, 5)),
        by(B, 6).over(note("b5", "e4")).writes(note("b6", "e4")));

    assertThat(region.note(1)).isEqualTo(note("b6", "e4"));
  }

  @Test
  void nothing_is_kept_of_stubs_where_none_ever_came() {
    inserted();
    RowColumns columns = version().columns();

    assertThat(columns.stubs().last()).isNull();
  }
}
