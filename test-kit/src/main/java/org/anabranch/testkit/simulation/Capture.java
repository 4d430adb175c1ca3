package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.CaptureTracker;
import org.anabranch.capture.Stamped;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Statistics.Count;

/** A region's capture: reads the log one entry at a time and starts again wherever it must. */
final class Capture implements Actor {

  private record Saved(int transaction, CaptureState state) {}

  private final World world;
  private final Region region;
  private final List<Saved> saved = new ArrayList<>(List.of(new Saved(0, CaptureState.EMPTY)));
  private CaptureTracker tracker;
  private int transaction;
  private int entry;

  Capture(World world, Region region) {
    this.world = world;
    this.region = region;
    this.tracker = new CaptureTracker(region.origin(), CaptureState.EMPTY);
  }

  @Override
  public boolean act(Choices choices) {
    if (transaction == region.database().log().size()) {
      return false;
    }
    LogTransaction read = world.variant().log().apply(region.database().log().get(transaction));
    if (world.variant().patient() && !read.visible().getAsBoolean()) {
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
      tracker.commit();
      transaction++;
      entry = 0;
      if (choices.oneIn(2)) {
        saved.add(new Saved(transaction, tracker.completed()));
      }
    }
    return true;
  }

  private void read(LogEntry read, long committedAtMillis) {
    if (read instanceof WatermarkChange watermark) {
      WatermarkKey stream = watermark.stream();
      tracker.watermark(stream.origin(), stream.table(), stream.lane(), watermark.sequence());
      world.schedule().note(this, () -> "reads the watermark " + watermark);
    } else if (read instanceof RowChange row && !tracker.echo()) {
      emit(row, committedAtMillis);
    }
  }

  private void emit(RowChange row, long committedAtMillis) {
    RowKey key = row.key();
    Stamped stamped = tracker.local(key.table(), key.lane().number(), committedAtMillis);
    Change change =
        new Change(
            ChangeKind.CHANGE,
            new ChangeId(region.origin(), stamped.stamp()),
            stamped.sequence(),
            world.members().fingerprint(),
            key.table(),
            operation(row),
            key.hash(),
            key.lane(),
            stamped.context(),
            null,
            row.position(),
            committedAtMillis * 1000,
            ColumnMarks.NONE);
    boolean replayed = world.oracle().isCaptured(region.origin(), row);
    TrueChange truth = world.oracle().captured(region.origin(), row, change);
    world.statistics().count(replayed ? Count.REPLAYED_CHANGES : Count.CHANGES);
    world.stream(new WatermarkKey(region.origin(), key.table(), key.lane().number()))
        .add(Message.of(change, key, row.value(), truth, world.settings().wire()));
    world
        .schedule()
        .note(
            this,
            () ->
                (replayed ? "emits again " : "emits ")
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

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  @Override
  public void crash(Choices choices) {
    Saved from = saved.get(saved.size() - 1 - choices.below(saved.size()));
    transaction = from.transaction();
    entry = 0;
    tracker = new CaptureTracker(region.origin(), from.state());
    world.schedule().note(this, () -> "dies and starts again at transaction " + transaction);
  }

  @Override
  public String toString() {
    return region + " capture";
  }
}
