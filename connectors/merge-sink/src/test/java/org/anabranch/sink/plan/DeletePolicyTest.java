package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rows that are merged by column, deleted and written at the same time, in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeletePolicyTest {

  private static final Note EMPTY = note(null, null);

  private final MergingRegion adding = region(DeletePolicy.ADD_WINS);
  private final MergingRegion deleting = region(DeletePolicy.DELETE_WINS);

  private static MergingRegion region(DeletePolicy policy) {
    TableColumns columns = TableColumns.of(Map.of()).under(policy);
    return new MergingRegion(
        A, new Strategy("per-column", new LastWriterWins(), Verdict.SETTLED, columns));
  }

  private static Note note(@Nullable String body, @Nullable String extra) {
    return new Note(1, body, extra);
  }

  private static NoteChange inserts() {
    return by(B, 1).inserting().writes(EMPTY);
  }

  private static NoteChange updates(NoteChange by, Note after) {
    return by.saw(B, 1).over(EMPTY).writes(after);
  }

  private static NoteChange deletes(NoteChange by) {
    return by.saw(B, 1).over(EMPTY).deletes(1);
  }

  @Test
  void a_write_keeps_a_row_that_a_later_delete_had_not_seen_written() {
    adding.merge(inserts());
    adding.merge(updates(by(C, 3), note("stays", null)));

    adding.merge(deletes(by(B, 5)));

    assertThat(adding.note(1)).isEqualTo(note("stays", null));
    assertThat(adding.conflicts()).containsExactly("c@0.3 over b@0.5");
  }

  @Test
  void an_earlier_write_brings_back_a_row_that_was_deleted() {
    adding.merge(inserts());
    adding.merge(deletes(by(B, 5)));
    assertThat(adding.note(1)).isNull();

    adding.merge(updates(by(C, 3), note("back", null)));

    assertThat(adding.note(1)).isEqualTo(note("back", null));
    assertThat(adding.conflicts()).containsExactly("c@0.3 over b@0.5");
  }

  @Test
  void a_delete_that_saw_every_write_deletes() {
    adding.merge(inserts());
    adding.merge(updates(by(C, 3), note("gone", null)));

    adding.merge(deletes(by(B, 5).saw(C, 3)));

    assertThat(adding.note(1)).isNull();
    assertThat(adding.conflicts()).isEmpty();
  }

  @Test
  void a_row_that_was_deleted_here_is_made_again_of_what_it_was_and_of_what_others_wrote() {
    adding.merge(inserts());
    long written = adding.saves(note("mine", null));
    adding.merge(by(A, 7).at(written).saw(B, 1).over(EMPTY).writes(note("mine", null)));
    long gone = adding.removes(1);
    adding.merge(updates(by(C, 3), note(null, "theirs")));

    adding.merge(by(A, 8).at(gone).saw(B, 1).over(note("mine", null)).deletes(1));

    assertThat(adding.note(1)).isEqualTo(note("mine", "theirs"));
    assertThat(adding.conflicts()).containsExactly("c@0.3 over a@0.8");
  }

  @Test
  void an_earlier_delete_takes_a_row_that_was_written_later() {
    deleting.merge(inserts());
    deleting.merge(updates(by(C, 5), note("lost", null)));

    deleting.merge(deletes(by(B, 3)));

    assertThat(deleting.note(1)).isNull();
    assertThat(deleting.conflicts()).containsExactly("b@0.3 over c@0.5");
  }

  @Test
  void what_a_delete_takes_of_a_later_write_is_kept_for_a_row_that_comes_back() {
    deleting.merge(inserts());
    deleting.merge(updates(by(C, 5), note("lost", null)));

    deleting.merge(deletes(by(B, 3)));

    assertThat(version(deleting).version().deleted()).isTrue();
    assertThat(version(deleting).columns().pending()).isTrue();
  }

  @Test
  void a_later_write_does_not_bring_a_row_back_whose_delete_it_had_not_seen() {
    deleting.merge(inserts());
    deleting.merge(deletes(by(B, 3)));

    deleting.merge(updates(by(C, 5), note("lost", null)));

    assertThat(deleting.note(1)).isNull();
    assertThat(deleting.conflicts()).containsExactly("b@0.3 over c@0.5");
  }

  @Test
  void a_write_that_saw_every_delete_makes_the_row_anew() {
    deleting.merge(inserts());
    deleting.merge(deletes(by(B, 3)));
    deleting.merge(updates(by(C, 5), note("lost", null)));

    deleting.merge(by(B, 9).saw(C, 5).inserting().writes(note("anew", null)));

    assertThat(deleting.note(1)).isEqualTo(note("anew", null));
  }

  @Test
  void a_local_write_that_is_on_its_way_is_deleted_once_it_is_known_not_to_have_seen_the_delete() {
    deleting.merge(inserts());
    long at = deleting.saves(note("mine", null));
    deleting.merge(deletes(by(B, 3)));

    deleting.merge(by(A, 5).at(at).saw(B, 1).over(EMPTY).writes(note("mine", null)));

    assertThat(deleting.note(1)).isNull();
    assertThat(deleting.conflicts()).containsExactly("b@0.3 over a@0.5");
  }

  @Test
  void a_refused_write_that_saw_the_delete_is_a_row_that_cannot_be_shown() {
    deleting.merge(inserts());
    deleting.merge(updates(by(C, 5), note("lost", null)));
    deleting.merge(deletes(by(B, 3)));

    deleting.merge(List.of(refused(by(B, 4).saw(B, 3).inserting().writes(note("anew", null)))));

    assertThat(deleting.note(1)).isNull();
    assertThat(version(deleting).version().deleted()).isFalse();
    assertThat(version(deleting).columns().pending()).isTrue();
  }

  @Test
  void a_refused_write_is_told_of_as_what_was_decided_for() {
    adding.merge(inserts());
    adding.merge(deletes(by(B, 5)));

    adding.merge(List.of(refused(updates(by(C, 3), note("kept", null)))));

    assertThat(adding.conflicts()).containsExactly("c@0.3 over b@0.5", "quarantined c@0.3");
  }

  @Test
  void a_refused_write_that_a_delete_takes_hides_nothing() {
    deleting.merge(inserts());
    deleting.merge(deletes(by(B, 3)));

    deleting.merge(List.of(refused(updates(by(C, 5), note("lost", null)))));

    assertThat(version(deleting).hidden()).isFalse();
    assertThat(version(deleting).version().deleted()).isTrue();
    assertThat(deleting.conflicts()).containsExactly("b@0.3 over c@0.5", "quarantined c@0.5");
  }

  @Test
  void a_row_that_is_deleted_before_a_refused_write_in_one_batch_waits_for_its_next_writer() {
    deleting.merge(inserts());
    deleting.merge(updates(by(C, 5), note("lost", null)));

    deleting.merge(
        List.of(
            deletes(by(B, 3)).arrival(),
            refused(by(B, 4).saw(B, 3).inserting().writes(note("anew", null)))));

    assertThat(deleting.note(1)).isNull();
    assertThat(version(deleting).version().deleted()).isFalse();
    assertThat(version(deleting).columns().pending()).isTrue();
  }

  @Test
  void a_write_that_was_not_shown_where_its_row_was_deleted_keeps_no_row_and_is_told_of() {
    adding.merge(inserts());
    adding.merge(updates(by(C, 3), note("lost", null)));

    adding.merge(deletes(by(B, 5).saw(C, 3).sawOfKey(C, 2)));

    assertThat(adding.note(1)).isNull();
    assertThat(adding.conflicts()).containsExactly("b@0.5 over c@0.3");
  }

  private static Arrival refused(NoteChange change) {
    return change.arrival().refused("does not fit");
  }

  private static VersionRow version(MergingRegion region) {
    return Objects.requireNonNull(region.version(1));
  }
}
