package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Truncates merged as deletes, in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TruncateTest {

  private final MergingRegion region = new MergingRegion(A);
  private final int lane = laneOf(1).number();
  private final long elsewhere =
      LongStream.iterate(2, id -> id + 1)
          .filter(id -> laneOf(id).number() != lane)
          .findFirst()
          .orElseThrow();

  @Test
  void a_truncate_deletes_the_rows_of_its_lane_that_its_origin_had_seen() {
    region.merge(by(B, 5).writes(1, "b5"), by(B, 6).writes(elsewhere, "b6"));

    MergeReport report = region.merge(by(B, 7).truncates(lane));

    assertThat(region.body(1)).isNull();
    assertThat(region.body(elsewhere)).isEqualTo("b6");
    assertThat(report.applied()).hasSize(1);
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_row_that_nobody_merged_is_deleted_too() {
    region.saves(1, "before everything");

    region.merge(by(B, 7).truncates(lane));

    assertThat(region.body(1)).isNull();
  }

  @Test
  void a_later_row_that_had_not_seen_the_truncate_stays() {
    region.merge(by(C, 9).writes(1, "c9"));

    region.merge(by(B, 7).truncates(lane));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.7");
  }

  @Test
  void an_earlier_row_that_comes_after_the_truncate_loses_to_it() {
    region.merge(by(B, 7).truncates(lane));

    region.merge(by(C, 5).writes(1, "c5"));

    assertThat(region.body(1)).isNull();
    assertThat(region.conflicts()).containsExactly("b@0.7 over c@0.5");
  }

  @Test
  void a_later_row_that_comes_after_the_truncate_is_shown() {
    region.merge(by(B, 7).truncates(lane));

    region.merge(by(C, 9).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
  }

  @Test
  void a_row_that_was_written_after_the_truncate_was_seen_is_no_conflict() {
    region.merge(by(B, 7).truncates(lane));

    region.merge(by(B, 8).writes(1, "b8"));
    region.merge(by(C, 9).saw(B, 8).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_row_of_a_first_snapshot_loses_to_a_truncate_in_either_order() {
    region.merge(by(C, 3).writes(1, "c's").asSnapshot());
    region.merge(by(B, 7).truncates(lane));
    assertThat(region.body(1)).isNull();

    MergingRegion other = new MergingRegion(A);
    other.merge(by(B, 7).truncates(lane));
    other.merge(by(C, 3).writes(1, "c's").asSnapshot());
    assertThat(other.body(1)).isNull();
  }

  @Test
  void a_local_insert_that_the_truncate_did_not_find_is_judged_when_it_is_read_back() {
    region.merge(by(B, 7).truncates(lane));
    long earlier = region.saves(1, "a5, committed after the truncate was merged");

    region.merge(by(A, 5).at(earlier).writes(1, "a5"));

    assertThat(region.body(1)).isNull();
    assertThat(region.conflicts()).containsExactly("b@0.7 over a@0.5");
  }

  @Test
  void an_own_truncate_leaves_what_was_written_since() {
    region.saves(1, "a3");
    long truncated = region.truncates(lane, 1);
    region.saves(1, "a8, not captured yet");

    region.merge(by(A, 7).at(truncated).truncates(lane));

    assertThat(region.body(1)).isEqualTo("a8, not captured yet");
  }

  @Test
  void an_own_truncate_deletes_again_what_the_sink_wrote_over_it() {
    long truncated = region.truncates(lane, 1);
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(by(A, 7).at(truncated).truncates(lane));

    assertThat(region.body(1)).isNull();
    assertThat(region.conflicts()).containsExactly("a@0.7 over b@0.5");
  }

  @Test
  void a_refused_change_that_had_seen_the_truncate_does_not_bring_its_delete() {
    region.merge(by(B, 7).truncates(lane));
    long position = region.saves(1, "a9");
    region.merge(by(A, 9).saw(B, 7).at(position).writes(1, "a9"));

    region.merge(
        List.of(by(C, 10).saw(B, 7).saw(A, 9).writes(1, "c10").arrival().refused("does not fit")));

    assertThat(region.body(1)).isEqualTo("a9");
  }

  /** Its key may be what the store refused; the rows that were there the truncate has deleted. */
  @Test
  void a_refused_change_that_had_not_seen_the_truncate_names_no_row() {
    region.merge(by(B, 7).truncates(lane));
    region.trace.clear();

    region.merge(List.of(by(C, 5).writes(1, "c5").arrival().refused("does not fit")));

    assertThat(region.trace).doesNotContain("DeleteRows");
    assertThat(region.conflicts()).contains("b@0.7 over c@0.5", "quarantined c@0.5");
  }

  @Test
  void a_truncate_is_merged_once() {
    region.merge(by(B, 7).truncates(lane));
    region.saves(1, "local since");

    MergeReport again = region.merge(by(B, 7).truncates(lane));

    assertThat(again.alreadyMerged()).isEqualTo(1);
    assertThat(region.body(1)).isEqualTo("local since");
  }

  @Test
  void a_truncate_among_others_is_refused() {
    assertThatThrownBy(() -> region.merge(by(B, 6).writes(1, "b6"), by(B, 7).truncates(lane)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
