package org.anabranch.testkit.simulation;

import static org.anabranch.model.change.ChangeKind.MARK;
import static org.anabranch.model.change.ChangeKind.SNAPSHOT_BEGIN;
import static org.anabranch.model.change.ChangeKind.SNAPSHOT_END;
import static org.anabranch.testkit.simulation.Omitted.CONTEXT_IS_EMPTY;
import static org.anabranch.testkit.simulation.Omitted.RESTARTS_BEHIND_THE_TRANSACTION;
import static org.anabranch.testkit.simulation.Omitted.STAMP_IS_COMMIT_TIME;
import static org.anabranch.testkit.simulation.Omitted.STATE_NOT_STORED;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.CaptureTracker;
import org.anabranch.capture.Stamped;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** A region's capture: reads the log one entry at a time and starts again wherever it must. */
final class Capture implements Actor {

  private record Saved(int transaction, CaptureState state) {}

  private final World world;
  private final Region region;
  private final List<Saved> saved = new ArrayList<>();
  private CaptureTracker tracker;
  private @Nullable SnapshotReading snapshot;
  private int transaction;
  private int entry;
  private final Set<TableLane> owed = new TreeSet<>();
  private boolean sent;
  private final Set<TableLane> touched = new TreeSet<>();
  private final Map<WatermarkKey, Stamp> told = new TreeMap<>();

  Capture(World world, Region region) {
    this.world = world;
    this.region = region;
    this.tracker = new CaptureTracker(region.origin(), CaptureState.EMPTY);
    if (!world.settings().filled()) {
      // The slot is as old as the database, so there is nothing to take a snapshot of.
      saved.add(new Saved(0, CaptureState.EMPTY));
      region.startCapture();
      oweAllMarks();
    }
  }

  /** A capture that starts tells in every lane that it is there. */
  private void oweAllMarks() {
    owed.clear();
    world.keys().forEach(key -> owed.add(key.tableLane()));
  }

  @Override
  public boolean act(Choices choices) {
    if (saved.isEmpty()) {
      return readSnapshot(choices);
    }
    if (entry == 0 && !owed.isEmpty() && choices.oneIn(4)) {
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
    owed.addAll(touched);
    touched.clear();
    transaction++;
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
              region, world.nowMillis() + region.clockSkewMillis(), world.variant());
      return true;
    }
    if (!reading.slotMade()) {
      return reading.makeSlot(region, world.oracle()) && sendEnds(reading, SNAPSHOT_BEGIN);
    }
    TrueChange row = reading.rows().poll();
    if (row != null) {
      emit(reading, row);
      return true;
    }
    sendEnds(reading, SNAPSHOT_END);
    world.oracle().snapshotEnded(region.origin());
    tracker = reading.tracker();
    transaction = reading.transaction();
    saved.add(new Saved(transaction, tracker.completed()));
    snapshot = null;
    oweAllMarks();
    return true;
  }

  /** C4: tells in every lane that a snapshot begins or has ended. */
  private boolean sendEnds(SnapshotReading reading, ChangeKind kind) {
    if (world.variant().breaks(Omitted.SNAPSHOT_UNMARKED)) {
      return true;
    }
    for (TableLane lane : world.lanes()) {
      CaptureTracker reader = reading.tracker();
      reader.begin();
      Stamped stamped = reader.local(lane.table(), lane.lane(), reading.millis());
      reader.commit();
      Change change = mark(kind, lane, stamped, reading.position());
      List<TrueChange> gone = kind == SNAPSHOT_END ? reading.gone(lane) : List.of();
      gone.forEach(
          row -> world.oracle().snapshotCaptured(row, SnapshotReading.deleted(row, change)));
      send(Message.mark(change, gone, world.settings().wire()));
    }
    return true;
  }

  /** C6: marks carry the clock as it is. */
  private void sendMarks() {
    if (world.variant().breaks(Omitted.NO_MARKS)) {
      owed.clear();
      return;
    }
    if (world.variant().breaks(Omitted.MARKS_TICK)) {
      tracker.snapshotEdge(0);
    }
    CaptureState state = tracker.completed();
    for (TableLane lane : owed) {
      ChangeId id = new ChangeId(region.origin(), state.clock());
      Stamped stamped =
          new Stamped(
              id.stamp(), id.stamp(), state.applied().of(lane.table(), lane.lane()).with(id));
      world.statistics().count(Count.MARKS);
      send(
          Message.mark(
              mark(MARK, lane, stamped, completedAt()), List.of(), world.settings().wire()));
    }
    owed.clear();
    save();
  }

  /** An offset is stored with a record that was sent. */
  private void save() {
    sent = false;
    saved.add(new Saved(transaction, tracker.completed()));
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

  private Change mark(ChangeKind kind, TableLane lane, Stamped stamped, long position) {
    return new Change(
        kind,
        new ChangeId(region.origin(), stamped.stamp()),
        stamped.sequence(),
        world.members().fingerprint(),
        lane.table(),
        Operation.NONE,
        null,
        new Lane(lane.lane(), world.settings().lanes()),
        stamped.context(),
        null,
        position,
        0,
        ColumnMarks.NONE);
  }

  private void send(Message message) {
    Change change = message.change();
    world.stream(new WatermarkKey(region.origin(), change.table(), change.lane().number()))
        .add(message);
    world.schedule().note(this, () -> "sends " + message);
  }

  private void emit(SnapshotReading reading, TrueChange row) {
    RowKey key = row.key();
    CaptureTracker reader = reading.tracker();
    Stamped stamped;
    if (reading.first()) {
      stamped = reader.snapshotRow(key.table(), key.lane().number(), reading.millis());
    } else {
      reader.begin();
      stamped = reader.local(key.table(), key.lane().number(), reading.millis());
      reader.commit();
    }
    Change change =
        change(
            reading.first() ? ChangeKind.SNAPSHOT : ChangeKind.CHANGE,
            key,
            stamped,
            Operation.READ,
            reading.position(),
            reading.millis());
    change = reading.first() ? change : leavingOutHidden(change, key);
    world.oracle().snapshotCaptured(row, change);
    world.statistics().count(Count.SNAPSHOT_ROWS);
    send(change, row, "finds ");
  }

  private void read(LogEntry read, long committedAtMillis) {
    if (read instanceof WatermarkChange watermark) {
      WatermarkKey stream = watermark.stream();
      tracker.watermark(stream.origin(), stream.table(), stream.lane(), watermark.sequence());
      // Of the own stream, a place that was told before needs no answer, or marks would never end.
      if (!watermark.sequence().equals(told.put(stream, watermark.sequence()))) {
        touched.add(new TableLane(stream.table(), stream.lane()));
      }
      world.schedule().note(this, () -> "reads the watermark " + watermark);
    } else if (read instanceof RowChange row && !tracker.echo()) {
      emit(row, committedAtMillis);
    }
  }

  private void emit(RowChange row, long committedAtMillis) {
    RowKey key = row.key();
    Stamped stamped =
        broken(
            tracker.local(key.table(), key.lane().number(), committedAtMillis), committedAtMillis);
    Change change =
        change(ChangeKind.CHANGE, key, stamped, operation(row), row.position(), committedAtMillis);
    change = leavingOutHidden(change, key);
    boolean replayed = world.oracle().isCaptured(region.origin(), row);
    TrueChange truth = world.oracle().captured(region.origin(), row, change);
    world.statistics().count(replayed ? Count.REPLAYED_CHANGES : Count.CHANGES);
    send(change, truth, replayed ? "emits again " : "emits ");
  }

  private Stamped broken(Stamped stamped, long committedAtMillis) {
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

  /** The winner of a key that is not what the row shows; looked up when the change is sent. */
  private @Nullable ChangeId hidden(RowKey key) {
    Slot.Tuple<VersionRow> version = region.database().versions().at(key.versionKey()).committed();
    return version != null && version.value().hidden() ? version.value().version().winner() : null;
  }

  private Change leavingOutHidden(Change change, RowKey key) {
    ChangeId hidden = world.variant().breaks(Omitted.HIDDEN_IS_SEEN) ? null : hidden(key);
    return hidden != null && change.context().covers(hidden) ? leavingOut(change, hidden) : change;
  }

  private static Change leavingOut(Change change, ChangeId hidden) {
    return new Change(
        change.kind(),
        change.id(),
        change.sequence(),
        change.members(),
        change.table(),
        change.operation(),
        change.key(),
        change.lane(),
        change.context(),
        change.context().lowered(hidden.origin(), new Stamp(hidden.stamp().bits() - 1)),
        change.position(),
        change.committedAtMicros(),
        change.columns());
  }

  private Change change(
      ChangeKind kind,
      RowKey key,
      Stamped stamped,
      Operation operation,
      long position,
      long committedAtMillis) {
    return new Change(
        kind,
        new ChangeId(region.origin(), stamped.stamp()),
        stamped.sequence(),
        world.members().fingerprint(),
        key.table(),
        operation,
        key.hash(),
        key.lane(),
        stamped.context(),
        null,
        position,
        committedAtMillis * 1000,
        ColumnMarks.NONE);
  }

  private void send(Change change, TrueChange truth, String verb) {
    RowKey key = truth.key();
    owed.remove(key.tableLane());
    sent = true;
    world.stream(new WatermarkKey(region.origin(), key.table(), key.lane().number()))
        .add(Message.of(change, truth, world.settings().wire()));
    world
        .schedule()
        .note(
            this,
            () ->
                verb
                    + truth
                    + " as "
                    + change.id()
                    + ", context "
                    + change.context()
                    + ", position "
                    + change.position());
  }

  private static Operation operation(RowChange row) {
    if (row.value() == null) {
      return Operation.DELETE;
    }
    return row.before() != null ? Operation.UPDATE : Operation.CREATE;
  }

  boolean inTransaction() {
    return entry > 0;
  }

  @Override
  public boolean finish() {
    if (act(Choices.DULL)) {
      return true;
    }
    boolean marks = !saved.isEmpty() && entry == 0 && !owed.isEmpty();
    if (marks) {
      sendMarks();
    }
    return marks;
  }

  @Override
  public void crash(Choices choices) {
    boolean inTransaction = entry > 0;
    entry = 0;
    touched.clear();
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
    CaptureState state = behind ? tracker.completed() : from.state();
    tracker =
        new CaptureTracker(
            region.origin(), world.variant().breaks(STATE_NOT_STORED) ? CaptureState.EMPTY : state);
    oweAllMarks();
    world.schedule().note(this, () -> "dies and starts again at transaction " + transaction);
  }

  /**
   * Race 14: slot and offsets are gone, and with them what was not read yet. Answers whether that
   * happened; before anything was merged here the next snapshot would count as the first.
   */
  boolean loseSlot(Choices choices) {
    if (saved.isEmpty() || region.database().standing().isEmpty() || !choices.oneIn(3)) {
      return false;
    }
    saved.clear();
    owed.clear();
    touched.clear();
    told.clear();
    entry = 0;
    region.loseCapture();
    world.oracle().slotLost(region.origin());
    world.passTime(1);
    world.statistics().count(Count.SLOTS_LOST);
    world.schedule().note(this, () -> "loses slot and offsets");
    return true;
  }

  @Override
  public String toString() {
    return region + " capture";
  }
}
