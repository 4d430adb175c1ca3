package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.VersionRow;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule M8 in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RefusedChangeTest {

  private final MergingRegion region = new MergingRegion(A);

  @Test
  void a_refused_change_leaves_the_row_and_is_recorded_while_its_stream_goes_on() {
    region.merge(by(B, 5).writes(1, "b5"));

    MergeReport report = region.merge(List.of(refused(6), by(B, 7).writes(2, "b7").arrival()));

    assertThat(region.body(1)).isEqualTo("b5");
    assertThat(region.body(2)).isEqualTo("b7");
    assertThat(region.conflicts()).containsExactly("quarantined b@0.6");
    assertThat(report.moves()).isNotEmpty();
  }

  @Test
  void a_later_change_that_saw_the_refused_one_takes_its_place() {
    region.merge(by(B, 5).writes(1, "b5"));
    region.merge(List.of(refused(6)));

    region.merge(by(B, 7).writes(1, "b7"));

    assertThat(region.body(1)).isEqualTo("b7");
    assertThat(region.conflicts()).containsExactly("quarantined b@0.6");
  }

  @Test
  void a_refused_change_is_recorded_once() {
    region.merge(List.of(refused(6)));

    MergeReport again = region.merge(List.of(refused(6)));

    assertThat(again.conflicts()).isEmpty();
    assertThat(again.alreadyMerged()).isEqualTo(1);
  }

  @Test
  void a_refused_change_wins_and_loses_as_in_other_regions_but_is_not_shown() {
    region.merge(List.of(refused(6)));

    region.merge(by(C, 3).writes(1, "c3"));

    assertThat(region.body(1)).isNull();
    assertThat(region.conflicts()).containsExactly("b@0.6 over c@0.3", "quarantined b@0.6");
    assertThat(version()).returns(true, VersionRow::hidden);

    region.merge(by(C, 9).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.conflicts()).contains("c@0.9 over b@0.6");
    assertThat(version()).returns(false, VersionRow::hidden);
  }

  @Test
  void what_won_before_a_refused_change_of_the_same_batch_is_shown() {
    region.merge(List.of(by(C, 3).writes(1, "c3").arrival(), refused(6)));

    assertThat(region.body(1)).isEqualTo("c3");
    assertThat(region.conflicts()).containsExactly("b@0.6 over c@0.3", "quarantined b@0.6");
    assertThat(version()).returns(true, VersionRow::hidden);
  }

  private VersionRow version() {
    return Objects.requireNonNull(region.version(1));
  }

  @Test
  void a_refused_change_and_its_successor_in_one_batch_show_the_successor() {
    region.merge(List.of(refused(6), by(B, 7).writes(1, "b7").arrival()));

    assertThat(region.body(1)).isEqualTo("b7");
    assertThat(region.conflicts()).containsExactly("quarantined b@0.6");
  }

  @Test
  void a_refused_row_of_a_snapshot_is_not_compared_with_the_row_it_cannot_name() {
    region.saves(1, "a's");
    Arrival snapshot = by(B, 6).writes(1, "bad").asSnapshot().arrival();
    Arrival keyless = new Arrival(snapshot.change(), null, null, snapshot.place());
    List<String> statements = region.trace;

    region.merge(List.of(keyless.refused("does not hash")));

    assertThat(region.body(1)).isEqualTo("a's");
    assertThat(region.conflicts()).containsExactly("quarantined b@0.0");
    assertThat(statements).doesNotContain("LockRows");
  }

  @Test
  void a_stub_after_a_refused_change_finds_its_row_by_the_hash() {
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(List.of(refused(6), by(B, 7).writes(1, null).asStub().arrival()));

    assertThat(region.trace).contains("KeysOfLane");
    assertThat(region.body(1)).isNull();
  }

  private static Arrival refused(long stamp) {
    return by(B, stamp).writes(1, "bad").arrival().refused("does not fit");
  }
}
