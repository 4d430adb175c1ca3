package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What comes once region a has forgotten that b wrote note 1. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForgottenVersionTest {

  private static final VersionVector FLOOR = vector(Map.of(B, 5L));

  private final MergingRegion region = new MergingRegion(A);
  private final int lane = laneOf(1).number();
  private final long ofSameLane = other(true);
  private final long elsewhere = other(false);

  @BeforeEach
  void forget() {
    region.merge(by(B, 5).writes(1, "b5"));
    region.forgets(1, B, 5);
    assertThat(region.database.versions()).isEmpty();
  }

  @Test
  void a_change_that_saw_it_takes_its_place_as_if_it_were_known() {
    region.merge(by(C, 9).saw(B, 5).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.conflicts()).isEmpty();
    assertThat(Objects.requireNonNull(region.version(1)).version().vector())
        .isEqualTo(vector(Map.of(B, 5L, C, 9L)));
  }

  // Changes that cannot be judged

  @Test
  void a_change_that_has_not_seen_it_is_not_merged() {
    assertBehind(by(C, 9).writes(1, "c9"));
  }

  @Test
  void nor_is_a_change_of_another_key_of_the_lane() {
    assertBehind(by(C, 9).saw(B, 4).writes(ofSameLane, "c9"));
  }

  @Test
  void nor_is_a_stub() {
    assertBehind(by(C, 9).writes(1, "c9").asStub());
  }

  @Test
  void nor_is_a_row_of_a_first_snapshot() {
    assertBehind(by(C, 9).writes(1, "c's").asSnapshot());
  }

  @Test
  void nor_is_a_truncate() {
    assertBehind(by(C, 9).truncates(lane));
  }

  @Test
  void what_a_change_says_of_its_key_alone_does_not_count() {
    assertBehind(by(C, 9).saw(B, 4).sawOfKey(B, 5).writes(1, "c9"));
  }

  private void assertBehind(NoteChange change) {
    Map<WatermarkKey, Watermark> before = region.database.watermarks();
    Arrival arrival = change.arrival();

    Step end = region.attempt(List.of(arrival), before);

    assertThat(end).isEqualTo(new Step.Behind(arrival, FLOOR));
    assertThat(region.body(1)).isEqualTo("b5");
    assertThat(region.database.versions()).isEmpty();
    assertThat(region.database.watermarks()).isEqualTo(before);
  }

  @Test
  void of_a_batch_the_first_one_is_named_that_is_not_merged_yet() {
    Arrival first = by(C, 9).writes(ofSameLane, "c9").arrival();
    List<Arrival> batch =
        List.of(
            by(B, 5).writes(1, "b5, again").arrival(),
            by(C, 8).writes(elsewhere, "c8").arrival(),
            first,
            by(C, 10).writes(1, "c10").arrival());

    assertThat(region.attempt(batch, region.database.watermarks()))
        .isEqualTo(new Step.Behind(first, FLOOR));
    assertThat(region.body(elsewhere)).isNull();
  }

  @Test
  void a_change_of_another_lane_is_merged() {
    region.merge(by(C, 9).writes(elsewhere, "c9"));

    assertThat(region.body(elsewhere)).isEqualTo("c9");
  }

  @Test
  void a_mark_is_merged_whatever_it_has_seen() {
    assertThat(region.merge(by(C, 9).only(ChangeKind.MARK, lane)).moves()).hasSize(1);
  }

  @Test
  void what_was_merged_before_is_passed_over_whatever_it_had_seen() {
    region.merge(by(C, 9).saw(B, 5).writes(1, "c9"));
    region.forgets(1, C, 9);

    MergeReport again = region.merge(by(B, 5).writes(1, "b5"), by(C, 9).writes(1, "c9"));

    assertThat(again.alreadyMerged()).isEqualTo(2);
    assertThat(region.body(1)).isEqualTo("c9");
  }

  @Test
  void one_that_is_refused_passes_and_leaves_the_version_row_alone() {
    region.merge(by(B, 7).writes(1, "b7"));
    Object known = region.version(1);

    MergeReport report =
        region.merge(List.of(by(C, 9).writes(1, "c9").arrival().refused("away for too long")));

    assertThat(report.moves()).hasSize(1);
    assertThat(region.version(1)).isEqualTo(known);
    assertThat(region.body(1)).isEqualTo("b7");
    assertThat(region.conflicts()).containsExactly("quarantined c@0.9");
  }

  @Test
  void one_that_is_refused_of_a_key_that_is_not_known_wins_nothing() {
    region.merge(List.of(by(C, 9).writes(1, "c9").arrival().refused("away for too long")));

    region.merge(by(B, 7).writes(1, "b7"));

    assertThat(region.body(1)).isEqualTo("b7");
    assertThat(region.conflicts()).containsExactly("quarantined c@0.9");
  }

  // Changes that say what they have not seen of their key

  @Test
  void a_change_that_had_not_seen_it_of_its_key_is_in_conflict_with_it() {
    region.merge(by(C, 9).saw(B, 5).sawOfKey(B, 4).writes(1, "c9"));

    assertThat(region.body(1)).isEqualTo("c9");
    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.5");
    assertThat(region.database.conflicts().values())
        .singleElement()
        .satisfies(
            conflict ->
                assertThat(conflict.loser())
                    .isInstanceOfSatisfying(
                        Version.Found.class, found -> assertThat(found.content()).contains("b5")));
  }

  @Test
  void the_lanes_context_counts_for_what_is_acknowledged() {
    region.merge(by(C, 9).saw(B, 5).sawOfKey(B, 4).writes(1, "c9"));

    assertThat(region.database.watermarks().get(new WatermarkKey(C, TABLE, lane)))
        .isNotNull()
        .extracting(Watermark::context)
        .isEqualTo(vector(Map.of(B, 5L, C, 9L)));
  }

  @Test
  void a_change_that_had_not_seen_it_of_its_key_is_in_conflict_while_it_is_known_too() {
    MergingRegion knowing = new MergingRegion(A);
    knowing.merge(by(B, 5).writes(1, "b5"));

    knowing.merge(by(C, 9).saw(B, 5).sawOfKey(B, 4).writes(1, "c9"));

    assertThat(knowing.body(1)).isEqualTo("c9");
    assertThat(knowing.conflicts()).containsExactly("c@0.9 over b@0.5");
  }

  @Test
  void what_a_change_had_not_seen_and_is_not_merged_here_either_is_met_when_it_comes() {
    MergingRegion fresh = new MergingRegion(A);
    fresh.merge(by(C, 9).saw(B, 5).sawOfKey(B, 4).writes(1, "c9"));
    assertThat(fresh.conflicts()).isEmpty();

    fresh.merge(by(B, 5).writes(1, "b5"));

    assertThat(fresh.body(1)).isEqualTo("c9");
    assertThat(fresh.conflicts()).containsExactly("c@0.9 over b@0.5");
  }

  private long other(boolean sameLane) {
    return LongStream.iterate(2, id -> id + 1)
        .filter(id -> laneOf(id).number() == lane == sameLane)
        .findFirst()
        .orElseThrow();
  }
}
