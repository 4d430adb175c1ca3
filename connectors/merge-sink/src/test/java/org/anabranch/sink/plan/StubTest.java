package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.LongStream;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Changes that region a may not hold: they have neither key columns nor row. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StubTest {

  private final MergingRegion region = new MergingRegion(A);

  @Test
  void a_stub_that_wins_deletes_the_row_and_hides_the_winner() {
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(stub(by(B, 6)));

    assertThat(region.body(1)).isNull();
    assertThat(version()).returns(true, VersionRow::hidden);
    assertThat(version().version().deleted()).isTrue();
    assertThat(version().version().winner()).isEqualTo(stub(by(B, 6)).change().id());
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_stub_deletes_a_row_that_nobody_merged() {
    region.saves(1, "forgotten");
    region.saves(2, "stays");

    region.merge(stub(by(B, 6)));

    assertThat(region.body(1)).isNull();
    assertThat(region.body(2)).isEqualTo("stays");
  }

  @Test
  void a_stub_of_a_row_that_is_not_here_writes_nothing() {
    region.merge(stub(by(B, 6)));

    assertThat(region.trace).contains("KeysOfLane").doesNotContain("DeleteRows");
    assertThat(version()).returns(true, VersionRow::hidden);
  }

  /** The row was inserted while the first stub was merged, so the first one did not find it. */
  @Test
  void a_stub_after_a_stub_deletes_the_own_row_that_comes_with_it() {
    for (boolean ownFirst : new boolean[] {true, false}) {
      MergingRegion anew = new MergingRegion(A);
      anew.merge(stub(by(B, 6)));
      long position = anew.saves(1, "a5");
      NoteChange own = by(A, 5).at(position).writes(1, "a5");
      NoteChange second = stub(by(B, 7));

      anew.merge(ownFirst ? own : second, ownFirst ? second : own);

      assertThat(anew.body(1)).isNull();
    }
  }

  @Test
  void where_the_row_is_known_to_be_gone_its_key_is_not_looked_for_again() {
    region.merge(stub(by(B, 6)));
    region.trace.clear();

    region.merge(stub(by(B, 7)));

    assertThat(region.trace).doesNotContain("KeysOfLane");
  }

  @Test
  void the_keys_of_a_lane_are_read_once_for_all_its_stubs() {
    long second =
        LongStream.iterate(2, id -> id + 1)
            .filter(id -> laneOf(id).equals(laneOf(1)))
            .findFirst()
            .orElseThrow();
    region.merge(by(B, 4).writes(1, "b4"), by(B, 5).writes(second, "b5"));
    region.trace.clear();

    region.merge(stub(by(B, 6)), by(B, 7).writes(second, "b7").asStub());

    assertThat(region.trace).containsOnlyOnce("KeysOfLane");
    assertThat(region.body(1)).isNull();
    assertThat(region.body(second)).isNull();
  }

  @Test
  void a_stub_that_loses_leaves_the_row() {
    region.merge(by(C, 9).writes(1, "c9"));

    region.merge(stub(by(B, 6)));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(version()).returns(false, VersionRow::hidden);
    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.6");
  }

  @Test
  void a_change_that_wins_over_a_stub_is_shown() {
    region.merge(stub(by(B, 6)));

    region.merge(by(B, 7).writes(1, "b7"));

    assertThat(region.body(1)).isEqualTo("b7");
    assertThat(version()).returns(false, VersionRow::hidden);
    assertThat(version().version().deleted()).isFalse();
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_change_that_loses_to_a_stub_is_not_shown() {
    region.merge(stub(by(B, 6)));

    region.merge(by(C, 4).writes(1, "c4"));

    assertThat(region.body(1)).isNull();
    assertThat(version()).returns(true, VersionRow::hidden);
    assertThat(region.conflicts()).containsExactly("b@0.6 over c@0.4");
  }

  // Own changes

  @Test
  void an_own_change_that_loses_to_a_stub_is_deleted_again() {
    // The stub came while the insert was not committed, and found no row.
    region.merge(stub(by(B, 6)));
    long position = region.saves(1, "a4");

    region.merge(by(A, 4).at(position).writes(1, "a4"));

    assertThat(region.body(1)).isNull();
    assertThat(version()).returns(true, VersionRow::hidden);
    assertThat(region.conflicts()).containsExactly("b@0.6 over a@0.4");
  }

  @Test
  void an_own_change_that_wins_over_a_stub_is_restored() {
    long position = region.saves(1, "a9");
    region.merge(stub(by(B, 6)));
    assertThat(region.body(1)).isNull();

    region.merge(by(A, 9).at(position).writes(1, "a9"));

    assertThat(region.body(1)).isEqualTo("a9");
    assertThat(version()).returns(false, VersionRow::hidden);
    assertThat(region.conflicts()).containsExactly("a@0.9 over b@0.6");
  }

  // Within a batch

  @Test
  void a_row_and_its_stub_in_one_batch_leave_no_row() {
    region.merge(by(B, 5).writes(1, "b5"), stub(by(B, 6)));
    assertThat(region.body(1)).isNull();
    assertThat(version()).returns(true, VersionRow::hidden);

    MergingRegion had = new MergingRegion(A);
    had.merge(by(B, 4).writes(1, "b4"));
    had.merge(by(B, 5).writes(1, "b5"), stub(by(B, 6)));
    assertThat(had.body(1)).isNull();
  }

  @Test
  void a_stub_and_a_later_row_in_one_batch_leave_the_row() {
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(stub(by(B, 6)), by(B, 7).writes(1, "b7"));

    assertThat(region.body(1)).isEqualTo("b7");
    assertThat(version()).returns(false, VersionRow::hidden);
  }

  @Test
  void an_own_change_and_the_stub_that_it_loses_to_in_one_batch_leave_no_row() {
    long position = region.saves(1, "a4");

    region.merge(by(A, 4).at(position).writes(1, "a4"), stub(by(B, 6)));

    assertThat(region.body(1)).isNull();
    assertThat(region.conflicts()).containsExactly("b@0.6 over a@0.4");
  }

  private static NoteChange stub(NoteChange by) {
    return by.writes(1, "withheld").asStub();
  }

  private VersionRow version() {
    return Objects.requireNonNull(region.version(1));
  }
}
