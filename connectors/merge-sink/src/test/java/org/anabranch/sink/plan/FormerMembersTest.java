package org.anabranch.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Watermark;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FormerMembersTest {

  private static final Origin A = new Origin("a");
  private static final Origin JOINED = new Origin("j");
  private static final Origin RETIRED = new Origin("r");

  @Test
  void who_joined_after_another_had_retired_is_not_waited_for_to_have_seen_it() {
    LaneProgress lane =
        progress(Map.of(A, vector(A, 9, RETIRED, 4), JOINED, vector(A, 7, JOINED, 8)));
    assertThat(lane.acknowledgedBy(List.of(A, JOINED))).isEqualTo(vector(A, 7, RETIRED, 4));
    assertThat(lane.acknowledgedBy(List.of(JOINED)))
        .isEqualTo(vector(A, 7, RETIRED, 4).join(vector(A, 7, JOINED, 8)));
  }

  @Test
  void a_member_that_has_not_seen_another_member_is_waited_for() {
    LaneProgress lane =
        progress(
            Map.of(
                A, vector(A, 9, RETIRED, 4),
                JOINED, vector(A, 7, JOINED, 8),
                RETIRED, VersionVector.EMPTY));
    assertThat(lane.acknowledgedBy(List.of(A, JOINED)).of(RETIRED)).isEqualTo(Stamp.ZERO);
  }

  private static LaneProgress progress(Map<Origin, VersionVector> contexts) {
    Map<Origin, Watermark> watermarks = new HashMap<>();
    contexts.forEach(
        (origin, context) ->
            watermarks.put(
                origin, new Watermark(new Stamp(1), context, 0, SnapshotProgress.NONE, 0)));
    return new LaneProgress(A, watermarks);
  }

  private static VersionVector vector(Origin one, long stamp, Origin other, long otherStamp) {
    return VersionVector.of(Map.of(one, new Stamp(stamp), other, new Stamp(otherStamp)));
  }
}
