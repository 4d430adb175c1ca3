package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Truncates and deletes where they meet winners that the row does not show, in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HiddenTruncateTest {

  private final MergingRegion region = new MergingRegion(A);
  private final int lane = laneOf(1).number();

  @Test
  void a_truncate_deletes_a_row_that_could_not_be_applied() {
    region.merge(List.of(refused(by(B, 6).writes(1, "bad"))));

    region.merge(by(B, 7).truncates(lane));

    assertThat(version()).returns(false, VersionRow::hidden);
    assertThat(version().version().winner()).isEqualTo(by(B, 7).truncates(lane).change().id());
    assertThat(region.conflicts()).containsExactly("quarantined b@0.6");
  }

  @Test
  void a_truncate_is_in_conflict_with_a_withheld_row_that_it_had_not_seen() {
    region.merge(by(C, 9).writes(1, "c9").asStub());

    region.merge(by(B, 7).truncates(lane));

    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.7");
    assertThat(version()).returns(true, VersionRow::hidden);
  }

  @Test
  void a_refused_change_loses_to_a_later_truncate_that_came_before() {
    region.merge(by(B, 7).truncates(lane));

    region.merge(List.of(refused(by(C, 5).writes(1, "c5"))));

    assertThat(version()).returns(false, VersionRow::hidden);
    assertThat(region.conflicts()).containsExactly("b@0.7 over c@0.5", "quarantined c@0.5");
  }

  @Test
  void a_refused_change_that_wins_over_a_truncate_is_in_conflict_with_it() {
    region.merge(by(B, 7).truncates(lane));

    region.merge(List.of(refused(by(C, 9).writes(1, "c9"))));

    assertThat(version()).returns(true, VersionRow::hidden);
    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.7", "quarantined c@0.9");
  }

  @Test
  void a_row_that_a_refused_delete_left_goes_with_the_next_stub() {
    region.merge(by(B, 5).writes(1, "b5"));
    region.merge(List.of(refused(by(B, 6).deletes(1))));
    assertThat(region.body(1)).isEqualTo("b5");

    region.merge(by(B, 7).writes(1, "b7").asStub());

    assertThat(region.body(1)).isNull();
  }

  /** Where another origin's truncate lies in its own log says nothing about this region's log. */
  @Test
  void only_an_own_truncate_is_waited_for_in_the_own_log() {
    region.merge(by(B, 7).at(1_000_000).truncates(lane));
    assertThat(laneVersion().written()).isNull();

    region.merge(by(A, 8).saw(B, 7).at(70).truncates(lane));
    assertThat(Objects.requireNonNull(laneVersion().written()).position()).isEqualTo(70);
  }

  private static Arrival refused(NoteChange change) {
    return change.arrival().refused("does not fit");
  }

  private VersionRow version() {
    return Objects.requireNonNull(region.version(1));
  }

  private VersionRow laneVersion() {
    return Objects.requireNonNull(region.laneVersion(1));
  }
}
