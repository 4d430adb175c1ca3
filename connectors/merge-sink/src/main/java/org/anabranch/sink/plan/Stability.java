package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.List;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;

/**
 * When a version row may be forgotten. Everything that a member sends later covers what an earlier
 * record of the same lane has covered, so once every member's records cover a row, whatever comes
 * later has seen its winner, and wins with the version row as without it.
 *
 * <p>Each method is one clause of the rule, so that tests can break each alone.
 */
public interface Stability {

  /** The rule as it is. */
  Stability RULE = new Stability() {};

  /** Whether nothing can arrive any more for which the row would be needed. */
  default boolean stable(VersionRow row, LaneProgress lane) {
    return acknowledged(row, lane.acknowledgedBy(awaited(lane)))
        && settledHere(row, lane)
        && outlived(row, lane);
  }

  /**
   * Whether a row that nobody waits for any longer may go: what may still arrive for it can be told
   * by the floor. What the own stream brings must be judged by the row.
   */
  default boolean expendable(VersionRow row, LaneProgress lane) {
    return acknowledged(row, lane.acknowledgedBy(awaitedForEver(lane)))
        && readBack(row, lane)
        && snapshotsEnded(lane)
        && (shown(row) || gone(row))
        && outlived(row, lane);
  }

  /** Whose acknowledgement is waited for: every member's, the own one included. */
  default Collection<Origin> awaited(LaneProgress lane) {
    return lane.watermarks().keySet();
  }

  /** Whose acknowledgement is waited for however long it takes. */
  default Collection<Origin> awaitedForEver(LaneProgress lane) {
    return List.of(lane.own());
  }

  /** Whether members that acknowledged this much have seen all that the row tells of. */
  default boolean acknowledged(VersionRow row, VersionVector seen) {
    return vectorSeen(row.version(), seen) && winnerSeen(row.version(), seen);
  }

  default boolean vectorSeen(KeyVersion version, VersionVector seen) {
    return seen.covers(version.vector());
  }

  /** A row of a first snapshot is in no vector; it is known by its place in its stream. */
  default boolean winnerSeen(KeyVersion version, VersionVector seen) {
    ChangeId winner = version.winner();
    return winner == null || seen.of(winner.origin()).compareTo(version.sequence()) >= 0;
  }

  /** Whether nothing that this store does itself needs the row any more. */
  default boolean settledHere(VersionRow row, LaneProgress lane) {
    return readBack(row, lane) && snapshotsEnded(lane) && shown(row);
  }

  /**
   * Whether the own log has been read beyond the sink's last write of the row. An own change that
   * the sink had written over lies before that, also where the write had nothing to do with a
   * remote change: an own row is restored, or deleted again, when the own stream brings it.
   */
  default boolean readBack(VersionRow row, LaneProgress lane) {
    SinkWrite written = row.written();
    long position = written == null ? 0 : written.position();
    return lane.position() > Math.max(position, row.columns().position())
        || (written == null && row.columns().position() == 0);
  }

  /**
   * Whether every event that may still come of another system is later than all that the row tells
   * of, so that it wins with the version row as without it. Such a system acknowledges nothing;
   * what bounds its events is their time (docs/decisions/026).
   */
  default boolean outlived(VersionRow row, LaneProgress lane) {
    return lane.external().values().stream().allMatch(least -> row.newest().compareTo(least) < 0);
  }

  /** While a snapshot runs, first-snapshot rows may come that have seen nothing. */
  default boolean snapshotsEnded(LaneProgress lane) {
    return !lane.snapshotRunning();
  }

  /**
   * Whether there is to be no row, and what is left of its columns only waits for whoever had
   * written it without having seen that.
   */
  default boolean gone(VersionRow row) {
    return !row.hidden() && row.version().deleted();
  }

  /**
   * A winner that is not shown here must be known to the capture, and what a column does not show
   * yet is known nowhere else.
   */
  default boolean shown(VersionRow row) {
    return !row.hidden() && !row.columns().pending();
  }
}
