package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.anabranch.store.postgres.races.Standing.gone;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Race 16: a change that a constraint refuses is passed over, as {@code on.error=quarantine} says,
 * while an application writes the same row. The constraint: no two notes have the same extra.
 */
class HiddenWinnerTest extends Race {

  private static final String REFUSED = "b@11 quarantined";
  private static final String INSERT = "INSERT INTO contract.note VALUES (1, 'own')";

  /** It takes the extra of note 2. */
  private static NoteChange b11() {
    return by(B, 11).writes(new Note(1, "b11", "x"));
  }

  /** The attempt by which a task goes on after the store has refused the change. */
  private PacedMerge passing() {
    return region.merging(List.of(b11().arrival().refused("a constraint")));
  }

  private PacedMerge blockedByAnInsert() {
    application.executes("INSERT INTO contract.note VALUES (2, 'own', 'x')");
    return region.merging(b11()).blocksIn("UpsertRows");
  }

  private void afterRefusal() {
    application.executes("INSERT INTO contract.note VALUES (2, 'own', 'x')").commits();
    assertThatThrownBy(() -> region.merge(b11())).isInstanceOf(StoreException.RowsRefused.class);
    region.merge(region.captures(2));
  }

  @Test
  void a_change_that_meets_an_insert_which_is_undone_is_applied() {
    PacedMerge merge = blockedByAnInsert();
    application.rollsBack();
    merge.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_change_that_meets_an_insert_which_is_committed_is_refused_and_passed() {
    PacedMerge merge = blockedByAnInsert();
    application.commits();
    assertThatThrownBy(merge::finishes).isInstanceOf(StoreException.RowsRefused.class);
    assertThat(region.standing(1)).isEqualTo(gone("none", null));
    assertThat(region.watermark("b", 1)).isNull();

    passing().finishes();

    assertThat(region.standing(1)).isEqualTo(gone("b@11 hidden", null));
    assertThat(region.standing(2).body()).isEqualTo("own");
    assertThat(region.watermark("b", 1)).isEqualTo("11");
    assertThat(region.conflicts()).containsExactly(REFUSED);
  }

  @Test
  void a_write_that_commits_after_it_was_passed_has_not_seen_it_and_ends_the_hiding() {
    afterRefusal();
    PacedMerge passing = passing().untilCommit();
    application.executes(INSERT);
    passing.ends();
    application.commits();

    NoteChange own = region.captures(12);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 12L, B, 11L)));
    assertThat(own.change().keyContext()).isEqualTo(vector(Map.of(A, 12L, B, 10L)));
    region.merge(own);

    assertThat(region.standing(1)).isEqualTo(local("own", "a@12", null));
    assertThat(region.conflicts()).containsExactlyInAnyOrder(REFUSED, "a@12 over b@11");
    application.executes("UPDATE contract.note SET body = 'later' WHERE id = 1").commits();
    assertThat(region.captures(13).change().keyContext()).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 12})
  void a_write_that_commits_before_it_is_passed_stays_the_row_whoever_wins(long stamp) {
    afterRefusal();
    PacedMerge passing = passing().untilCommit();
    application.executes(INSERT).commits();
    passing.ends();

    NoteChange own = region.captures(stamp);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, stamp)));
    region.merge(own);

    assertThat(region.standing(1))
        .isEqualTo(local("own", stamp > 11 ? "a@12" : "b@11 hidden", null));
    assertThat(region.conflicts())
        .containsExactlyInAnyOrder(REFUSED, stamp > 11 ? "a@12 over b@11" : "b@11 over a@9");
  }

  private void heldWhileOpen() {
    region.holds(1, "a2", 2);
    application.executes("INSERT INTO contract.note VALUES (2, 'own', 'x')").commits();
    region.merge(region.captures(3));
    application.executes("UPDATE contract.note SET body = 'own' WHERE id = 1");
  }

  @Test
  void a_write_that_is_open_while_it_is_passed_is_not_waited_for_where_it_saw_the_row() {
    heldWhileOpen();
    region.merging(List.of(b11().saw(A, 2).arrival().refused("a constraint"))).finishes();
    application.rollsBack();
    assertThat(region.standing(1)).isEqualTo(local("a2", "b@11 hidden", null));

    application.executes("DELETE FROM contract.note WHERE id = 1").commits();
    region.merge(region.captures(12));

    assertThat(region.standing(1)).isEqualTo(gone("a@12 deleted", null));
    assertThat(region.conflicts()).containsExactlyInAnyOrder(REFUSED, "a@12 over b@11");
  }

  /** The row that loses is recorded, so it is read; and it is no longer what the loser wrote. */
  @Test
  void a_write_that_is_open_while_it_is_passed_is_waited_for_where_it_is_in_conflict() {
    heldWhileOpen();
    PacedMerge passing = passing().blocksIn("LockRows");
    application.commits();
    passing.finishes();

    assertThat(region.standing(1)).isEqualTo(local("own", "b@11 hidden", null));
    assertThat(
            region.observed(
                "SELECT concat_ws(' ', loser_row->>'body', loser_row_certain)"
                    + " FROM anabranch.conflict WHERE verdict = 'settled'"))
        .isEqualTo("own f");
    region.merge(region.captures(12));

    assertThat(region.standing(1)).isEqualTo(local("own", "a@12", null));
    assertThat(region.conflicts())
        .containsExactlyInAnyOrder("b@11 over a@2", REFUSED, "a@12 over b@11");
  }

  /** A change that can be applied ends the hiding, and meets the local write in the usual way. */
  @Test
  void a_later_change_of_the_same_origin_is_shown_and_the_write_it_overwrote_comes_back() {
    afterRefusal();
    passing().finishes();
    PacedMerge next = region.merging(by(B, 13).writes(1, "b13")).until("UpsertRows");
    application.executes(INSERT).commits();
    next.finishes();
    assertThat(region.standing(1)).isEqualTo(merged("b13", "b@13", next.wrote()));

    NoteChange own = region.captures(14);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 14L, B, 11L)));
    PacedMerge repair = region.merging(own);
    repair.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("own", "a@14", repair.wrote()));
    assertThat(region.conflicts()).containsExactlyInAnyOrder(REFUSED, "a@14 over b@13");
  }
}
