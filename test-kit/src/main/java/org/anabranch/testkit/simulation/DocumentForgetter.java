package org.anabranch.testkit.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.single.SingleDropPlan;
import org.anabranch.sink.single.SingleStatement;
import org.anabranch.sink.single.SingleStatement.Droppable;
import org.anabranch.sink.single.SingleStatement.RaiseFloor;
import org.anabranch.sink.single.SingleStatement.ReadDroppable;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.single.SingleStep;
import org.anabranch.sink.single.SingleVersion;
import org.anabranch.sink.single.SingleWriter;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** Forgets what is merged of keys of which nothing is in flight, one statement at a time. */
final class DocumentForgetter implements Actor {

  private static final int ROWS_MAX = 100;

  /** The rule as it is, or without the clause about the own log. */
  private record Rule(boolean readsBack) implements Stability {
    @Override
    public boolean readBack(VersionRow row, LaneProgress lane) {
      return !readsBack || Stability.super.readBack(row, lane);
    }
  }

  private final DocumentWorld world;
  private final DocumentRegion region;
  private final Deque<SingleStatement<?>> left = new ArrayDeque<>();
  private final List<Object> answers = new ArrayList<>();
  private SingleStep.@Nullable Ask asked;

  DocumentForgetter(DocumentWorld world, DocumentRegion region) {
    this.world = world;
    this.region = region;
  }

  @Override
  public boolean act(Choices choices) {
    SingleStep.Ask ask = asked;
    if (ask == null) {
      return look();
    }
    answers.add(answer(left.remove()));
    if (left.isEmpty()) {
      follow(ask.then().apply(List.copyOf(answers)));
    }
    return true;
  }

  /** Reads, which needs nothing but to be done at once. Answers whether there is more to do. */
  private boolean look() {
    Map<TableLane, LaneProgress> lanes = new TreeMap<>();
    world.lanes().forEach(lane -> lanes.put(lane, progress(lane)));
    Rule rule = new Rule(!world.omits(DocumentRule.LOG_IS_READ_BACK));
    SingleStep first =
        new SingleDropPlan(
                world.setting(region, new SingleWriter("none")), lanes, rule, ROWS_MAX, null)
            .start();
    if (first instanceof SingleStep.Ask ask
        && ask.statements().get(0) instanceof ReadDroppable read) {
      follow(ask.then().apply(List.of(droppable(read.upTo()))));
    }
    return asked != null;
  }

  private void follow(SingleStep step) {
    answers.clear();
    left.clear();
    asked = step instanceof SingleStep.Ask ask ? ask : null;
    if (asked != null) {
      left.addAll(asked.statements());
    }
  }

  private List<Droppable> droppable(Map<TableLane, Stamp> upTo) {
    List<Droppable> found = new ArrayList<>();
    for (RowKey key : world.keys()) {
      SingleVersion version = region.store().version(key);
      Stamp highest = upTo.get(key.tableLane());
      if (!version.forgotten()
          && highest != null
          && version.row(key.versionKey()).newest().compareTo(highest) <= 0) {
        found.add(new Droppable(key.versionKey(), version));
      }
    }
    found.sort(Comparator.comparing(Droppable::key));
    return found;
  }

  private boolean answer(SingleStatement<?> statement) {
    if (statement instanceof RaiseFloor raise) {
      region.store().raise(raise.lane(), raise.by());
      return true;
    } else if (statement instanceof WriteVersion drop) {
      boolean done = region.store().replace(world.key(drop.key()), drop.from(), drop.to());
      if (done) {
        world.statistics().count(Count.VERSIONS_DROPPED);
        world.note(region, () -> "forgets " + drop);
      }
      return done;
    }
    throw new IllegalArgumentException("No part of forgetting: " + statement.name());
  }

  private LaneProgress progress(TableLane lane) {
    Map<Origin, Watermark> watermarks = new HashMap<>();
    for (Origin origin : world.members().origins()) {
      WatermarkKey stream = new WatermarkKey(origin, lane.table(), lane.lane());
      watermarks.put(origin, region.store().watermark(stream));
    }
    return new LaneProgress(region.origin(), watermarks);
  }

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  @Override
  public void crash(Choices choices) {
    follow(new SingleStep.LostRace());
    region.store().expire();
  }
}
