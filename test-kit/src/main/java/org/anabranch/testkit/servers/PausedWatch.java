package org.anabranch.testkit.servers;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.ConnectorStatus.Part;

/**
 * Tells a task of a resumed connector that will not say that it goes on from one that has not said
 * so yet.
 *
 * <p>Connect 4.3 reports a sink task as running only if the task is told to resume while no batch
 * is being offered to it again ({@code RetriableException}); otherwise it goes on later, its status
 * stays PAUSED, and a second request to resume changes nothing. A restart of the task does.
 */
final class PausedWatch {
  private final long patienceNanos;
  private final Map<Integer, Long> pausedSinceNanos = new HashMap<>();

  PausedWatch(Duration patience) {
    patienceNanos = patience.toNanos();
  }

  /** The tasks that have been PAUSED for longer than the patience, since they were named last. */
  List<Integer> overdue(ConnectorStatus status) {
    long now = System.nanoTime();
    List<Integer> paused =
        status.tasks().stream().filter(task -> task.is("PAUSED")).map(Part::id).toList();
    pausedSinceNanos.keySet().retainAll(paused);
    List<Integer> overdue =
        paused.stream()
            .filter(id -> now - pausedSinceNanos.computeIfAbsent(id, first -> now) > patienceNanos)
            .toList();
    overdue.forEach(pausedSinceNanos::remove);
    return overdue;
  }
}
