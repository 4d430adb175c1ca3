package org.anabranch.testkit.servers;

import java.util.Deque;
import java.util.List;

/** Closes several servers, each even if another one cannot be. */
public final class Closing {

  private Closing() {}

  /**
   * Closes them in their order.
   *
   * @throws IllegalStateException with what failed, once all were tried
   */
  public static void all(List<? extends AutoCloseable> servers) {
    RuntimeException failures = new IllegalStateException("Not every server could be closed");
    for (AutoCloseable server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        failures.addSuppressed(e);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }

  /**
   * Closes what was pushed, the last first, and leaves nothing to be closed again.
   *
   * @throws IllegalStateException as {@link #all} does
   */
  public static void emptying(Deque<AutoCloseable> started) {
    List<AutoCloseable> servers;
    synchronized (started) {
      servers = List.copyOf(started);
      started.clear();
    }
    all(servers);
  }
}
