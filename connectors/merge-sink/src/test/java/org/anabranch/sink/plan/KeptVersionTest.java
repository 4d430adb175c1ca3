package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A table whose conflict policy keeps what a region wrote itself, in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeptVersionTest {

  private final MergingRegion region =
      new MergingRegion(
          A,
          new Strategy("last-writer-wins", new LastWriterWins(), Verdict.SETTLED)
              .under(ConflictPolicy.KEEP_LOCAL));

  /** A local write, as the own stream brings it. */
  private NoteChange own(long stamp) {
    String body = "a" + stamp;
    return by(A, stamp).at(region.saves(1, body)).writes(1, body);
  }

  @Test
  void what_this_region_wrote_stays_although_another_version_wins() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));

    assertThat(region.body(1)).isEqualTo("a5");
    assertThat(version().version().winner()).hasToString("b@0.6");
    assertThat(version().kept()).isEqualTo(new Stamp(5));
    assertThat(region.unresolved()).containsExactly("b@0.6 over a@0.5");
    Conflict told = region.database.conflicts().values().iterator().next();
    assertThat(told.verdict()).isEqualTo(Verdict.OPEN);
    assertThat(told.reason()).contains("its own");
  }

  @Test
  void a_row_that_was_written_over_before_the_own_change_came_is_restored() {
    long position = region.saves(1, "a5");
    region.merge(by(B, 6).writes(1, "b6"));
    assertThat(region.body(1)).isEqualTo("b6");

    region.merge(by(A, 5).at(position).writes(1, "a5"));

    assertThat(region.body(1)).isEqualTo("a5");
    assertThat(version().kept()).isEqualTo(new Stamp(5));
  }

  @Test
  void so_it_is_where_both_come_in_one_batch() {
    NoteChange own = own(5);

    region.merge(by(B, 6).writes(1, "b6"), own);

    assertThat(region.body(1)).isEqualTo("a5");
    assertThat(region.unresolved()).containsExactly("b@0.6 over a@0.5");
  }

  @Test
  void a_region_that_wrote_neither_shows_the_winner() {
    region.merge(by(C, 5).writes(1, "c5"));
    region.merge(by(B, 6).writes(1, "b6"));

    assertThat(region.body(1)).isEqualTo("b6");
    assertThat(version().kept()).isNull();
  }

  @Test
  void a_change_of_who_had_seen_both_is_the_row() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));
    region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(version().kept()).isNull();
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void so_is_the_next_local_write() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));
    region.merge(own(9).saw(B, 6));

    assertThat(region.body(1)).isEqualTo("a9");
    assertThat(version().kept()).isNull();
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_change_that_saw_the_other_version_only_waits_and_is_told_of() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));
    region.merge(by(B, 8).writes(1, "b8"));

    assertThat(region.body(1)).isEqualTo("a5");
    assertThat(region.unresolved()).containsExactly("b@0.6 over a@0.5", "b@0.8 over a@0.5");
  }

  @Test
  void a_change_that_saw_the_kept_version_and_wins_is_shown() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));
    region.merge(by(C, 7).saw(A, 5).writes(1, "c7"));

    assertThat(region.body(1)).isEqualTo("c7");
    assertThat(version().kept()).isNull();
    assertThat(region.unresolved()).containsExactly("b@0.6 over a@0.5", "c@0.7 over b@0.6");
  }

  @Test
  void what_is_not_shown_is_not_told_as_the_row_that_was_found() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));
    region.merge(by(C, 7).writes(1, "c7"));

    assertThat(region.database.conflicts().values())
        .flatExtracting(
            conflict -> List.of(Objects.requireNonNull(conflict.winner()), conflict.loser()))
        .filteredOn(side -> side instanceof Version.Found)
        .map(Version.Found.class::cast)
        .allSatisfy(
            side ->
                assertThat(side.content() == null).isEqualTo(side.id().toString().equals("b@0.6")));
    assertThat(region.unresolved())
        .containsExactly("b@0.6 over a@0.5", "c@0.7 over a@0.5", "c@0.7 over b@0.6");
  }

  @Test
  void a_row_that_this_region_deleted_stays_deleted() {
    region.merge(own(4));
    region.merge(by(A, 5).at(region.removes(1)).deletes(1));
    region.merge(by(B, 6).writes(1, "b6"));

    assertThat(region.body(1)).isNull();
    assertThat(version().version().deleted()).isFalse();
  }

  @Test
  void a_row_that_another_region_deletes_stays() {
    region.merge(own(5));
    region.merge(by(B, 6).deletes(1));

    assertThat(region.body(1)).isEqualTo("a5");
    assertThat(version().version().deleted()).isTrue();
  }

  @Test
  void a_row_that_was_deleted_before_the_own_change_came_is_there_again() {
    region.merge(own(3));
    long position = region.saves(1, "a5");
    region.merge(by(B, 6).saw(A, 3).deletes(1));
    assertThat(region.body(1)).isNull();

    region.merge(by(A, 5).at(position).writes(1, "a5"));

    assertThat(region.body(1)).isEqualTo("a5");
  }

  @Test
  void a_truncate_takes_what_waits_as_well() {
    region.merge(own(4));
    region.merge(by(A, 5).at(region.removes(1)).deletes(1));
    region.merge(by(B, 6).writes(1, "b6"));

    int lane = laneOf(1).number();
    region.merge(by(A, 9).saw(B, 6).at(region.truncates(lane, 1)).truncates(lane));

    assertThat(version().version().winner()).hasToString("a@0.9");
    assertThat(version().kept()).isNull();
    assertThat(region.unresolved()).isEmpty();
  }

  @Test
  void a_row_that_may_not_be_held_here_any_more_goes() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6").asStub());

    assertThat(region.body(1)).isNull();
    assertThat(version().kept()).isNull();
  }

  @Test
  void a_change_that_is_delivered_again_changes_nothing() {
    region.merge(own(5));
    NoteChange waiting = by(B, 6).writes(1, "b6");
    region.merge(waiting);
    VersionRow before = version();

    region.merge(waiting);

    assertThat(version()).isEqualTo(before);
    assertThat(region.body(1)).isEqualTo("a5");
  }

  @Test
  void it_is_forgotten_once_all_have_both_and_the_row_stays() {
    region.merge(own(5));
    region.merge(by(B, 6).writes(1, "b6"));
    int lane = laneOf(1).number();
    long readBack = region.database.position() + 1;
    region.merge(by(A, 7).saw(B, 6).at(readBack).only(ChangeKind.MARK, lane));
    region.merge(by(B, 7).saw(A, 5).only(ChangeKind.MARK, lane));
    region.merge(by(C, 1).saw(A, 5).saw(B, 6).only(ChangeKind.MARK, lane));

    region.forgets();

    assertThat(region.version(1)).isNull();
    assertThat(region.body(1)).isEqualTo("a5");

    region.merge(by(C, 9).saw(A, 5).saw(B, 6).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.unresolved()).isEmpty();
  }

  private VersionRow version() {
    return Objects.requireNonNull(region.version(1));
  }
}
