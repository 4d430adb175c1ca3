package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.vector;

import java.util.Map;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;

/** Version rows and progress of lanes, for tests of what region a forgets. */
final class LaneSketch {

  static final long READ_BACK = 100;

  private LaneSketch() {}

  static Droppable young(VersionRow row) {
    return new Droppable(row, false);
  }

  static Droppable expired(VersionRow row) {
    return new Droppable(row, true);
  }

  static VersionRow row(
      TableLane lane, long hash, VersionVector vector, @Nullable ChangeId winner) {
    Stamp sequence = winner == null ? Stamp.ZERO : winner.stamp();
    return new VersionRow(
        new VersionKey(lane.table(), lane.lane(), new KeyHash(hash, 0)),
        new KeyVersion(vector, winner, sequence, false),
        false,
        null);
  }

  static VersionRow written(VersionRow row, long position) {
    return new VersionRow(row.key(), row.version(), false, new SinkWrite(position, 1, false));
  }

  static ChangeId id(Origin origin, long stamp) {
    return new ChangeId(origin, new Stamp(stamp));
  }

  static LaneProgress everybody(VersionVector seen) {
    return progress(Map.of(A, merged(seen), B, merged(seen), C, merged(seen)));
  }

  static LaneProgress progress(Map<Origin, Watermark> watermarks) {
    return new LaneProgress(A, watermarks);
  }

  static Watermark merged(VersionVector context) {
    return new Watermark(new Stamp(9), context, READ_BACK, SnapshotProgress.NONE, 1);
  }
}
