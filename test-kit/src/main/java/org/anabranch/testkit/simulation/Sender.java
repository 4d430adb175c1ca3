package org.anabranch.testkit.simulation;

import java.util.List;
import org.anabranch.capture.CaptureTracker;
import org.anabranch.capture.Stamped;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.LogEntry.Truncate;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** Puts what a capture has stamped into its streams. */
final class Sender {

  private static final String PLACEHOLDER = "placeholder";

  private final World world;
  private final Region region;

  Sender(World world, Region region) {
    this.world = world;
    this.region = region;
  }

  /** A change of a row; what the log does not hold of it is read again. */
  void row(RowChange row, Stamped stamped, long committedAtMillis) {
    RowKey key = row.key();
    String value = told(row);
    Operation operation = operation(row, value);
    Change change =
        change(
            ChangeKind.CHANGE,
            key.tableLane(),
            key.hash(),
            stamped,
            operation,
            row.position(),
            committedAtMillis);
    change = leavingOutHidden(change, key);
    boolean replayed = world.oracle().isCaptured(region.origin(), row);
    TrueChange truth = world.oracle().captured(region.origin(), row, change, value);
    world.statistics().count(replayed ? Count.REPLAYED_CHANGES : Count.CHANGES);
    String before = operation == Operation.CREATE ? null : row.before();
    Message told = Message.of(change, truth, before, value, wire());
    if (world.residency() != null && !world.variant().breaks(Omitted.ALTERED_IS_SENT)) {
      OwnColumns own = OwnColumns.of(row, region.database().altered(key.table()));
      told = told.with(own.marks(), before == null ? null : own.before(), own.after());
    }
    send(told, replayed ? "emits again " : "emits ");
  }

  /** C8: the whole row after the change; null where it is gone by now (docs/decisions/004). */
  private @Nullable String told(RowChange row) {
    String value = row.value();
    if (value == null || !row.keeping() || !LongColumn.in(value)) {
      return value;
    }
    world.statistics().count(Count.RESELECTED);
    if (world.variant().breaks(Omitted.PLACEHOLDER_IS_SENT)) {
      return LongColumn.kept(value, LongColumn.written(PLACEHOLDER));
    }
    Slot.Tuple<String> now = region.database().rows().at(row.key()).committed();
    if (now != null) {
      return LongColumn.kept(value, now.value());
    }
    return world.variant().breaks(Omitted.GONE_IS_UNCHANGED) ? LongColumn.unknown(value) : null;
  }

  private static Operation operation(RowChange row, @Nullable String value) {
    if (value == null) {
      return Operation.DELETE;
    }
    return row.before() != null ? Operation.UPDATE : Operation.CREATE;
  }

  /** C7: a lane of a table is emptied. */
  void truncate(Truncate truncate, TableLane lane, Stamped stamped, long committedAtMillis) {
    Change change =
        change(
            ChangeKind.CHANGE,
            lane,
            null,
            stamped,
            Operation.TRUNCATE,
            truncate.position(),
            committedAtMillis);
    List<TrueChange> truths =
        world.oracle().truncateCaptured(region.origin(), truncate, lane, change);
    world.statistics().count(Count.TRUNCATES);
    send(Message.ofLane(change, truths, wire()), "emits ");
  }

  /** C4: a row as a snapshot found it. */
  void snapshotRow(SnapshotReading reading, TrueChange row, Stamped stamped) {
    RowKey key = row.key();
    Change change =
        change(
            reading.first() ? ChangeKind.SNAPSHOT : ChangeKind.CHANGE,
            key.tableLane(),
            key.hash(),
            stamped,
            Operation.READ,
            reading.position(),
            reading.millis());
    change = reading.first() ? change : leavingOutHidden(change, key);
    world.oracle().snapshotCaptured(row, change);
    world.statistics().count(Count.SNAPSHOT_ROWS);
    send(Message.of(change, row, null, row.value(), wire()), "finds ");
  }

  /** C4: a snapshot begins or has ended. */
  void snapshotEdge(SnapshotReading reading, ChangeKind kind, TableLane lane) {
    Stamped stamped = reading.tracker().mark(lane.table(), lane.lane());
    Change change = change(kind, lane, null, stamped, Operation.NONE, reading.position(), 0);
    List<TrueChange> gone =
        kind == ChangeKind.SNAPSHOT_END ? reading.gone(lane) : List.<TrueChange>of();
    gone.forEach(row -> world.oracle().snapshotCaptured(row, SnapshotReading.deleted(row, change)));
    send(Message.ofLane(change, gone, wire()), "sends ");
  }

  /** C6: what was applied, where nothing else told it. */
  void mark(CaptureTracker tracker, TableLane lane, long completedAt) {
    world.statistics().count(Count.MARKS);
    Stamped stamped = tracker.mark(lane.table(), lane.lane());
    Change change = change(ChangeKind.MARK, lane, null, stamped, Operation.NONE, completedAt, 0);
    send(Message.ofLane(change, List.of(), wire()), "sends ");
  }

  private boolean wire() {
    return world.settings().has(Trait.WIRE);
  }

  private Change change(
      ChangeKind kind,
      TableLane lane,
      @Nullable KeyHash key,
      Stamped stamped,
      Operation operation,
      long position,
      long committedAtMillis) {
    return new Change(
        kind,
        new ChangeId(region.origin(), stamped.stamp()),
        stamped.sequence(),
        region.captureMembers().fingerprint(),
        lane.table(),
        operation,
        key,
        new Lane(lane.lane(), world.settings().lanes()),
        stamped.context(),
        null,
        position,
        committedAtMillis * 1000,
        ColumnMarks.NONE);
  }

  /** M8: a change had not seen a winner that its row does not show; looked up when it is sent. */
  private Change leavingOutHidden(Change change, RowKey key) {
    Slot.Tuple<VersionRow> version = region.database().versions().at(key.versionKey()).committed();
    ChangeId hidden =
        version != null && version.value().hidden() ? version.value().version().winner() : null;
    if (hidden == null
        || hidden.origin().equals(region.origin())
        || hidden.stamp().isZero()
        || world.variant().breaks(Omitted.HIDDEN_IS_SEEN)
        || !change.context().covers(hidden)) {
      return change;
    }
    VersionVector less =
        change.context().lowered(hidden.origin(), new Stamp(hidden.stamp().bits() - 1));
    return change.withKeyContext(less);
  }

  private void send(Message message, String verb) {
    Change change = message.change();
    world.stream(new WatermarkKey(region.origin(), change.table(), change.lane().number()))
        .add(message);
    world.schedule().note(this, () -> verb + message.told());
  }

  @Override
  public String toString() {
    return region + " capture";
  }
}
