package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.capture.CaptureState;
import org.anabranch.capture.CaptureTracker;
import org.anabranch.capture.CapturedLane;
import org.anabranch.capture.MarkedWrites;
import org.anabranch.capture.OwedMarks;
import org.anabranch.capture.Stamped;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.DocumentWrites;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.DocumentMarker.Going;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.anabranch.testkit.simulation.DocumentEvent.Moved;
import org.anabranch.testkit.simulation.DocumentEvent.Removing;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** A region's capture where no write is part of a transaction. */
final class DocumentCapture implements Actor {

  private record Saved(int read, CaptureState state, MarkedWrites echoes) {}

  private final DocumentWorld world;
  private final DocumentRegion region;
  private final List<Saved> saved = new ArrayList<>();
  private CaptureTracker tracker;
  private MarkedWrites echoes = MarkedWrites.NONE;
  private OwedMarks owed = new OwedMarks();
  private int read;

  DocumentCapture(DocumentWorld world, DocumentRegion region) {
    this.world = world;
    this.region = region;
    CaptureState state =
        new CaptureState(Stamp.atMillis(world.millis(region)), CaptureState.EMPTY.applied());
    this.tracker = new CaptureTracker(region.origin(), state);
    saved.add(new Saved(0, state, echoes));
    owed.oweAll(List.of(DocumentWorld.TABLE), world.laneCount());
  }

  @Override
  public boolean act(Choices choices) {
    if (!owed.owed().isEmpty() && choices.oneIn(4)) {
      sendMarks();
      return true;
    }
    if (read == region.store().log().size()) {
      return false;
    }
    DocumentEvent event = region.store().log().get(read);
    if (event instanceof Moved moved) {
      WatermarkKey stream = moved.stream();
      tracker.begin();
      tracker.watermark(stream.origin(), stream.table(), stream.lane(), moved.sequence());
      tracker.commit();
      owed.watermark(stream.origin(), stream.table(), stream.lane(), moved.sequence());
      owed.completed();
    } else if (event instanceof Removing removing) {
      echoes = echoes.withRemoving(removing.removal().mark(), removing.removal().since());
    } else if (event instanceof Changed changed) {
      read(changed);
    }
    read++;
    if (choices.oneIn(3)) {
      save();
    }
    return true;
  }

  private void read(Changed changed) {
    MarkedKey key = region.marked(changed.key());
    DocumentMarker after = MarkedDocument.marker(changed.after(), key);
    Going deleted = deleted(changed);
    boolean writes =
        world.omits(DocumentRule.MARKER_IS_NEW)
            ? after != null && !after.equals(marker(changed.before(), changed.key()))
            : echoes.writes(changed.before(), changed.after(), key);
    world.oracle().told(region.origin(), changed, writes || deleted != null);
    if (writes && after != null) {
      echoes = echoes.withWrite(after);
      observe(after.newest());
      if (after.last().equals(after.written()) && overwrites(changed)) {
        receipt(changed, Operation.NONE, after.last());
      }
    } else if (deleted != null) {
      observe(deleted.winner().stamp());
      if (!world.omits(DocumentRule.RECEIPTS)) {
        receipt(changed, Operation.DELETE, deleted.mark());
      }
    } else {
      change(changed);
    }
  }

  private @Nullable Going deleted(Changed changed) {
    if (world.omits(DocumentRule.REMOVAL_IS_CAPTURED) && changed.after() == null) {
      return MarkedDocument.going(changed.before(), region.marked(changed.key()));
    }
    return echoes.deletes(changed.before(), changed.after(), region.marked(changed.key()));
  }

  private void observe(Stamp stamp) {
    tracker.begin();
    tracker.marked(world.omits(DocumentRule.CLOCK_OBSERVES_MARKERS) ? Stamp.ZERO : stamp);
    tracker.commit();
  }

  private @Nullable DocumentMarker marker(@Nullable MarkedDocument document, RowKey key) {
    return world.omits(DocumentRule.MARKER_IS_OF_THE_DOCUMENT)
        ? document == null ? null : document.marker()
        : MarkedDocument.marker(document, region.marked(key));
  }

  /** Whether the sink has written where it had not written last. */
  private boolean overwrites(Changed changed) {
    return !world.omits(DocumentRule.RECEIPTS)
        && !MarkedDocument.asTheSinkLeftIt(changed.before(), region.marked(changed.key()));
  }

  private void receipt(Changed changed, Operation operation, WriteId write) {
    Stamped stamped = stamped(changed);
    Change told =
        told(ChangeKind.RECEIPT, operation, changed.key(), stamped, read + 1L)
            .withWrites(new DocumentWrites(null, write));
    MarkedDocument before =
        world.omits(DocumentRule.RECEIPT_HAS_THE_IMAGE) ? null : changed.before();
    world.statistics().count(Count.RECEIPTS);
    send(new DocumentMessage(told, changed.key(), before, null));
  }

  private void change(Changed changed) {
    Stamped stamped = stamped(changed);
    MarkedDocument before = changed.before();
    MarkedDocument after = changed.after();
    MarkedKey key = region.marked(changed.key());
    Operation operation =
        after == null ? Operation.DELETE : before == null ? Operation.CREATE : Operation.UPDATE;
    DocumentMarker built = marker(before, changed.key());
    VersionVector seen = built == null ? VersionVector.EMPTY : built.vector();
    boolean more =
        !stamped.context().covers(seen) && !world.omits(DocumentRule.CONTEXT_IS_OF_THE_DOCUMENT);
    Change told =
        told(ChangeKind.CHANGE, operation, changed.key(), stamped, read + 1L)
            .withKeyContext(more ? stamped.context().join(seen) : null)
            .withWrites(
                new DocumentWrites(
                    MarkedDocument.written(before, key), MarkedDocument.written(after, key)));
    boolean again = world.oracle().captured(region.origin(), changed, told);
    world.statistics().count(again ? Count.REPLAYED_CHANGES : Count.CHANGES);
    send(new DocumentMessage(told, changed.key(), before, after));
  }

  private Stamped stamped(Changed changed) {
    RowKey key = changed.key();
    tracker.begin();
    Stamped stamped = tracker.local(key.table(), key.lane().number(), changed.committedAtMillis());
    tracker.commit();
    owed.sent(key.table(), key.lane().number());
    return stamped;
  }

  private Change told(
      ChangeKind kind, Operation operation, RowKey key, Stamped stamped, long position) {
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
        0,
        ColumnMarks.NONE);
  }

  private void send(DocumentMessage message) {
    Change change = message.change();
    world.note(this, () -> "sends " + message);
    world.stream(new WatermarkKey(region.origin(), change.table(), change.lane().number()))
        .add(message);
  }

  /** C6: marks carry the clock as it is. */
  private void sendMarks() {
    for (CapturedLane lane : owed.owed()) {
      Stamped stamped = tracker.mark(lane.table(), lane.lane());
      Change mark =
          new Change(
              ChangeKind.MARK,
              new ChangeId(region.origin(), stamped.stamp()),
              stamped.sequence(),
              world.members().fingerprint(),
              lane.table(),
              Operation.NONE,
              null,
              new Lane(lane.lane(), world.laneCount()),
              stamped.context(),
              null,
              read,
              0,
              ColumnMarks.NONE);
      world.statistics().count(Count.MARKS);
      send(new DocumentMessage(mark, null, null, null));
    }
    owed.allSent();
    save();
  }

  private void save() {
    saved.add(new Saved(read, tracker.completed(), echoes));
  }

  @Override
  public boolean finish() {
    if (act(Choices.DULL)) {
      return true;
    }
    boolean marks = !owed.owed().isEmpty();
    if (marks) {
      sendMarks();
    }
    return marks;
  }

  @Override
  public void crash(Choices choices) {
    Saved from = saved.get(saved.size() - 1 - choices.below(saved.size()));
    read = from.read();
    echoes = MarkedWrites.parse(from.echoes().text());
    tracker = new CaptureTracker(region.origin(), from.state());
    owed = new OwedMarks();
    owed.oweAll(List.of(DocumentWorld.TABLE), world.laneCount());
    world.note(this, () -> "dies and starts again at " + read);
  }

  @Override
  public String toString() {
    return region + " capture";
  }
}
