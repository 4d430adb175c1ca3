package org.anabranch.testkit.servers;

import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Tells a connector that has failed from one whose status still shows the failure before its
 * restart: the second one changes soon.
 */
final class FailureWatch {
  private final Duration patience;
  private long failedSinceNanos;
  private boolean failing;

  FailureWatch(Duration patience) {
    this.patience = patience;
  }

  /**
   * Answers the status, or throws an {@link AssertionError} with the traces when it has shown
   * failures for long enough.
   */
  ConnectorStatus orThrow(ConnectorStatus status) {
    if (!status.hasFailed()) {
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
