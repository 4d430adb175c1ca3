package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.anabranch.sink.store.WatermarkKey;

/** How a region's streams are dealt to its merge tasks. */
enum TaskLayout {
  /** As the range assignor does it: one task reads a lane of every origin. */
  BY_LANE,
  /** Tasks meet on keys: one for each stream. */
  BY_STREAM,
  ONE_TASK,
  /** Every lane has two tasks that know nothing of each other, as after a rebalance. */
  BY_LANE_WITH_ZOMBIES,
  /** Every stream is read by two tasks that divide the work differently. */
  BY_LANE_AND_BY_STREAM;

  List<List<WatermarkKey>> deal(List<WatermarkKey> streams) {
    List<List<WatermarkKey>> tasks = new ArrayList<>();
    switch (this) {
      case BY_LANE -> tasks.addAll(by(WatermarkKey::lane, streams));
      case BY_STREAM -> tasks.addAll(by(Function.identity(), streams));
      case ONE_TASK -> tasks.add(streams);
      case BY_LANE_WITH_ZOMBIES -> {
        tasks.addAll(by(WatermarkKey::lane, streams));
        tasks.addAll(by(WatermarkKey::lane, streams));
      }
      case BY_LANE_AND_BY_STREAM -> {
        tasks.addAll(by(WatermarkKey::lane, streams));
        tasks.addAll(by(Function.identity(), streams));
      }
    }
    return tasks;
  }

  private static <K> List<List<WatermarkKey>> by(
      Function<WatermarkKey, K> part, List<WatermarkKey> streams) {
    return streams.stream().collect(Collectors.groupingBy(part)).values().stream()
        .sorted(Comparator.comparing(group -> Objects.requireNonNull(group.get(0))))
        .toList();
  }
}
