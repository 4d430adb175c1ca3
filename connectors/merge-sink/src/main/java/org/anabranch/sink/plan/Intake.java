package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * What of a batch has not been merged before (first half of rule M1), and how it moves watermarks.
 *
 * @param fresh changes to merge, in their order; without marks, which only move watermarks
 * @param ownUnread those of them, by identity, that come while the own origin's snapshot of their
 *     lane may be yet to be read, if there is one
 * @param moves in the order of their streams
 * @param alreadyMerged how many were at or below their watermark
 */
public record Intake(
    List<Arrival> fresh, Set<Arrival> ownUnread, List<WatermarkMove> moves, int alreadyMerged) {

  /** Of a batch, in the order of arrival, given where its streams stand. */
  public static Intake of(Origin own, List<Arrival> batch, Map<WatermarkKey, Watermark> known) {
    Map<WatermarkKey, Watermark> reached = new HashMap<>();
    List<Arrival> fresh = new ArrayList<>(batch.size());
    Set<Arrival> ownUnread = Collections.newSetFromMap(new IdentityHashMap<>());
    int alreadyMerged = 0;
    for (Arrival arrival : batch) {
      WatermarkKey stream = arrival.stream();
      Watermark before = reached.getOrDefault(stream, known.getOrDefault(stream, Watermark.NONE));
      Watermark after = after(before, arrival, stream.origin().equals(own));
      if (after.equals(before) && !arrival.change().external()) {
        alreadyMerged += repeatsClock(arrival) ? 0 : 1;
        continue;
      }
      WatermarkKey ofOwn = new WatermarkKey(own, stream.table(), stream.lane());
      Watermark standing = reached.getOrDefault(ofOwn, known.get(ofOwn));
      reached.put(stream, after);
      if (arrival.hasKey() && concerns(arrival, own)) {
        fresh.add(arrival);
        if (unread(standing)) {
          ownUnread.add(arrival);
        }
      }
    }
    List<WatermarkMove> moves = new ArrayList<>(reached.size());
    new TreeMap<>(reached)
        .forEach(
            (stream, to) ->
                moves.add(
                    new WatermarkMove(stream, known.getOrDefault(stream, Watermark.NONE), to)));
    return new Intake(fresh, ownUnread, moves, alreadyMerged);
  }

  /** What another region's sink has written over is nothing to this one. */
  private static boolean concerns(Arrival arrival, Origin own) {
    return arrival.change().kind() != ChangeKind.RECEIPT
        || arrival.change().id().origin().equals(own);
  }

  /** Whether nothing of the own stream was merged, or its snapshot is running. */
  private static boolean unread(@Nullable Watermark own) {
    return own != null && (own.equals(Watermark.NONE) || own.snapshotRunning());
  }

  /** A mark tells the clock as it stands; only its context need be new. */
  private static boolean repeatsClock(Arrival arrival) {
    return switch (arrival.change().kind()) {
      case MARK, SNAPSHOT_BEGIN, SNAPSHOT_END -> true;
      case CHANGE, SNAPSHOT, STUB, RECEIPT -> false;
    };
  }

  private static Watermark after(Watermark before, Arrival arrival, boolean own) {
    if (arrival.change().external()) {
      return afterEvent(before, arrival.change());
    }
    int place = arrival.change().sequence().compareTo(before.sequence());
    if (place < 0 || (place == 0 && !repeatsClock(arrival))) {
      return before;
    }
    Change change = arrival.change();
    return new Watermark(
        change.sequence(),
        before.context().join(change.context()),
        own ? Math.max(before.position(), change.position()) : 0,
        snapshot(before.snapshot(), change),
        change.members());
  }

  /**
   * Stamps of another system's events need not rise along its stream: what of a key is merged
   * already, its vector tells. The watermark is the highest of them, and is written even where it
   * stays: it marks the transaction as the sink's.
   */
  private static Watermark afterEvent(Watermark before, Change event) {
    return new Watermark(
        Stamp.max(before.sequence(), event.sequence()),
        before.context(),
        Math.max(before.position(), event.position()),
        SnapshotProgress.NONE,
        event.members());
  }

  private static SnapshotProgress snapshot(SnapshotProgress before, Change change) {
    return switch (change.kind()) {
      case SNAPSHOT_BEGIN -> before.begun(change.sequence());
      case SNAPSHOT_END -> SnapshotProgress.NONE;
      case CHANGE, SNAPSHOT, MARK, STUB, RECEIPT -> before;
    };
  }
}
