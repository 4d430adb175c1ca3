package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;

/**
 * What of a batch has not been merged before (first half of rule M1), and how it moves watermarks.
 *
 * @param fresh changes to merge, in their order; without marks, which only move watermarks
 * @param moves in the order of their streams
 * @param alreadyMerged how many were at or below their watermark
 */
record Intake(List<Arrival> fresh, List<WatermarkMove> moves, int alreadyMerged) {

  static Intake of(List<Arrival> batch, Map<WatermarkKey, Watermark> known) {
    Map<WatermarkKey, Watermark> reached = new HashMap<>();
    List<Arrival> fresh = new ArrayList<>(batch.size());
    int alreadyMerged = 0;
    for (Arrival arrival : batch) {
      WatermarkKey stream = arrival.stream();
      Watermark before = reached.getOrDefault(stream, known.getOrDefault(stream, Watermark.NONE));
      Watermark after = after(before, arrival);
      if (after.equals(before)) {
        alreadyMerged += repeatsClock(arrival) ? 0 : 1;
        continue;
      }
      reached.put(stream, after);
      if (arrival.hasKey()) {
        fresh.add(arrival);
      }
    }
    List<WatermarkMove> moves = new ArrayList<>(reached.size());
    new TreeMap<>(reached)
        .forEach(
            (stream, to) ->
                moves.add(
                    new WatermarkMove(stream, known.getOrDefault(stream, Watermark.NONE), to)));
    return new Intake(fresh, moves, alreadyMerged);
  }

  /** A mark tells the clock as it stands; only its context need be new. */
  private static boolean repeatsClock(Arrival arrival) {
    return switch (arrival.change().kind()) {
      case MARK, SNAPSHOT_BEGIN, SNAPSHOT_END -> true;
      case CHANGE, SNAPSHOT, STUB -> false;
    };
  }

  private static Watermark after(Watermark before, Arrival arrival) {
    int place = arrival.change().sequence().compareTo(before.sequence());
    if (place < 0 || (place == 0 && !repeatsClock(arrival))) {
      return before;
    }
    Change change = arrival.change();
    return new Watermark(
        change.sequence(),
        before.context().join(change.context()),
        snapshotFrom(before, change),
        change.members());
  }

  private static Stamp snapshotFrom(Watermark before, Change change) {
    return switch (change.kind()) {
      case SNAPSHOT_BEGIN -> change.sequence();
      case SNAPSHOT_END -> Stamp.ZERO;
      case CHANGE, SNAPSHOT, MARK, STUB -> before.snapshotFrom();
    };
  }
}
