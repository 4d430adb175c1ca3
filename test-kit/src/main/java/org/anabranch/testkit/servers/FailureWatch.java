package org.anabranch.testkit.servers;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.anabranch.testkit.servers.ConnectorStatus.Part;

/**
 * Tells a connector that has failed from one whose status still shows a failure of before its
 * restart. A failure that the caller knows is one of before, however long a busy worker takes; any
 * other one may be, and is gone soon then.
 */
final class FailureWatch {
  private final Duration patience;
  private final List<Part> known;
  private long failedSinceNanos;
  private boolean failing;

  FailureWatch(Duration patience, List<Part> known) {
    this.patience = patience;
    this.known = List.copyOf(known);
  }

  /**
   * Answers the status, or throws an {@link AssertionError} with the traces when it has shown
   * failures for long enough that are not known.
   */
  ConnectorStatus orThrow(ConnectorStatus status) {
    if (known.containsAll(status.failures())) {
      failing = false;
      return status;
    }
    if (!failing) {
      failing = true;
      failedSinceNanos = System.nanoTime();
    }
    if (System.nanoTime() - failedSinceNanos >= patience.toNanos()) {
      throw new AssertionError(message(status));
    }
    return status;
  }

  private static String message(ConnectorStatus status) {
    return status.failures().stream()
        .map(
            part ->
                "%s of %s FAILED on %s:%n%s"
                    .formatted(
                        part.id() < 0 ? "The connector" : "Task " + part.id(),
                        status.name(),
                        part.worker(),
                        part.trace()))
        .collect(Collectors.joining("\n"));
  }
}
