package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.sink.store.Note;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule M4 in region a: what happens to the row. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RowRulesTest {

  private final MergingRegion region = new MergingRegion(A);

  @Test
  void a_remote_change_that_wins_is_written() {
    MergeReport report = region.merge(by(B, 5).writes(1, "b5"));

    assertThat(region.body(1)).isEqualTo("b5");
    assertThat(report.applied()).hasSize(1);
    assertThat(region.version(1)).isNotNull();
  }

  @Test
  void a_remote_change_that_saw_the_row_takes_its_place_without_a_conflict() {
    region.merge(by(C, 4).writes(1, "c4"));

    region.merge(by(B, 5).saw(C, 4).writes(1, "b5"));

    assertThat(region.body(1)).isEqualTo("b5");
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void of_two_changes_that_had_not_seen_each_other_the_later_is_shown() {
    region.merge(by(C, 9).writes(1, "c9"));

    region.merge(by(B, 5).writes(1, "b5"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.5");
  }

  /** The merge that wrote the row was open, its position read, when the snapshot was taken. */
  @Test
  void an_own_row_of_a_later_snapshot_is_restored_whatever_position_the_sink_had_read() {
    region.saves(1, "a's");
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(by(A, 9).at(region.database.position() + 1).writes(1, "a's").asFoundAgain());

    assertThat(region.body(1)).isEqualTo("a's");
  }

  @Test
  void an_own_change_that_the_row_shows_is_not_written_again() {
    long position = region.saves(1, "a5");
    region.saves(1, "a6, not captured yet");

    MergeReport report = region.merge(by(A, 5).at(position).writes(1, "a5"));

    assertThat(region.body(1)).isEqualTo("a6, not captured yet");
    assertThat(report.rewritten()).isZero();
  }

  @Test
  void an_own_change_that_wins_is_restored_where_the_sink_wrote_over_it() {
    long position = region.saves(1, "a9");
    region.merge(by(B, 5).writes(1, "b5"));
    assertThat(region.body(1)).isEqualTo("b5");

    MergeReport report = region.merge(by(A, 9).at(position).writes(1, "a9"));

    assertThat(region.body(1)).isEqualTo("a9");
    assertThat(report.rewritten()).isEqualTo(1);
    assertThat(region.conflicts()).containsExactly("a@0.9 over b@0.5");
  }

  @Test
  void an_own_row_that_the_sink_deleted_is_restored_where_it_is_still_missing() {
    long position = region.saves(1, "a9");
    region.merge(by(B, 5).deletes(1));
    assertThat(region.body(1)).isNull();

    region.merge(by(A, 9).at(position).writes(1, "a9"));

    assertThat(region.body(1)).isEqualTo("a9");
  }

  @Test
  void an_own_delete_that_wins_deletes_again_what_the_sink_wrote() {
    region.saves(1, "before");
    long position = region.removes(1);
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(by(A, 9).at(position).deletes(1));

    assertThat(region.body(1)).isNull();
  }

  @Test
  void an_own_change_is_not_restored_over_a_later_local_write() {
    long position = region.saves(1, "a9");
    region.merge(by(B, 5).writes(1, "b5"));
    region.saves(1, "a10, not captured yet");

    MergeReport report = region.merge(by(A, 9).at(position).writes(1, "a9"));

    assertThat(region.body(1)).isEqualTo("a10, not captured yet");
    assertThat(report.rewritten()).isZero();
  }

  @Test
  void an_own_change_is_not_restored_over_a_later_local_delete() {
    long position = region.saves(1, "a9");
    region.merge(by(B, 5).writes(1, "b5"));
    region.removes(1);

    region.merge(by(A, 9).at(position).writes(1, "a9"));

    assertThat(region.body(1)).isNull();
  }

  @Test
  void an_own_change_that_loses_leaves_what_the_sink_wrote() {
    long position = region.saves(1, "a4");
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(by(A, 4).at(position).writes(1, "a4"));

    assertThat(region.body(1)).isEqualTo("b5");
    assertThat(region.conflicts()).containsExactly("b@0.5 over a@0.4");
  }

  @Test
  void an_own_insert_that_loses_to_a_delete_is_deleted_again() {
    // The sink deleted while the insert was not committed, and found no row.
    region.merge(by(B, 5).deletes(1));
    long position = region.saves(1, "a4");

    region.merge(by(A, 4).at(position).writes(1, "a4"));

    assertThat(region.body(1)).isNull();
    assertThat(region.conflicts()).containsExactly("b@0.5 over a@0.4");
  }

  @Test
  void an_own_change_that_came_after_such_a_delete_is_restored_in_the_end() {
    region.merge(by(B, 5).deletes(1));
    long lost = region.saves(1, "a4");
    long last = region.saves(1, "a7");

    region.merge(by(A, 4).at(lost).writes(1, "a4"));
    region.merge(by(A, 7).saw(B, 5).at(last).writes(1, "a7"));

    assertThat(region.body(1)).isEqualTo("a7");
  }

  @Test
  void columns_that_no_image_carries_stay() {
    region.saves(new Note(1, "before", "kept"));

    region.merge(by(B, 5).writesWithoutExtra(1, "b5"));

    assertThat(region.database.find(1)).isEqualTo(new Note(1, "b5", "kept"));
  }

  @Test
  void changes_of_one_batch_write_the_row_once_for_the_last_winner() {
    MergeReport report =
        region.merge(
            by(B, 5).writes(1, "b5"),
            by(B, 6).writes(1, "b6"),
            by(C, 4).writes(1, "c4"),
            by(B, 7).writes(2, "other"));

    assertThat(region.body(1)).isEqualTo("b6");
    assertThat(region.body(2)).isEqualTo("other");
    assertThat(report.applied()).hasSize(2);
    assertThat(report.superseded()).isEqualTo(2);
    assertThat(region.conflicts()).containsExactly("b@0.6 over c@0.4");
  }

  @Test
  void a_delete_and_an_insert_of_one_batch_leave_the_row() {
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(by(B, 6).deletes(1), by(B, 7).writes(1, "b7"));

    assertThat(region.body(1)).isEqualTo("b7");
  }
}
