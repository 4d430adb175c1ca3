package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Each clause of the rule by which version rows are forgotten; A is the own origin. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StabilityTest {

  private static final VersionVector ALL = vector(Map.of(A, 9L, B, 7L));
  private static final VersionRow ROW = row(vector(Map.of(A, 9L, B, 7L)), 9, false, null);

  @Test
  void what_every_member_has_acknowledged_is_stable() {
    assertThat(stable(ROW, lane(ALL, ALL, 0))).isTrue();
  }

  @Test
  void the_whole_vector_is_asked_for() {
    assertThat(stable(ROW, lane(ALL, vector(Map.of(A, 9L, B, 6L)), 0))).isFalse();
  }

  @Test
  void the_own_origin_is_a_member_too() {
    assertThat(stable(ROW, lane(vector(Map.of(A, 9L)), ALL, 0))).isFalse();
  }

  @Test
  void a_row_of_a_first_snapshot_is_known_by_its_place() {
    VersionRow first = row(VersionVector.EMPTY, 4, false, null);
    assertThat(stable(first, lane(ALL, vector(Map.of(A, 3L)), 0))).isFalse();
    assertThat(stable(first, lane(ALL, vector(Map.of(A, 4L)), 0))).isTrue();
  }

  @Test
  void while_a_snapshot_runs_nothing_is_stable() {
    LaneProgress running =
        new LaneProgress(
            A,
            Map.of(
                A,
                watermark(ALL, 0, SnapshotProgress.NONE),
                B,
                watermark(ALL, 0, SnapshotProgress.NONE.begun(new Stamp(3)))));
    assertThat(stable(ROW, running)).isFalse();
    assertThat(Stability.RULE.expendable(ROW, running)).isFalse();
  }

  @Test
  void a_winner_that_is_not_shown_is_remembered() {
    VersionRow hidden = row(ROW.version().vector(), 9, true, null);
    assertThat(stable(hidden, lane(ALL, ALL, 0))).isFalse();
    assertThat(Stability.RULE.expendable(hidden, lane(ALL, ALL, 0))).isFalse();
  }

  @Test
  void the_own_log_is_read_beyond_the_sinks_write() {
    VersionRow written = row(ROW.version().vector(), 9, false, new SinkWrite(50, 1, false));
    assertThat(stable(written, lane(ALL, ALL, 50))).isFalse();
    assertThat(stable(written, lane(ALL, ALL, 51))).isTrue();
  }

  @Test
  void for_a_silent_member_only_the_own_acknowledgement_is_awaited() {
    assertThat(Stability.RULE.expendable(ROW, lane(ALL, VersionVector.EMPTY, 0))).isTrue();
    assertThat(Stability.RULE.expendable(ROW, lane(VersionVector.EMPTY, ALL, 0))).isFalse();
  }

  @Test
  void a_row_that_an_event_of_another_system_may_meet_is_kept_whatever_the_retention() {
    LaneProgress members = lane(ALL, ALL, 0);
    Origin crm = new Origin("crm");
    Stamp newest = ROW.newest();
    for (Stamp least : List.of(Stamp.ZERO, newest)) {
      LaneProgress lane = new LaneProgress(A, members.watermarks(), Map.of(crm, least));
      assertThat(stable(ROW, lane)).isFalse();
      assertThat(Stability.RULE.expendable(ROW, lane)).isFalse();
    }
    LaneProgress later = new LaneProgress(A, members.watermarks(), Map.of(crm, newest.next()));
    assertThat(stable(ROW, later)).isTrue();
  }

  @Test
  void an_event_is_acknowledged_by_members_as_a_change_is() {
    Origin crm = new Origin("crm");
    VersionVector seen = ALL.with(new ChangeId(crm, new Stamp(4)));
    VersionRow row =
        row(ROW.version().vector().with(new ChangeId(crm, new Stamp(4))), 9, false, null);
    Map<Origin, Stamp> external = Map.of(crm, new Stamp(1_000));
    assertThat(stable(row, new LaneProgress(A, lane(seen, ALL, 0).watermarks(), external)))
        .isFalse();
    assertThat(stable(row, new LaneProgress(A, lane(seen, seen, 0).watermarks(), external)))
        .isTrue();
  }

  private static boolean stable(VersionRow row, LaneProgress lane) {
    return Stability.RULE.stable(row, lane);
  }

  private static VersionRow row(
      VersionVector vector, long sequence, boolean hidden, @Nullable SinkWrite written) {
    ChangeId winner = new ChangeId(A, vector.size() == 0 ? Stamp.ZERO : new Stamp(sequence));
    KeyVersion version = new KeyVersion(vector, winner, new Stamp(sequence), false);
    return new VersionRow(NoteChange.keyOf(1), version, hidden, written);
  }

  private static LaneProgress lane(VersionVector own, VersionVector other, long position) {
    Map<Origin, Watermark> watermarks =
        Map.of(
            A,
            watermark(own, position, SnapshotProgress.NONE),
            B,
            watermark(other, 0, SnapshotProgress.NONE));
    return new LaneProgress(A, watermarks);
  }

  private static Watermark watermark(
      VersionVector context, long position, SnapshotProgress snapshot) {
    return new Watermark(new Stamp(9), context, position, snapshot, 1);
  }
}
