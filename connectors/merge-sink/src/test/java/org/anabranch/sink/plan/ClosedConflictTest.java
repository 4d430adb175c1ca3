package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** When a conflict is over, in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClosedConflictTest {

  private static final String CONFLICT = "b@0.6 over a@0.5";

  private final MergingRegion region = new MergingRegion(A);
  private final int lane = laneOf(1).number();

  /** A local write, as the own stream brings it. */
  private NoteChange own(long stamp, long id) {
    String body = "a" + stamp;
    return by(A, stamp).at(region.saves(id, body)).writes(id, body);
  }

  private void conflict() {
    region.merge(own(5, 1));
    region.merge(by(B, 6).writes(1, "b6"));
    assertThat(region.unresolved()).containsExactly(CONFLICT);
  }

  @Test
  void a_change_of_who_had_seen_both_closes_it_by_its_name_and_time() {
    conflict();

    MergeReport report =
        region.merge(by(C, 9).saw(A, 5).saw(B, 6).committedAtMillis(70).writes(1, "c9"));

    assertThat(region.unresolved()).isEmpty();
    assertThat(region.conflicts()).containsExactly(CONFLICT);
    assertThat(report.closed()).isEqualTo(1);
    assertThat(region.database.closings().values())
        .singleElement()
        .satisfies(
            closing -> {
              assertThat(closing.by()).hasToString("c@0.9");
              assertThat(closing.committedAtMicros()).isEqualTo(70_000);
            });
  }

  @Test
  void a_change_of_who_had_seen_one_of_them_does_not() {
    conflict();

    region.merge(by(B, 8).writes(1, "b8"));
    region.merge(by(C, 9).saw(A, 5).writes(1, "c9"));

    assertThat(region.unresolved()).contains(CONFLICT);
  }

  @Test
  void a_local_write_closes_it_once_the_own_stream_brings_it() {
    conflict();

    region.merge(own(9, 1).saw(B, 6));

    assertThat(region.unresolved()).isEmpty();
    assertThat(region.closedBy()).containsExactly("a@0.9");
  }

  @Test
  void a_delete_closes_it() {
    conflict();

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).deletes(1));

    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_change_of_another_row_does_not() {
    conflict();
    long other = 2;
    while (laneOf(other).number() != lane) {
      other++;
    }

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(other, "c9"));

    assertThat(region.unresolved()).containsExactly(CONFLICT);
  }

  @Test
  void one_that_is_found_and_settled_in_one_batch_ends_closed() {
    MergeReport report =
        region.merge(
            by(B, 5).writes(1, "b5"),
            by(C, 6).writes(1, "c6"),
            by(B, 9).saw(C, 6).writes(1, "b9"),
            by(B, 10).saw(C, 6).writes(1, "b10"));

    assertThat(region.conflicts()).containsExactly("c@0.6 over b@0.5");
    assertThat(region.unresolved()).isEmpty();
    assertThat(region.closedBy()).as("the first that covers it").containsExactly("b@0.9");
    assertThat(report.closed()).isEqualTo(1);
  }

  @Test
  void a_change_that_is_known_through_a_third_region_closes_it_when_it_comes() {
    conflict();
    // b has merged what c wrote, and not what a wrote, which c had seen.
    region.merge(by(B, 20).saw(C, 9).writes(1, "b20"));
    assertThat(region.unresolved()).containsExactly(CONFLICT);

    MergeReport report = region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9"));

    assertThat(report.alreadyMerged()).isEqualTo(1);
    assertThat(region.body(1)).isEqualTo("b20");
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_change_that_loses_here_closes_it_all_the_same() {
    conflict();
    region.merge(by(B, 30).writes(1, "b30"));

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("b30");
    assertThat(region.unresolved()).containsExactly("b@0.30 over c@0.9");
  }

  @Test
  void what_this_region_may_not_hold_closes_it() {
    conflict();

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9").asStub());

    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_truncate_closes_the_conflicts_of_its_lane_also_of_rows_that_are_gone() {
    region.merge(own(5, 1));
    region.merge(by(B, 6).deletes(1));
    assertThat(region.body(1)).isNull();
    region.merge(by(C, 7).saw(A, 5).truncates(lane));
    assertThat(region.unresolved()).contains(CONFLICT);

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).truncates(lane));

    assertThat(region.unresolved()).doesNotContain(CONFLICT);
    assertThat(region.closedBy()).contains("c@0.9");
  }

  @Test
  void a_row_of_a_first_snapshot_is_seen_by_who_had_merged_its_place() {
    region.merge(own(5, 1));
    region.merge(by(B, 7).asSnapshot().writes(1, "from before"));
    assertThat(region.unresolved()).containsExactly("a@0.5 over b@0.0");

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9"));
    assertThat(region.unresolved()).contains("a@0.5 over b@0.0");

    region.merge(by(C, 10).saw(A, 5).saw(B, 7).writes(1, "c10"));
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_row_of_a_first_snapshot_has_seen_nothing_itself() {
    conflict();

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).asSnapshot().writes(1, "from before"));

    assertThat(region.unresolved()).contains(CONFLICT);
    assertThat(region.trace).endsWith("RecordConflicts");
  }

  @Test
  void what_could_not_be_applied_is_over_once_a_change_comes_that_had_seen_it() {
    region.merge(List.of(refused(6)));
    assertThat(region.unresolved()).containsExactly("quarantined b@0.6");

    region.merge(by(B, 7).writes(1, "b7"));

    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void here_it_is_over_with_the_second_local_write_for_the_first_has_not_seen_it() {
    region.merge(List.of(refused(6)));

    // The capture names what is hidden: to everybody else the two are in conflict.
    region.merge(own(9, 1).saw(B, 6).sawOfKey(B, 5));
    assertThat(region.unresolved()).containsExactly("a@0.9 over b@0.6", "quarantined b@0.6");

    region.merge(own(10, 1).saw(B, 6));
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_refused_change_that_had_seen_both_closes_it_and_is_one_itself() {
    conflict();
    Arrival covering = by(C, 9).saw(A, 5).saw(B, 6).writes(1, "bad").arrival();

    region.merge(List.of(covering.refused("does not fit")));

    assertThat(region.unresolved()).containsExactly("quarantined c@0.9");
  }

  @Test
  void what_is_delivered_again_finds_and_closes_nothing() {
    conflict();
    NoteChange covering = by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9");
    region.merge(covering);

    assertThat(region.merge(covering).closed()).isZero();
    assertThat(region.merge(by(B, 6).writes(1, "b6"), covering).closed()).isZero();
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_batch_that_settles_nothing_looks_once_and_writes_nothing() {
    region.merge(by(B, 5).writes(1, "b5"), by(C, 6).saw(B, 5).writes(1, "c6"));

    assertThat(region.trace)
        .containsOnlyOnce("UnresolvedConflicts")
        .endsWith("UnresolvedConflicts")
        .doesNotContain("RecordConflicts", "CloseConflicts");
  }

  private static Arrival refused(long stamp) {
    return by(B, stamp).writes(1, "bad").arrival().refused("does not fit");
  }
}
