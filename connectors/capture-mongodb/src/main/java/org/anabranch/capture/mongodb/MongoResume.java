package org.anabranch.capture.mongodb;

import static org.anabranch.capture.SnapshotPhase.AHEAD;
import static org.anabranch.capture.SnapshotPhase.NONE;
import static org.anabranch.capture.SnapshotPhase.RUNNING;

import java.util.List;
import org.anabranch.capture.AppliedAt;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.KnownWatermarks;
import org.anabranch.capture.Resume;
import org.anabranch.capture.StoredOffset;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a capture of MongoDB goes on, from what Kafka Connect has stored and what the
 * server has kept.
 *
 * <p>A snapshot of MongoDB is not one point in time: Debezium takes a resume token and reads the
 * collections one after the other afterwards. What a context may claim is therefore the watermarks
 * as they were before the token; those that were written between are caught up on once the stream
 * has passed them (docs/decisions/029).
 */
final class MongoResume {

  private static final Logger LOG = LoggerFactory.getLogger(MongoResume.class);
  private static final String SNAPSHOT_WHEN_NEEDED = "when_needed";
  private static final List<String> NO_DATA = List.of("no_data", "never");

  private final Origin own;
  private final @Nullable String snapshotMode;
  private final long driftMaxMillis;

  MongoResume(Origin own, @Nullable String snapshotMode, long driftMaxMillis) {
    this.own = own;
    this.snapshotMode = snapshotMode;
    this.driftMaxMillis = driftMaxMillis;
  }

  /** What {@link org.anabranch.capture.SourceDatabase#resume} promises. */
  Resume decide(MongoAccess access, @Nullable StoredOffset stored) {
    if (stored == null) {
      return afresh(access, CaptureState.EMPTY, true);
    }
    if (Place.snapshotRunning(stored.debezium())) {
      LOG.info("The snapshot was interrupted; it is taken again");
      return afresh(access, stored.state(), stored.inFirstSnapshot());
    }
    Place place = Place.of(stored.debezium());
    String token = new ResumePoints(access.client()).behind(place);
    return token == null ? logLost(access, stored) : streaming(stored, place.named(token));
  }

  private Resume logLost(MongoAccess access, StoredOffset stored) {
    if (!SNAPSHOT_WHEN_NEEDED.equals(snapshotMode)) {
      throw new ConnectException(
          "The server's log does not reach back to the stored position: changes were lost. Set"
              + " snapshot.mode=when_needed to take a snapshot, whose documents travel as ordinary"
              + " changes, and afterwards compare the keys with another region, since documents"
              + " that were deleted meanwhile are still there. Give the log more room with"
              + " db.adminCommand({replSetResizeOplog: 1, minRetentionHours: <hours>})");
    }
    LOG.warn("The log since the stored position is lost; a snapshot is taken instead");
    return afresh(access, stored.state(), false);
  }

  private Resume afresh(MongoAccess access, CaptureState state, boolean first) {
    KnownWatermarks known = new Watermarks(access.client(), own).read();
    long now = access.nowMillis();
    Stamp clock = known.clockAfresh(state, now, driftMaxMillis);
    CaptureState start =
        new CaptureState(clock, state.applied().with(known.applied()), state.marked());
    boolean nothingBefore = first && !known.any();
    boolean data = !NO_DATA.contains(snapshotMode);
    String here = data ? null : new ResumePoints(access.client()).now();
    return new Resume(
        here == null ? null : new Place(here, 0, null, false).offset(),
        start,
        nothingBefore,
        now,
        data ? AHEAD : NONE,
        null,
        () -> access.ask(client -> new Watermarks(client, own).readWithPosition()));
  }

  private static Resume streaming(StoredOffset stored, Place place) {
    AppliedAt catchUp = stored.catchUp();
    return new Resume(
        place.offset(),
        stored.state(),
        false,
        System.currentTimeMillis(),
        stored.snapshotOpen() ? RUNNING : NONE,
        null,
        catchUp == null ? null : () -> catchUp);
  }
}
