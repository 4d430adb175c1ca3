package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.Test;

/** Race 1: a local write that is committed and not yet captured when the sink writes over it. */
class UncapturedLocalWriteTest extends Race {

  /**
   * The application commits right before the sink writes. Something else is in the log first: a
   * write that begins where a merge has read its position too early would not tell.
   */
  private PacedMerge mergedOver(NoteChange remote) {
    PacedMerge merge = region.merging(remote).until("UpsertRows");
    application.executes(
        "SELECT pg_logical_emit_message(false, 'races', 'something else')",
        "INSERT INTO contract.note VALUES (1, 'own')");
    application.commits();
    merge.finishes();
    return merge;
  }

  @Test
  void a_write_that_wins_is_written_again() {
    PacedMerge merge = mergedOver(by(B, 5).writes(1, "b5"));
    assertThat(region.standing(1)).isEqualTo(merged("b5", "b@5", merge.wrote()));

    NoteChange own = region.captures(9);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 9L)));
    assertThat(own.change().position()).isLessThan(merge.wrote().position());
    PacedMerge repair = region.merging(own);

    assertThat(repair.finishes().rewritten()).isEqualTo(1);
    assertThat(region.standing(1)).isEqualTo(merged("own", "a@9", repair.wrote()));
    assertThat(region.conflicts()).containsExactly("a@9 over b@5");
    assertThat(region.allCaptured()).isTrue();
  }

  @Test
  void a_write_that_loses_stays_overwritten() {
    PacedMerge merge = mergedOver(by(B, 11).writes(1, "b11"));
    NoteChange own = region.captures(9);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 9L)));

    MergeReport report = region.merge(own);

    assertThat(report.rewritten()).isZero();
    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));
    assertThat(region.conflicts()).containsExactly("b@11 over a@9");
  }

  @Test
  void a_write_that_has_a_later_one_on_top_is_not_written_again() {
    PacedMerge merge = mergedOver(by(B, 5).writes(1, "b5"));
    application.executes("UPDATE contract.note SET body = body || ' later'").commits();

    assertThat(region.merge(region.captures(9)).rewritten()).isZero();
    assertThat(region.standing(1)).isEqualTo(local("b5 later", "a@9", merge.wrote()));
    NoteChange later = region.captures(12);
    assertThat(later.change().context()).isEqualTo(vector(Map.of(A, 12L, B, 5L)));
    assertThat(later.change().position()).isGreaterThan(merge.wrote().position());
    region.merge(later);

    assertThat(region.standing(1)).isEqualTo(local("b5 later", "a@12", merge.wrote()));
    assertThat(region.conflicts()).containsExactly("a@9 over b@5");
  }

  @Test
  void the_repair_waits_for_an_open_write_and_leaves_the_row_to_it() {
    PacedMerge merge = mergedOver(by(B, 5).writes(1, "b5"));
    application.executes("UPDATE contract.note SET body = body || ' later'");
    PacedMerge repair = region.merging(region.captures(9)).blocksIn("LockRows");
    application.commits();

    assertThat(repair.finishes().rewritten()).isZero();
    assertThat(region.standing(1)).isEqualTo(local("b5 later", "a@9", merge.wrote()));
    region.merge(region.captures(12));
    assertThat(region.standing(1)).isEqualTo(local("b5 later", "a@12", merge.wrote()));
  }

  @Test
  void the_repair_waits_for_an_open_write_that_is_undone() {
    mergedOver(by(B, 5).writes(1, "b5"));
    application.executes("UPDATE contract.note SET body = body || ' later'");
    PacedMerge repair = region.merging(region.captures(9)).blocksIn("LockRows");
    application.rollsBack();

    assertThat(repair.finishes().rewritten()).isEqualTo(1);
    assertThat(region.standing(1)).isEqualTo(merged("own", "a@9", repair.wrote()));
    assertThat(region.allCaptured()).isTrue();
  }

  @Test
  void a_write_that_waits_for_the_repair_is_the_row_in_the_end() {
    mergedOver(by(B, 5).writes(1, "b5"));
    PacedMerge repair = region.merging(region.captures(9)).until("UpsertRows");
    application.blocksIn("UPDATE contract.note SET body = body || ' later'");
    repair.finishes();
    application.resumes().commits();

    NoteChange later = region.captures(12);
    assertThat(later.change().position()).isGreaterThan(repair.wrote().position());
    region.merge(later);

    assertThat(region.standing(1)).isEqualTo(local("own later", "a@12", repair.wrote()));
    assertThat(region.conflicts()).containsExactly("a@9 over b@5");
  }
}
