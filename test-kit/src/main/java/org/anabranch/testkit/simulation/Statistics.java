package org.anabranch.testkit.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How often the things happened that a run is made for. */
final class Statistics {

  /** What is counted. */
  enum Count {
    RUNS,
    CHANGES,
    EVENTS,
    LATE_EVENTS,
    REPLAYED_CHANGES,
    SNAPSHOT_ROWS,
    TRUNCATES,
    RESELECTED,
    STUBS,
    NOT_SHOWN,
    SHOWN_BEHIND,
    REWRITES,
    MARKS,
    VERSIONS_DROPPED,
    QUARANTINED,
    HIDDEN,
    PARKED,
    SHOWN_AGAIN,
    DISPLACED,
    INTERRUPTED_SNAPSHOT_GAPS,
    SLOTS_LOST,
    OVERRIDDEN,
    JOINED,
    RETIRED,
    RESENT,
    EQUAL_STAMPS,
    MERGES,
    CONFLICTS,
    FALSE_CONFLICTS,
    CONFLICTS_CLOSED,
    OWN_ROWS_RESTORED,
    ROWS_DELETED_AGAIN,
    LOST_RACES,
    DEADLOCKS,
    WAITS,
    CRASHES,
    RECEIPTS,
    ZOMBIES
  }

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);

  void add(Count count, long number) {
    counts.merge(count, number, Long::sum);
  }

  void count(Count count) {
    add(count, 1);
  }

  void addAll(Statistics other) {
    other.counts.forEach(this::add);
  }

  long of(Count count) {
    return counts.getOrDefault(count, 0L);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
            .map(e -> e.getKey().name().toLowerCase(java.util.Locale.ROOT) + "=" + e.getValue())
            .collect(Collectors.joining(" "))
        + String.format(
            java.util.Locale.ROOT,
            " false_conflict_rate=%.4f%%",
            of(Count.FALSE_CONFLICTS) * 100.0 / Math.max(1, of(Count.CONFLICTS)));
  }
}
