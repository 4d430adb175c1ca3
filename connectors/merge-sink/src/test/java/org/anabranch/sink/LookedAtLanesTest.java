package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Which lanes are looked at again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LookedAtLanesTest {

  private static final TableLane LANE = new TableLane(TABLE, 1);
  private static final DropReport HALF_WAY = report(false, new VersionKey(TABLE, 1, hash()));
  private static final DropReport ENDED = report(false, null);

  private final LookedAtLanes known = new LookedAtLanes();

  @Test
  void a_lane_is_known_once_all_looks_at_it_are_over() {
    known.begin(at(5, 10), Map.of());
    known.looked(HALF_WAY);
    assertThat(known.changed(at(5, 10), Map.of())).containsOnlyKeys(LANE);

    known.looked(ENDED);

    assertThat(known.changed(at(5, 10), Map.of())).isEmpty();
    assertThat(known.changed(at(6, 10), Map.of())).containsOnlyKeys(LANE);
  }

  @Test
  void it_is_known_as_it_was_when_the_first_rows_were_looked_at() {
    known.begin(at(5, 10), Map.of());
    known.looked(HALF_WAY);
    known.looked(ENDED);

    assertThat(known.changed(at(6, 10), Map.of())).as("acknowledged meanwhile").isNotEmpty();
  }

  @Test
  void what_any_of_the_looks_found_to_wait_for_the_log_is_looked_at_when_that_is_read() {
    known.begin(at(5, 10), Map.of());
    known.looked(report(true, HALF_WAY.after()));
    known.looked(ENDED);
    assertThat(known.changed(at(5, 11), Map.of())).containsOnlyKeys(LANE);

    known.begin(at(5, 11), Map.of());
    known.looked(ENDED);
    assertThat(known.changed(at(5, 12), Map.of())).as("nothing waits any more").isEmpty();
  }

  @Test
  void all_are_looked_at_again_though_a_look_was_under_way() {
    known.begin(at(5, 10), Map.of());
    known.looked(HALF_WAY);
    known.clear();
    known.looked(ENDED);

    assertThat(known.changed(at(5, 10), Map.of())).containsOnlyKeys(LANE);
  }

  private static Map<TableLane, LaneProgress> at(long acknowledged, long position) {
    Watermark watermark =
        new Watermark(
            new Stamp(acknowledged),
            vector(Map.of(B, acknowledged)),
            position,
            SnapshotProgress.NONE,
            0);
    return Map.of(LANE, new LaneProgress(A, Map.of(A, watermark, B, watermark), Map.of()));
  }

  private static DropReport report(boolean waitsForLog, @Nullable VersionKey after) {
    return new DropReport(0, 0, Map.of(), waitsForLog, after);
  }

  private static KeyHash hash() {
    return KeyHash.of(new byte[16]);
  }
}
