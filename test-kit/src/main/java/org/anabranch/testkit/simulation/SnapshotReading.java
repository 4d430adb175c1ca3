package org.anabranch.testkit.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.CaptureTracker;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;

/**
 * A capture that starts without state: it looks whether a sink has ever written here, then makes
 * its slot together with a snapshot of rows and watermarks, then emits the rows one by one.
 */
final class SnapshotReading {

  private final SimulatedDatabase database;
  private final CaptureTracker tracker;
  private final boolean decidedEarly;
  private final boolean tellsAll;
  private final @Nullable String horizon;
  private boolean first;
  private final long millis;
  private final Deque<TrueChange> rows = new ArrayDeque<>();
  private final List<TrueChange> gone = new ArrayList<>();
  private boolean slotMade;
  private int transaction;
  private long position;

  /**
   * Looks at the watermarks, before there is a slot.
   *
   * <p>Its clock starts above whatever an earlier attempt can have emitted: the sink lets nothing
   * pass that is further ahead of the wall than the drift allows, so no watermark is higher.
   *
   * @param horizon what was written below it was told before; null where nothing is known to be
   */
  SnapshotReading(Region region, long millis, Variant variant, @Nullable String horizon) {
    this.tellsAll = variant.breaks(Omitted.SNAPSHOT_TELLS_ALL);
    this.horizon = horizon;
    this.decidedEarly = variant.breaks(Omitted.SNAPSHOT_DECIDED_EARLY);
    this.database = region.database();
    this.millis = millis;
    Stamp highest =
        Stamp.atMillis(
            millis
                + (variant.breaks(Omitted.SNAPSHOT_STARTS_AT_WALL) ? 0 : World.DRIFT_MAX_MILLIS));
    for (Watermark watermark : database.standing().values()) {
      highest = Stamp.max(highest, watermark.sequence());
    }
    this.first = database.standing().isEmpty();
    this.tracker =
        new CaptureTracker(
            region.origin(), new CaptureState(highest, CaptureState.EMPTY.applied()));
  }

  /** Makes slot and snapshot, once everything in the log is visible. */
  boolean makeSlot(Region region, Oracle oracle) {
    if (!database.log().stream().allMatch(logged -> logged.visible().getAsBoolean())) {
      return false;
    }
    first = decidedEarly ? first : database.standing().isEmpty();
    transaction = database.log().size();
    position = database.position();
    database
        .standing()
        .forEach(
            (stream, watermark) -> {
              tracker.begin();
              tracker.watermark(
                  stream.origin(), stream.table(), stream.lane(), watermark.sequence());
              tracker.commit();
            });
    List<Oracle.Row> found = new ArrayList<>();
    List<Oracle.Row> leftOut = new ArrayList<>();
    database
        .rows()
        .forEachCommitted(
            (key, value) -> (isTold(key) ? leftOut : found).add(new Oracle.Row(key, value)));
    for (TrueChange row : oracle.slotMade(region.origin(), found, leftOut, first)) {
      (row.value() == null ? gone : rows).add(row);
    }
    region.startCapture();
    slotMade = true;
    return true;
  }

  /**
   * 027: whether a row was told before the log was lost, or comes from the sink and so from others.
   */
  private boolean isTold(RowKey key) {
    Slot.Tuple<String> row = database.rows().at(key).committed();
    if (row == null || horizon == null || tellsAll) {
      return false;
    }
    Slot.Tuple<VersionRow> version = database.versions().at(key.versionKey()).committed();
    SinkWrite written = version == null ? null : version.value().written();
    return row.writer() < Long.parseLong(horizon)
        || (written != null && written.writer() == row.writer() && written.kept() == 0);
  }

  boolean slotMade() {
    return slotMade;
  }

  /** Whether its rows carry the stamp zero (C4). */
  boolean first() {
    return first;
  }

  CaptureTracker tracker() {
    return tracker;
  }

  /** The physical time of the attempt. */
  long millis() {
    return millis;
  }

  /** The log position of the snapshot. */
  long position() {
    return position;
  }

  /** The first transaction of the log that the snapshot does not contain. */
  int transaction() {
    return transaction;
  }

  /**
   * The rows of a lane that an attempt before this one has emitted and this one did not find; the
   * mark at its end tells of them.
   */
  List<TrueChange> gone(TableLane lane) {
    return gone.stream().filter(row -> row.key().tableLane().equals(lane)).toList();
  }

  /** What a sink makes of such a row. */
  static Change deleted(TrueChange row, Change end) {
    return new Change(
        ChangeKind.SNAPSHOT,
        new ChangeId(end.id().origin(), Stamp.ZERO),
        end.sequence(),
        end.members(),
        end.table(),
        Operation.DELETE,
        row.key().hash(),
        end.lane(),
        end.context(),
        null,
        end.position(),
        end.committedAtMicros(),
        ColumnMarks.NONE);
  }

  /** The rows that are still to be emitted. */
  Deque<TrueChange> rows() {
    return rows;
  }
}
