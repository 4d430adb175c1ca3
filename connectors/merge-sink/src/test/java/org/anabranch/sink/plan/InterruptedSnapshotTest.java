package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.LongStream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule C4 in region a: what an attempt at a snapshot left that the whole one did not find. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InterruptedSnapshotTest {

  private final MergingRegion region = new MergingRegion(A);
  private final int lane = laneOf(1).number();
  private final long another =
      LongStream.iterate(2, id -> id + 1)
          .filter(id -> laneOf(id).number() == lane)
          .findFirst()
          .orElseThrow();

  @Test
  void a_row_that_the_whole_snapshot_did_not_find_again_is_deleted_at_its_end() {
    beginsAt(3);
    sends(4, 1);
    sends(5, another);
    beginsAt(6);
    sends(7, another);
    assertThat(region.body(1)).as("the snapshot may still find it").isEqualTo("at 4");

    endsAt(8);

    assertThat(region.body(1)).isNull();
    assertThat(region.body(another)).isEqualTo("at 7");
    VersionRow deleted = Objects.requireNonNull(region.version(1));
    assertThat(deleted.version().winner()).isEqualTo(new ChangeId(B, Stamp.ZERO));
    assertThat(deleted.version().sequence()).isEqualTo(new Stamp(8));
    assertThat(deleted.version().deleted()).isTrue();
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void so_is_one_that_its_table_could_not_take() {
    beginsAt(3);
    region.parks(by(B, 4).writes(1, "at 4").asSnapshot());
    assertThat(region.database.parked()).hasSize(1);
    beginsAt(5);

    endsAt(6);

    VersionRow deleted = Objects.requireNonNull(region.version(1));
    assertThat(deleted.version().deleted()).isTrue();
    assertThat(deleted.hidden()).isFalse();
    assertThat(region.database.parked()).isEmpty();
  }

  @Test
  void rows_of_all_attempts_that_were_interrupted_are_looked_for() {
    beginsAt(3);
    sends(4, 1);
    beginsAt(5);
    sends(6, another);
    beginsAt(7);
    assertThat(progress()).isEqualTo(new SnapshotProgress(new Stamp(3), new Stamp(7)));

    endsAt(8);

    assertThat(region.body(1)).isNull();
    assertThat(region.body(another)).isNull();
    assertThat(progress()).isEqualTo(SnapshotProgress.NONE);
  }

  @Test
  void where_nothing_is_left_the_keys_of_the_lane_are_not_read() {
    beginsAt(3);
    sends(4, 1);

    endsAt(5);

    assertThat(region.body(1)).isEqualTo("at 4");
    assertThat(region.trace).contains("SnapshotLeftovers").doesNotContain("KeysOfLane");
  }

  @Test
  void rows_of_a_snapshot_that_had_ended_stay_when_the_next_one_ends() {
    beginsAt(3);
    sends(4, 1);
    endsAt(5);
    beginsAt(6);

    endsAt(7);

    assertThat(region.body(1)).isEqualTo("at 4");
  }

  @Test
  void an_end_without_a_beginning_looks_for_nothing() {
    sends(4, 1);

    endsAt(5);

    assertThat(region.trace).doesNotContain("SnapshotLeftovers");
    assertThat(region.body(1)).isEqualTo("at 4");
  }

  @Test
  void a_row_that_somebody_has_changed_since_stays() {
    beginsAt(3);
    sends(4, 1);
    region.merge(by(C, 5).saw(B, 4).writes(1, "c5"));
    beginsAt(6);

    endsAt(7);

    assertThat(region.body(1)).isEqualTo("c5");
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_row_that_is_not_here_any_more_needs_nothing() {
    beginsAt(3);
    sends(4, 1);
    region.removes(1);
    beginsAt(6);

    endsAt(7);

    assertThat(region.trace).contains("KeysOfLane").doesNotContain("DeleteRows");
  }

  @Test
  void a_local_write_that_the_deletion_met_is_restored_when_it_is_read_back() {
    beginsAt(3);
    sends(4, 1);
    beginsAt(6);
    long position = region.saves(1, "a9");
    endsAt(7);
    assertThat(region.body(1)).isNull();

    region.merge(by(A, 9).at(position).writes(1, "a9"));

    assertThat(region.body(1)).isEqualTo("a9");
  }

  @Test
  void while_the_snapshot_runs_what_it_sent_is_not_forgotten() {
    beginsAt(3);
    sends(4, 1);
    for (NoteChange mark : new NoteChange[] {by(A, 9), by(C, 9)}) {
      region.merge(mark.saw(B, 4).at(region.database.position() + 1).only(ChangeKind.MARK, lane));
    }
    region.merge(by(B, 4).saw(B, 4).only(ChangeKind.MARK, lane));
    assertThat(region.forgets()).isEqualTo(DropReport.NOTHING);

    endsAt(5);

    region.forgets();
    assertThat(region.database.versions()).isEmpty();
  }

  private void beginsAt(long sequence) {
    region.merge(by(B, sequence).only(ChangeKind.SNAPSHOT_BEGIN, lane));
  }

  private void sends(long sequence, long id) {
    region.merge(by(B, sequence).writes(id, "at " + sequence).asSnapshot());
  }

  private void endsAt(long sequence) {
    region.merge(by(B, sequence).only(ChangeKind.SNAPSHOT_END, lane));
  }

  private SnapshotProgress progress() {
    return region
        .database
        .watermarks()
        .getOrDefault(new WatermarkKey(B, TABLE, lane), Watermark.NONE)
        .snapshot();
  }
}
