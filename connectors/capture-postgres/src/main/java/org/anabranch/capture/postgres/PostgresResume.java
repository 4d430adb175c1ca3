package org.anabranch.capture.postgres;

import static org.anabranch.capture.SnapshotPhase.AHEAD;
import static org.anabranch.capture.SnapshotPhase.NONE;
import static org.anabranch.capture.SnapshotPhase.RUNNING;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.KnownWatermarks;
import org.anabranch.capture.Resume;
import org.anabranch.capture.SnapshotPhase;
import org.anabranch.capture.StoredOffset;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a capture of Postgres goes on, from what Kafka Connect has stored and what the
 * server has kept.
 *
 * <p>A snapshot is only ever taken together with a new slot: on a slot that exists, Debezium reads
 * the snapshot and the log position where streaming starts one after the other, and what is
 * committed between the two is lost.
 */
final class PostgresResume {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresResume.class);
  private static final String SNAPSHOT_WHEN_NEEDED = "when_needed";
  private static final List<String> NO_DATA = List.of("no_data", "never");

  private final Origin own;
  private final String slotName;
  private final @Nullable String snapshotMode;
  private final long driftMaxMillis;

  PostgresResume(Origin own, String slotName, @Nullable String snapshotMode, long driftMaxMillis) {
    this.own = own;
    this.slotName = slotName;
    this.snapshotMode = snapshotMode;
    this.driftMaxMillis = driftMaxMillis;
  }

  /** What {@link org.anabranch.capture.SourceDatabase#resume} promises. */
  Resume decide(Connection connection, @Nullable StoredOffset stored, boolean again)
      throws SQLException {
    Slot slot = Slot.find(connection, slotName);
    Start start =
        new Start(connection, slot, WatermarkTable.read(connection, own), nowMillis(connection));
    if (stored == null) {
      return withoutState(start, again);
    }
    if (PostgresLog.snapshotRunning(stored.debezium())) {
      LOG.info("The snapshot was interrupted; it is taken again, with a new slot");
      dropSlot(start);
      boolean first = stored.inFirstSnapshot() && !start.known().any();
      return afresh(start, stored.state(), first, stored.horizon());
    }
    return slot == null || slot.restart() > PostgresLog.lsn(stored.debezium())
        ? logLost(start, stored)
        : streaming(slot, start, stored);
  }

  /** What was found at the start. */
  private record Start(
      Connection connection, @Nullable Slot slot, KnownWatermarks known, long millis) {

    Stamp clock(CaptureState state) {
      return Stamp.max(Stamp.max(state.clock(), known.highest()), Stamp.atMillis(millis));
    }
  }

  private Resume withoutState(Start start, boolean again) throws SQLException {
    if (start.slot() != null && !again) {
      throw new ConnectException(
          "The replication slot '"
              + slotName
              + "' exists but Kafka Connect has no position stored for this connector, so what it"
              + " emitted before is not known. If another connector uses the slot, set slot.name."
              + " Otherwise drop it and start again, which takes a snapshot: "
              + start.slot().dropStatement());
    }
    dropSlot(start);
    return afresh(start, CaptureState.EMPTY, !start.known().any(), null);
  }

  private Resume logLost(Start start, StoredOffset stored) throws SQLException {
    if (!SNAPSHOT_WHEN_NEEDED.equals(snapshotMode)) {
      throw new ConnectException(
          "The replication slot '"
              + slotName
              + (start.slot() == null ? "' is gone" : "' starts after the stored position")
              + ": changes were lost. Set snapshot.mode=when_needed to take a snapshot; its rows that"
              + " changed since travel as ordinary changes. Afterwards compare the keys with another"
              + " region, since rows that were deleted meanwhile are still there");
    }
    LOG.warn("The log since the stored position is lost; a snapshot is taken instead");
    if (Horizon.known(start.connection(), stored.horizon()) == null) {
      LOG.warn(
          "Which rows changed since is not known, so all travel as changes made now; they win over"
              + " what other regions changed that has not arrived here");
    }
    dropSlot(start);
    return afresh(start, stored.state(), false, stored.horizon());
  }

  private Resume afresh(Start start, CaptureState state, boolean first, @Nullable String horizon) {
    Stamp clock = start.known().clockAfresh(state, start.millis(), driftMaxMillis);
    CaptureState above = new CaptureState(clock, state.applied());
    if (NO_DATA.contains(snapshotMode)) {
      // No snapshot reads the watermarks together with the slot; what they tell was applied before.
      return new Resume(
          null,
          new CaptureState(clock, start.known().applied()),
          first,
          start.millis(),
          NONE,
          horizon);
    }
    return new Resume(null, above, first, start.millis(), AHEAD, horizon);
  }

  private static Resume streaming(Slot slot, Start start, StoredOffset stored) {
    CaptureState state = stored.state();
    if (slot.confirmed() > PostgresLog.lsn(stored.debezium())) {
      // An older task's offset was stored after a newer one. What lies between will not come
      // again: new stamps must not meet those, and lower contexts claim nothing false.
      LOG.warn(
          "The slot {} was confirmed beyond the stored position; the clock moves on to now",
          slot.name());
      state = new CaptureState(start.clock(state), state.applied());
    }
    Map<String, Object> offset = new HashMap<>();
    for (String key : List.of(PostgresLog.LSN, PostgresLog.LSN_COMMIT)) {
      Object value = stored.debezium().get(key);
      if (value != null) {
        offset.put(key, value);
      }
    }
    SnapshotPhase phase = stored.snapshotOpen() ? RUNNING : NONE;
    return new Resume(offset, state, false, start.millis(), phase, stored.horizon());
  }

  private static void dropSlot(Start start) throws SQLException {
    Slot slot = start.slot();
    if (slot != null && slot.active()) {
      throw new RetriableException(
          "The replication slot '" + slot.name() + "' is still in use by another connection");
    }
    if (slot != null) {
      slot.drop(start.connection());
    }
  }

  /** The later of both clocks: commit times are the database's. */
  private static long nowMillis(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                "SELECT ceil(extract(epoch FROM clock_timestamp()) * 1000)::bigint")) {
      row.next();
      return Math.max(row.getLong(1), System.currentTimeMillis());
    }
  }
}
