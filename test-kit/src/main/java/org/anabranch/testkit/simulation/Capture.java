package org.anabranch.testkit.simulation;

import static org.anabranch.model.change.ChangeKind.SNAPSHOT_BEGIN;
import static org.anabranch.model.change.ChangeKind.SNAPSHOT_END;
import static org.anabranch.testkit.simulation.Omitted.CONTEXT_IS_EMPTY;
import static org.anabranch.testkit.simulation.Omitted.RESTARTS_BEHIND_THE_TRANSACTION;
import static org.anabranch.testkit.simulation.Omitted.STAMP_IS_COMMIT_TIME;
import static org.anabranch.testkit.simulation.Omitted.STATE_NOT_STORED;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.CaptureTracker;
import org.anabranch.capture.CapturedLane;
import org.anabranch.capture.DrawnHorizon;
import org.anabranch.capture.OwedMarks;
import org.anabranch.capture.Stamped;
import org.anabranch.capture.ToldTransactions;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.LogEntry.Truncate;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** A region's capture: reads the log one entry at a time and starts again wherever it must. */
final class Capture implements Actor {

  private record Saved(int transaction, CaptureState state, @Nullable String horizon) {}

  private final World world;
  private final Region region;
  private final Sender sender;
  private final List<Saved> saved = new ArrayList<>();
  private CaptureTracker tracker;
  private ToldTransactions told = new ToldTransactions(null);

  /** Where it stood when its slot was lost, until its snapshot is over; null without offsets. */
  private @Nullable Saved lost;

  private @Nullable SnapshotReading snapshot;
  private int transaction;
  private int entry;
  private OwedMarks owed = new OwedMarks();
  private boolean sent;

  Capture(World world, Region region) {
    this.world = world;
    this.region = region;
    this.sender = new Sender(world, region);
    this.tracker = new CaptureTracker(region.origin(), CaptureState.EMPTY);
    if (region.member() && !world.settings().has(Trait.FILLED)) {
      start();
    }
  }

  /** The slot is as old as the database, so there is nothing to take a snapshot of. */
  void start() {
    Stamp clock = Stamp.atMillis(world.nowMillis() + region.clockSkewMillis());
    CaptureState state = new CaptureState(clock, CaptureState.EMPTY.applied());
    tracker = new CaptureTracker(region.origin(), state);
    saved.add(new Saved(0, state, null));
    region.startCapture();
    oweAllMarks();
  }

  /** A capture that starts tells in every lane that it is there. */
  private void oweAllMarks() {
    owed = new OwedMarks();
    owed.oweAll(
        world.lanes().stream().map(TableLane::table).distinct().toList(), world.settings().lanes());
  }

  @Override
  public boolean act(Choices choices) {
    if (!region.member()) {
      return false;
    }
    if (saved.isEmpty()) {
      return readSnapshot(choices);
    }
    if (entry == 0 && !owed.owed().isEmpty() && choices.oneIn(4)) {
      sendMarks();
      return true;
    }
    if (transaction == region.database().log().size()) {
      return heartbeat();
    }
    LogTransaction read = world.variant().log().apply(region.database().log().get(transaction));
    if (!world.variant().breaks(Omitted.SENT_BEFORE_SEEN) && !read.visible().getAsBoolean()) {
      // docs/decisions/002: what others do not see yet must not leave the database.
      return false;
    }
    if (entry == 0) {
      tracker.begin();
      drawHorizon();
    }
    if (entry < read.entries().size()) {
      read(read.entries().get(entry), read.committedAtMillis());
      entry++;
    }
    if (entry >= read.entries().size()) {
      complete(choices);
    }
    return true;
  }

  private void complete(Choices choices) {
    tracker.commit();
    owed.completed();
    transaction++;
    told.completed(completedAt() + 1);
    entry = 0;
    if (sent && choices.oneIn(2)) {
      save();
    }
  }

  private boolean readSnapshot(Choices choices) {
    SnapshotReading reading = snapshot;
    if (reading == null && choices.below(16) > 0) {
      return false;
    }
    if (reading == null) {
      snapshot =
          new SnapshotReading(
              region,
              world.nowMillis() + region.clockSkewMillis(),
              world.variant(),
              lost == null ? null : lost.horizon());
      return true;
    }
    if (!reading.slotMade()) {
      return reading.makeSlot(region, world.oracle()) && sendEdges(reading, SNAPSHOT_BEGIN);
    }
    TrueChange row = reading.rows().poll();
    if (row != null) {
      emit(reading, row);
      return true;
    }
    sendEdges(reading, SNAPSHOT_END);
    world.oracle().snapshotEnded(region.origin());
    tracker = reading.tracker();
    transaction = reading.transaction();
    told = new ToldTransactions(lost == null ? null : lost.horizon());
    lost = null;
    save();
    snapshot = null;
    oweAllMarks();
    return true;
  }

  /** C4: tells in every lane that a snapshot begins or has ended, by one stamp. */
  private boolean sendEdges(SnapshotReading reading, ChangeKind kind) {
    if (!world.variant().breaks(Omitted.SNAPSHOT_UNMARKED)) {
      reading.tracker().snapshotEdge(reading.millis());
      world.lanes().forEach(lane -> sender.snapshotEdge(reading, kind, lane));
    }
    return true;
  }

  /** C6: marks carry the clock as it is. */
  private void sendMarks() {
    if (world.variant().breaks(Omitted.NO_MARKS)) {
      owed.allSent();
      return;
    }
    if (world.variant().breaks(Omitted.MARKS_TICK)) {
      tracker.snapshotEdge(0);
    }
    for (CapturedLane lane : owed.owed()) {
      sender.mark(tracker, new TableLane(lane.table(), lane.lane()), completedAt());
    }
    owed.allSent();
    save();
  }

  /** An offset is stored with a record that was sent. */
  private void save() {
    sent = false;
    saved.add(new Saved(transaction, tracker.completed(), told.horizon()));
  }

  /** 027: which transactions are over, as the database sees it now. */
  private void drawHorizon() {
    SimulatedDatabase database = region.database();
    boolean above = world.variant().breaks(Omitted.HORIZON_ABOVE_OPEN);
    long horizon = above ? database.newTransactionId() : database.oldestOpen();
    told.drawn(new DrawnHorizon(String.valueOf(horizon), database.position()));
  }

  /** C5: a heartbeat carries the offset although nothing else was sent. */
  private boolean heartbeat() {
    boolean due =
        !world.variant().breaks(Omitted.NO_HEARTBEATS)
            && saved.get(saved.size() - 1).transaction() < transaction;
    if (due) {
      save();
    }
    return due;
  }

  /** The first transaction of the log that the database must still keep. */
  int keptFrom() {
    return saved.isEmpty() ? 0 : saved.get(saved.size() - 1).transaction();
  }

  /** Where the last transaction lies that is completed. */
  private long completedAt() {
    return transaction == 0 ? 0 : region.database().log().get(transaction - 1).position();
  }

  private void emit(SnapshotReading reading, TrueChange row) {
    RowKey key = row.key();
    CaptureTracker reader = reading.tracker();
    if (reading.first()) {
      sender.snapshotRow(
          reading, row, reader.snapshotRow(key.table(), key.lane().number(), reading.millis()));
      return;
    }
    reader.begin();
    sender.snapshotRow(
        reading, row, reader.local(key.table(), key.lane().number(), reading.millis()));
    reader.commit();
  }

  private void read(LogEntry read, long committedAtMillis) {
    if (read instanceof WatermarkChange watermark) {
      WatermarkKey stream = watermark.stream();
      tracker.watermark(stream.origin(), stream.table(), stream.lane(), watermark.sequence());
      owed.watermark(stream.origin(), stream.table(), stream.lane(), watermark.sequence());
      world.schedule().note(this, () -> "reads the watermark " + watermark);
    } else if (read instanceof RowChange row && !tracker.echo()) {
      sender.row(row, stamped(row.key().tableLane(), committedAtMillis), committedAtMillis);
    } else if (read instanceof Truncate truncate && !tracker.echo()) {
      truncate.keys().stream()
          .map(RowKey::tableLane)
          .distinct()
          .sorted()
          .forEach(
              lane ->
                  sender.truncate(
                      truncate, lane, stamped(lane, committedAtMillis), committedAtMillis));
    }
  }

  /** C3: a name and a context for a change of a lane, which is about to be sent. */
  private Stamped stamped(TableLane lane, long committedAtMillis) {
    Stamped stamped = tracker.local(lane.table(), lane.lane(), committedAtMillis);
    owed.sent(lane.table(), lane.lane());
    sent = true;
    if (world.variant().breaks(STAMP_IS_COMMIT_TIME)) {
      Stamp wall = Stamp.atMillis(committedAtMillis);
      return new Stamped(wall, wall, stamped.context());
    }
    if (world.variant().breaks(CONTEXT_IS_EMPTY)) {
      ChangeId own = new ChangeId(region.origin(), stamped.stamp());
      return new Stamped(stamped.stamp(), stamped.sequence(), VersionVector.EMPTY.with(own));
    }
    return stamped;
  }

  /** Whether rows are still to be read and told that were there before. */
  boolean inSnapshot() {
    return saved.isEmpty();
  }

  /** Whether it has read its log to the end and told everything. */
  boolean drained() {
    return entry == 0 && owed.owed().isEmpty() && transaction == region.database().log().size();
  }

  boolean inTransaction() {
    return entry > 0;
  }

  @Override
  public boolean finish() {
    if (!region.member() || act(Choices.DULL)) {
      return region.member();
    }
    boolean marks = !saved.isEmpty() && entry == 0 && !owed.owed().isEmpty();
    if (marks) {
      sendMarks();
    }
    return marks;
  }

  @Override
  public void crash(Choices choices) {
    if (!region.member()) {
      return;
    }
    boolean inTransaction = entry > 0;
    entry = 0;
    if (saved.isEmpty()) {
      // An attempt starts above all that the one before it can have emitted.
      world.passTime(1);
      snapshot = null;
      world.schedule().note(this, () -> "dies in its snapshot and takes another");
      return;
    }
    Saved from = saved.get(saved.size() - 1 - choices.below(saved.size()));
    boolean behind = inTransaction && world.variant().breaks(RESTARTS_BEHIND_THE_TRANSACTION);
    transaction = behind ? transaction + 1 : from.transaction();
    told = new ToldTransactions(from.horizon());
    world.oracle().toldAnew().knowsLess(region.origin());
    CaptureState state = behind ? tracker.completed() : from.state();
    tracker =
        new CaptureTracker(
            region.origin(), world.variant().breaks(STATE_NOT_STORED) ? CaptureState.EMPTY : state);
    oweAllMarks();
    world.schedule().note(this, () -> "dies and starts again at transaction " + transaction);
  }

  /**
   * Race 14: the slot is gone, perhaps the offsets as well, and with them what was not read yet.
   * Answers whether that happened; before anything was merged here the next snapshot would count as
   * the first.
   */
  boolean loseSlot(Choices choices) {
    if (saved.isEmpty() || region.database().standing().isEmpty() || !choices.oneIn(3)) {
      return false;
    }
    lost = choices.oneIn(3) ? null : saved.get(saved.size() - 1);
    saved.clear();
    owed = new OwedMarks();
    entry = 0;
    region.loseCapture();
    world.oracle().slotLost(region.origin(), lost != null);
    world.passTime(1);
    world.statistics().count(Count.SLOTS_LOST);
    world.schedule().note(this, () -> lost == null ? "loses slot and offsets" : "loses its slot");
    return true;
  }

  @Override
  public String toString() {
    return region + " capture";
  }
}
