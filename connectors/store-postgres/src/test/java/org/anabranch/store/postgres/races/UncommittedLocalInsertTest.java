package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.anabranch.store.postgres.races.Standing.gone;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Race 3: the sink deletes a row that an application is inserting. */
class UncommittedLocalInsertTest extends Race {

  private static final String INSERT = "INSERT INTO contract.note VALUES (1, 'own')";

  /** A merge whose delete comes while an insert is not committed, so finds nothing. */
  private PacedMerge deletingNothing() {
    PacedMerge merge = region.merging(by(B, 11).deletes(1)).until("DeleteRows");
    application.executes(INSERT);
    return merge.until("ReadPosition");
  }

  @Test
  void an_insert_that_commits_after_the_sink_has_seen_the_delete_and_stays() {
    PacedMerge merge = deletingNothing();
    merge.finishes();
    application.commits();

    NoteChange own = region.captures(12);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 12L, B, 11L)));
    assertThat(own.change().position()).isLessThan(merge.deleted().position());
    assertThat(region.merge(own).rewritten()).isZero();

    assertThat(region.standing(1)).isEqualTo(local("own", "a@12", merge.deleted()));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void an_insert_that_commits_before_the_sink_and_loses_is_deleted_again() {
    PacedMerge merge = deletingNothing();
    application.commits();
    merge.finishes();
    assertThat(region.standing(1)).isEqualTo(local("own", "b@11 deleted", merge.deleted()));

    NoteChange own = region.captures(9);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 9L)));
    PacedMerge again = region.merging(own);
    again.finishes();

    assertThat(region.standing(1)).isEqualTo(gone("b@11 deleted", again.deleted()));
    assertThat(region.conflicts()).containsExactly("b@11 over a@9");
    assertThat(region.allCaptured()).isTrue();
  }

  @Test
  void an_insert_that_commits_before_the_sink_and_wins_stays() {
    PacedMerge merge = deletingNothing();
    application.commits();
    merge.finishes();

    assertThat(region.merge(region.captures(12)).rewritten()).isZero();

    assertThat(region.standing(1)).isEqualTo(local("own", "a@12", merge.deleted()));
    assertThat(region.conflicts()).containsExactly("a@12 over b@11");
  }

  @Test
  void an_insert_that_is_undone_leaves_nothing() {
    PacedMerge merge = deletingNothing();
    application.rollsBack();
    merge.finishes();

    assertThat(region.standing(1)).isEqualTo(gone("b@11 deleted", merge.deleted()));
    assertThat(region.allCaptured()).isTrue();
  }

  /** It may well have the very position that was read: the next record begins there. */
  @ParameterizedTest
  @ValueSource(longs = {9, 12})
  void an_insert_behind_the_position_that_commits_before_the_sink_stays_only_where_it_wins(
      long stamp) {
    PacedMerge merge = region.merging(by(B, 11).deletes(1)).until("WriteVersions");
    application.executes(INSERT).commits();
    merge.finishes();

    NoteChange own = region.captures(stamp);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, stamp)));
    assertThat(own.change().position()).isGreaterThanOrEqualTo(merge.deleted().position());
    PacedMerge ours = region.merging(own);
    ours.finishes();

    assertThat(region.standing(1))
        .isEqualTo(
            stamp > 11
                ? local("own", "a@12", merge.deleted())
                : gone("b@11 deleted", ours.deleted()));
    assertThat(region.conflicts()).containsExactly(stamp > 11 ? "a@12 over b@11" : "b@11 over a@9");
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 12})
  void an_insert_that_the_sink_found_comes_back_only_where_it_wins(long stamp) {
    PacedMerge merge = region.merging(by(B, 11).deletes(1)).until("DeleteRows");
    application.executes(INSERT).commits();
    merge.finishes();
    assertThat(region.standing(1)).isEqualTo(gone("b@11 deleted", merge.deleted()));

    PacedMerge ours = region.merging(region.captures(stamp));
    ours.finishes();

    assertThat(region.standing(1))
        .isEqualTo(
            stamp > 11
                ? merged("own", "a@12", ours.wrote())
                : gone("b@11 deleted", ours.deleted()));
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 12})
  void an_update_that_the_sink_waited_for_comes_back_only_where_it_wins(long stamp) {
    region.holds(1, "a2", 2);
    application.executes("UPDATE contract.note SET body = 'own'");
    PacedMerge merge = region.merging(by(B, 11).saw(A, 2).deletes(1)).blocksIn("DeleteRows");
    application.commits();
    merge.finishes();
    assertThat(region.standing(1)).isEqualTo(gone("b@11 deleted", merge.deleted()));

    PacedMerge ours = region.merging(region.captures(stamp));
    ours.finishes();

    assertThat(region.standing(1))
        .isEqualTo(
            stamp > 11
                ? merged("own", "a@12", ours.wrote())
                : gone("b@11 deleted", ours.deleted()));
    assertThat(region.conflicts()).containsExactly(stamp > 11 ? "a@12 over b@11" : "b@11 over a@9");
  }

  @Test
  void a_row_whose_update_is_undone_is_deleted() {
    region.holds(1, "a2", 2);
    application.executes("UPDATE contract.note SET body = 'own'");
    PacedMerge merge = region.merging(by(B, 11).saw(A, 2).deletes(1)).blocksIn("DeleteRows");
    application.rollsBack();
    merge.finishes();

    assertThat(region.standing(1)).isEqualTo(gone("b@11 deleted", merge.deleted()));
    assertThat(region.allCaptured()).isTrue();
  }
}
