package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule C4 where it is merged: rows that were there before anything was captured. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FirstSnapshotTest {

  private final MergingRegion a = new MergingRegion(A);
  private final MergingRegion c = new MergingRegion(C);

  @Test
  void a_row_of_a_snapshot_fills_an_absence() {
    a.merge(by(B, 5).writes(1, "b's").asSnapshot());

    assertThat(a.body(1)).isEqualTo("b's");
    assertThat(a.conflicts()).isEmpty();
  }

  @Test
  void a_row_of_a_snapshot_takes_the_place_of_an_unversioned_row_of_a_lower_origin() {
    a.saves(1, "a's");

    a.merge(by(B, 5).writes(1, "b's").asSnapshot());

    assertThat(a.body(1)).isEqualTo("b's");
    assertThat(a.conflicts()).containsExactly("b@0.0 over a@0.0");
  }

  @Test
  void a_row_of_a_snapshot_leaves_an_unversioned_row_of_a_higher_origin() {
    c.saves(1, "c's");

    c.merge(by(B, 5).writes(1, "b's").asSnapshot());

    assertThat(c.body(1)).isEqualTo("c's");
    assertThat(c.conflicts()).containsExactly("c@0.0 over b@0.0");
  }

  @Test
  void a_change_over_a_row_that_was_there_before_the_own_stream_began_is_a_conflict() {
    a.saves(1, "a's");

    mergeBeforeOwnStream(by(B, 5).writes(1, "b's"));

    assertThat(a.body(1)).isEqualTo("b's");
    assertThat(a.conflicts()).containsExactly("b@0.5 over a@0.0");
  }

  @Test
  void before_the_own_stream_began_a_row_that_is_alike_or_missing_is_no_conflict() {
    a.saves(1, "alike");

    mergeBeforeOwnStream(by(B, 5).writes(1, "alike"));
    mergeBeforeOwnStream(by(B, 6).writes(2, "new"));

    assertThat(a.body(2)).isEqualTo("new");
    assertThat(a.conflicts()).isEmpty();
  }

  private void mergeBeforeOwnStream(NoteChange change) {
    Arrival arrival = change.arrival();
    WatermarkKey own = new WatermarkKey(A, arrival.stream().table(), arrival.stream().lane());
    Map<WatermarkKey, Watermark> known = new HashMap<>(a.database.watermarks());
    known.put(own, Watermark.NONE);
    assertThat(a.attempt(List.of(arrival), known)).isInstanceOf(Step.Done.class);
  }

  @Test
  void rows_that_were_filled_alike_are_no_conflict() {
    a.saves(1, "alike");
    c.saves(1, "alike");

    a.merge(by(B, 5).writes(1, "alike").asSnapshot());
    c.merge(by(B, 5).writes(1, "alike").asSnapshot());

    assertThat(a.conflicts()).isEmpty();
    assertThat(c.conflicts()).isEmpty();
  }

  @Test
  void rows_that_were_filled_alike_are_no_conflict_once_the_own_snapshot_was_read_first() {
    for (MergingRegion region : new MergingRegion[] {a, c}) {
      long position = region.saves(1, "alike");
      region.merge(by(region == a ? A : C, 3).at(position).writes(1, "alike").asSnapshot());

      region.merge(by(B, 5).writes(1, "alike").asSnapshot());

      assertThat(region.conflicts()).isEmpty();
    }
  }

  @Test
  void rows_that_were_filled_alike_are_no_conflict_when_the_own_snapshot_is_read_last() {
    for (MergingRegion region : new MergingRegion[] {a, c}) {
      long position = region.saves(1, "alike");
      region.merge(by(B, 5).writes(1, "alike").asSnapshot());

      region.merge(by(region == a ? A : C, 3).at(position).writes(1, "alike").asSnapshot());

      assertThat(region.conflicts()).isEmpty();
      assertThat(region.body(1)).isEqualTo("alike");
    }
  }

  @Test
  void rows_that_were_filled_alike_are_no_conflict_within_one_batch() {
    for (MergingRegion region : new MergingRegion[] {a, c}) {
      long position = region.saves(1, "alike");

      region.merge(
          by(B, 5).writes(1, "alike").asSnapshot(),
          by(region == a ? A : C, 3).at(position).writes(1, "alike").asSnapshot());

      assertThat(region.conflicts()).isEmpty();
    }
  }

  @Test
  void each_of_two_remote_snapshots_is_compared_with_the_row_by_itself() {
    c.saves(1, "c's");

    c.merge(by(A, 5).writes(1, "c's").asSnapshot(), by(B, 5).writes(1, "other").asSnapshot());

    assertThat(c.body(1)).isEqualTo("c's");
    assertThat(c.conflicts()).containsExactly("c@0.0 over b@0.0");
  }

  @Test
  void an_own_snapshot_that_lost_leaves_the_row_of_the_other() {
    long position = a.saves(1, "a's");
    a.merge(by(B, 5).writes(1, "b's").asSnapshot());

    a.merge(by(A, 3).at(position).writes(1, "a's").asSnapshot());

    assertThat(a.body(1)).isEqualTo("b's");
    assertThat(a.conflicts()).containsExactly("b@0.0 over a@0.0");
  }

  @Test
  void an_own_snapshot_that_read_what_the_sink_wrote_is_nothing_new() {
    a.merge(by(B, 5).writes(1, "b5"));

    MergeReport report = a.merge(by(A, 3).at(a.database.position()).writes(1, "b5").asSnapshot());

    assertThat(report.alreadyMerged()).isEqualTo(1);
    assertThat(a.conflicts()).isEmpty();
  }

  @Test
  void an_own_snapshot_that_won_over_what_the_sink_wrote_is_restored() {
    long position = c.saves(1, "c's");
    c.saves(2, "unrelated");
    c.database.remove(1);
    // The snapshot of c read the row; then it was deleted, and b's row filled the absence.
    c.merge(by(B, 5).writes(1, "b's").asSnapshot());
    assertThat(c.body(1)).isEqualTo("b's");

    c.merge(by(C, 3).at(position).writes(1, "c's").asSnapshot());

    assertThat(c.body(1)).isEqualTo("c's");
  }

  @Test
  void a_change_takes_the_place_of_a_snapshot_and_not_the_other_way_round() {
    a.merge(by(C, 9).writes(1, "c9"));

    a.merge(by(B, 5).writes(1, "b's").asSnapshot());

    assertThat(a.body(1)).isEqualTo("c9");
    assertThat(a.conflicts()).containsExactly("c@0.9 over b@0.0");
  }

  @Test
  void a_change_ahead_of_a_snapshot_in_one_batch_is_not_compared_with_a_row_not_captured_yet() {
    a.saves(1, "local, not captured yet");

    a.merge(by(C, 5).writes(1, "c5"), by(B, 3).writes(1, "b's").asSnapshot());

    assertThat(a.conflicts()).containsExactly("c@0.5 over b@0.0");
  }
}
