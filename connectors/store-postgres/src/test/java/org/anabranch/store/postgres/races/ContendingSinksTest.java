package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.store.postgres.races.Standing.gone;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.sink.plan.Step;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Race 4: two sink tasks at one key. */
class ContendingSinksTest extends Race {

  private static NoteChange b11() {
    return by(B, 11).writes(1, "b11");
  }

  /** Whether the lane has a watermark and the key a version row already. */
  private void afterEarlierChange(boolean earlier) {
    if (earlier) {
      region.merge(by(B, 3).writes(1, "b3"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_second_task_with_a_stream_waits_and_loses_the_race(boolean earlier) {
    afterEarlierChange(earlier);
    PacedMerge first = region.merging(b11()).until("UpsertRows");
    PacedMerge second = region.merging(b11()).blocksIn("AdvanceWatermarks");
    first.finishes();
    String row = region.rowMark(1);

    assertThat(second.ends()).isInstanceOf(Step.LostRace.class);

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", first.wrote()));
    assertThat(region.rowMark(1)).isEqualTo(row);
    assertThat(region.merge(b11()).alreadyMerged()).isEqualTo(1);
    assertThat(region.conflicts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_second_task_with_a_stream_does_it_where_the_first_one_is_undone(boolean earlier) {
    afterEarlierChange(earlier);
    PacedMerge first = region.merging(b11()).until("WriteVersions");
    PacedMerge second = region.merging(b11()).blocksIn("AdvanceWatermarks");
    first.rollsBack();
    second.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", second.wrote()));
    assertThat(region.watermark("b", 1)).isEqualTo("11");
  }

  /**
   * Whoever merges keys of a lane keeps the others out of it, whether the key is known or not. The
   * keys are claimed in the journey in which the watermarks move.
   */
  private PacedMerge blockedByTheFirst(NoteChange change) {
    return region.merging(change).blocksIn("AdvanceWatermarks");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void another_stream_that_wins_waits_and_merges_on_top(boolean earlier) {
    afterEarlierChange(earlier);
    PacedMerge first = region.merging(b11()).until("WriteVersions");
    PacedMerge second = blockedByTheFirst(by(C, 12).saw(B, 3).writes(1, "c12"));
    first.finishes();
    second.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("c12", "c@12", second.wrote()));
    assertThat(region.conflicts()).containsExactly("c@12 over b@11");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void another_stream_that_loses_waits_and_leaves_the_row(boolean earlier) {
    afterEarlierChange(earlier);
    PacedMerge first = region.merging(b11()).until("WriteVersions");
    PacedMerge second = blockedByTheFirst(by(C, 10).saw(B, 3).deletes(1));
    first.finishes();
    second.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", first.wrote()));
    assertThat(region.watermark("c", 1)).isEqualTo("10");
    assertThat(region.conflicts()).containsExactly("b@11 over c@10");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void another_stream_meets_nothing_of_a_first_task_that_is_undone(boolean earlier) {
    afterEarlierChange(earlier);
    PacedMerge first = region.merging(b11()).until("WriteVersions");
    PacedMerge second = blockedByTheFirst(by(C, 10).saw(B, 3).deletes(1));
    first.rollsBack();
    second.finishes();
    assertThat(region.standing(1)).isEqualTo(gone("c@10 deleted", second.deleted()));
    assertThat(region.conflicts()).isEmpty();

    PacedMerge retry = region.merging(b11());
    retry.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", retry.wrote()));
    assertThat(region.conflicts()).containsExactly("b@11 over c@10");
  }

  @Test
  void an_own_change_that_waits_for_the_task_that_overwrites_its_row_finds_that_it_did() {
    PacedMerge overwrites = region.merging(by(B, 5).writes(1, "b5")).until("UpsertRows");
    application.executes("INSERT INTO contract.note VALUES (1, 'own')").commits();
    PacedMerge own = region.merging(region.captures(9)).blocksIn("AdvanceWatermarks");
    overwrites.finishes();

    assertThat(own.finishes().rewritten()).isEqualTo(1);

    assertThat(region.standing(1)).isEqualTo(merged("own", "a@9", own.wrote()));
    assertThat(region.conflicts()).containsExactly("a@9 over b@5");
  }

  @Test
  void an_own_change_that_is_merged_first_is_overwritten_only_by_what_wins() {
    application.executes("INSERT INTO contract.note VALUES (1, 'own')").commits();
    PacedMerge own = region.merging(region.captures(9)).until("WriteVersions");
    PacedMerge lower = region.merging(by(B, 5).writes(1, "b5")).blocksIn("AdvanceWatermarks");
    own.finishes();
    lower.finishes();
    assertThat(region.standing(1)).isEqualTo(Standing.local("own", "a@9", null));

    PacedMerge higher = region.merging(b11());
    higher.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", higher.wrote()));
    assertThat(region.conflicts()).containsExactly("a@9 over b@5", "b@11 over a@9");
  }
}
