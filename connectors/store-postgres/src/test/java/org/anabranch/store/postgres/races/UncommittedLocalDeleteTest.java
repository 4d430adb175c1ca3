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

/** Race 2: the sink upserts a row that an application deletes at the same time. */
class UncommittedLocalDeleteTest extends Race {

  private static final String DELETE = "DELETE FROM contract.note WHERE id = 1";

  /** A merge that has come upon a row whose delete is not committed. */
  private PacedMerge blockedByADelete() {
    region.holds(1, "a2", 2);
    application.executes(DELETE);
    return region.merging(by(B, 11).saw(A, 2).writes(1, "b11")).blocksIn("UpsertRows");
  }

  @Test
  void the_row_is_updated_where_the_delete_is_undone() {
    PacedMerge merge = blockedByADelete();
    application.rollsBack();
    merge.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));
    assertThat(region.allCaptured()).isTrue();
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void the_row_is_inserted_anew_and_stays_where_the_delete_loses() {
    PacedMerge merge = blockedByADelete();
    application.commits();
    merge.finishes();
    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));

    NoteChange own = region.captures(9);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 9L)));
    region.merge(own);

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));
    assertThat(region.conflicts()).containsExactly("b@11 over a@9");
  }

  @Test
  void the_row_is_inserted_anew_and_deleted_again_where_the_delete_wins() {
    PacedMerge merge = blockedByADelete();
    application.commits();
    merge.finishes();

    NoteChange own = region.captures(12);
    assertThat(own.change().position()).isLessThan(merge.wrote().position());
    PacedMerge repair = region.merging(own);

    assertThat(repair.finishes().rewritten()).isEqualTo(1);
    assertThat(region.standing(1)).isEqualTo(gone("a@12 deleted", repair.deleted()));
    assertThat(region.conflicts()).containsExactly("a@12 over b@11");
    assertThat(region.allCaptured()).isTrue();
  }

  @Test
  void a_row_that_is_written_after_the_sink_made_it_anew_is_not_deleted_for_the_delete_before() {
    PacedMerge merge = blockedByADelete();
    application.commits();
    merge.finishes();
    application.executes("UPDATE contract.note SET body = 'later'").commits();

    assertThat(region.merge(region.captures(12)).rewritten()).isZero();
    assertThat(region.standing(1)).isEqualTo(local("later", "a@12 deleted", merge.wrote()));
    region.merge(region.captures(13));

    assertThat(region.standing(1)).isEqualTo(local("later", "a@13", merge.wrote()));
  }

  @Test
  void a_delete_that_waits_for_the_sink_has_seen_what_it_deletes() {
    region.holds(1, "a2", 2);
    PacedMerge merge = region.merging(by(B, 11).saw(A, 2).writes(1, "b11")).until("ReadPosition");
    application.blocksIn(DELETE);
    merge.finishes();
    application.resumes().commits();

    NoteChange own = region.captures(12);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 12L, B, 11L)));
    assertThat(own.change().position()).isGreaterThan(merge.wrote().position());
    region.merge(own);

    assertThat(region.standing(1)).isEqualTo(gone("a@12 deleted", merge.wrote()));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_delete_that_waits_for_a_sink_that_is_killed_deletes_what_was_there() {
    region.holds(1, "a2", 2);
    PacedMerge merge = region.merging(by(B, 11).saw(A, 2).writes(1, "b11")).until("ReadPosition");
    application.blocksIn(DELETE);
    merge.dies();
    application.resumes().commits();

    NoteChange own = region.captures(9);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 9L)));
    PacedMerge retry = region.merging(by(B, 11).saw(A, 2).writes(1, "b11"));
    retry.finishes();
    region.merge(own);

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", retry.wrote()));
    assertThat(region.conflicts()).containsExactly("b@11 over a@9");
  }
}
