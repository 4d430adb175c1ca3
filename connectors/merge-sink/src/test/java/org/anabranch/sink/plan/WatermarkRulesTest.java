package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule M1 and the fence of M5 in region a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WatermarkRulesTest {

  private final MergingRegion region = new MergingRegion(A);
  private final int lane = laneOf(1).number();

  @Test
  void a_batch_moves_each_stream_to_its_last_change() {
    region.merge(
        by(B, 5).writes(1, "b5"), by(C, 3).saw(B, 2).writes(1, "c3"), by(B, 6).writes(1, "b6"));

    assertThat(region.database.watermarks())
        .containsOnly(
            Map.entry(stream(B), watermark(6, Map.of(B, 6L))),
            Map.entry(stream(C), watermark(3, Map.of(B, 2L, C, 3L))));
  }

  @Test
  void what_was_merged_is_not_merged_again() {
    region.merge(by(B, 5).writes(1, "b5"));
    region.saves(1, "local since");

    MergeReport again = region.merge(by(B, 5).writes(1, "b5"));

    assertThat(again.alreadyMerged()).isEqualTo(1);
    assertThat(again.moves()).isEmpty();
    assertThat(region.body(1)).isEqualTo("local since");
  }

  @Test
  void a_redelivered_batch_with_a_new_end_merges_only_the_end() {
    region.merge(by(B, 5).writes(1, "b5"), by(B, 6).deletes(1));

    MergeReport report =
        region.merge(by(B, 5).writes(1, "b5"), by(B, 6).deletes(1), by(B, 7).writes(1, "b7"));

    assertThat(report.alreadyMerged()).isEqualTo(2);
    assertThat(region.body(1)).isEqualTo("b7");
  }

  @Test
  void a_delete_and_its_tombstone_are_one_change() {
    region.merge(by(B, 5).writes(1, "b5"));

    MergeReport report = region.merge(by(B, 6).deletes(1), by(B, 6).deletes(1));

    assertThat(report.alreadyMerged()).isEqualTo(1);
    assertThat(region.body(1)).isNull();
  }

  @Test
  void a_task_that_believes_in_an_old_watermark_loses_and_changes_nothing() {
    Arrival change = by(B, 5).writes(1, "b5").arrival();
    region.merge(List.of(change));
    region.saves(1, "local since");

    Step end = region.attempt(List.of(change), Map.of());

    assertThat(end).isInstanceOf(Step.LostRace.class);
    assertThat(region.body(1)).isEqualTo("local since");
  }

  @Test
  void a_mark_moves_the_context_of_its_stream_and_nothing_else() {
    region.merge(by(B, 5).writes(1, "b5"));
    int versions = region.database.versions().size();

    region.merge(by(B, 5).saw(C, 8).only(ChangeKind.MARK, lane));

    assertThat(region.database.watermarks())
        .containsEntry(stream(B), watermark(5, Map.of(B, 5L, C, 8L)));
    assertThat(region.database.versions()).hasSize(versions);
  }

  @Test
  void a_mark_that_says_nothing_new_starts_no_transaction() {
    NoteChange mark = by(B, 5).saw(C, 8).only(ChangeKind.MARK, lane);
    region.merge(mark);

    assertThat(region.merge(mark).moves()).isEmpty();
  }

  @Test
  void the_ends_of_a_snapshot_move_the_stream_even_where_they_repeat_its_clock() {
    region.merge(by(B, 5).writes(1, "b5").asSnapshot());

    MergeReport report = region.merge(by(B, 5).saw(C, 8).only(ChangeKind.SNAPSHOT_END, lane));

    assertThat(report.moves()).hasSize(1);
    assertThat(report.alreadyMerged()).isZero();
  }

  @Test
  void a_change_that_another_region_told_of_is_merged_by_its_vector() {
    region.merge(by(B, 5).writes(1, "b5"));
    region.merge(by(C, 7).saw(B, 6).writes(1, "c7, having seen b6"));

    region.merge(by(B, 6).writes(1, "b6"));

    assertThat(region.body(1)).isEqualTo("c7, having seen b6");
    assertThat(region.conflicts()).isEmpty();
    assertThat(region.version(1)).isNotNull().extracting("key").isEqualTo(keyOf(1));
  }

  private WatermarkKey stream(Origin origin) {
    return new WatermarkKey(origin, NoteChange.TABLE, lane);
  }

  private static Watermark watermark(long sequence, Map<Origin, Long> context) {
    return new Watermark(
        new Stamp(sequence),
        vector(context),
        0,
        SnapshotProgress.NONE,
        NoteChange.MEMBERS.fingerprint());
  }
}
