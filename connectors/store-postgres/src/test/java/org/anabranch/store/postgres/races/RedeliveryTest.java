package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.store.postgres.races.Standing.gone;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.store.StoreException;
import org.junit.jupiter.api.Test;

/** Race 6: a batch comes again, to the same task, to its successor or to one that is replaced. */
class RedeliveryTest extends Race {

  @Test
  void a_task_that_knows_the_watermark_changes_nothing() {
    PacedMerge merge = region.merging(by(B, 11).writes(1, "b11"));
    merge.finishes();
    String row = region.rowMark(1);

    MergeReport again = region.merge(by(B, 11).writes(1, "b11"));

    assertThat(again.alreadyMerged()).isEqualTo(1);
    assertThat(again.moves()).isEmpty();
    assertThat(region.rowMark(1)).isEqualTo(row);
    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));
  }

  @Test
  void a_replaced_task_loses_the_race_and_leaves_what_was_written_since() {
    PacedMerge zombie = region.merging(by(B, 11).writes(1, "b11"), by(B, 12).deletes(1));
    PacedMerge successor = region.merging(by(B, 11).writes(1, "b11"));
    successor.finishes();
    application.executes("UPDATE contract.note SET body = 'later'").commits();
    String row = region.rowMark(1);

    assertThat(zombie.ends()).isInstanceOf(Step.LostRace.class);

    assertThat(region.rowMark(1)).isEqualTo(row);
    assertThat(region.standing(1)).isEqualTo(local("later", "b@11", successor.wrote()));
    assertThat(region.watermark("b", 1)).isEqualTo("11");
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_task_that_lost_the_race_merges_the_rest_when_it_knows_better() {
    PacedMerge zombie = region.merging(by(B, 11).writes(1, "b11"), by(B, 12).writes(1, "b12"));
    region.merge(by(B, 11).writes(1, "b11"));
    assertThat(zombie.ends()).isInstanceOf(Step.LostRace.class);

    PacedMerge retry = region.merging(by(B, 11).writes(1, "b11"), by(B, 12).writes(1, "b12"));
    MergeReport report = retry.finishes();

    assertThat(report.alreadyMerged()).isEqualTo(1);
    assertThat(region.standing(1)).isEqualTo(merged("b12", "b@12", retry.wrote()));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_successor_waits_for_a_replaced_task_that_is_about_to_commit_and_finds_it_done() {
    PacedMerge zombie = region.merging(by(B, 11).writes(1, "b11")).untilCommit();
    PacedMerge successor = region.merging(by(B, 11).writes(1, "b11")).blocksIn("AdvanceWatermarks");
    zombie.ends();

    assertThat(successor.ends()).isInstanceOf(Step.LostRace.class);
    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", zombie.wrote()));
    assertThat(region.merge(by(B, 11).writes(1, "b11")).alreadyMerged()).isEqualTo(1);
  }

  @Test
  void a_successor_does_everything_where_the_replaced_task_is_killed_before_its_commit() {
    PacedMerge zombie = region.merging(by(B, 11).writes(1, "b11")).untilCommit();
    PacedMerge successor = region.merging(by(B, 11).writes(1, "b11")).blocksIn("AdvanceWatermarks");
    zombie.dies();
    successor.finishes();

    assertThatThrownBy(zombie::ends).isInstanceOf(StoreException.Unreachable.class);
    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", successor.wrote()));
  }

  /** The own change had won its row back; the zombie still believes that it has to. */
  @Test
  void a_replaced_task_does_not_repeat_a_repair() {
    PacedMerge overwrites = region.merging(by(B, 5).deletes(1)).until("DeleteRows");
    application.executes("INSERT INTO contract.note VALUES (1, 'own')").commits();
    overwrites.finishes();
    var own = region.captures(9);
    PacedMerge zombie = region.merging(own);
    PacedMerge repair = region.merging(own);
    repair.finishes();
    assertThat(region.standing(1)).isEqualTo(merged("own", "a@9", repair.wrote()));
    application.executes("DELETE FROM contract.note").commits();

    assertThat(zombie.ends()).isInstanceOf(Step.LostRace.class);

    assertThat(region.standing(1)).isEqualTo(gone("a@9", repair.wrote()));
    region.merge(region.captures(12));
    assertThat(region.standing(1)).isEqualTo(gone("a@12 deleted", repair.wrote()));
    assertThat(region.watermark(A.name(), 1)).isEqualTo("12");
  }
}
