package org.anabranch.tools.resend;

import java.time.Duration;
import org.anabranch.tools.console.Waiting;

/** Holds a work back so that it does no more rows a second than it was allowed. */
public final class Pace {

  private final long rowsPerSecond;
  private final Waiting waiting;
  private final long startNanos;
  private long rows;

  /**
   * From now on.
   *
   * @param rowsPerSecond 0 for no limit
   */
  public Pace(long rowsPerSecond, Waiting waiting) {
    this.rowsPerSecond = rowsPerSecond;
    this.waiting = waiting;
    this.startNanos = waiting.nanos();
  }

  /** So many rows at a time, or fewer, keep within the limit. */
  int portion(int wanted) {
    return rowsPerSecond == 0 ? wanted : (int) Math.max(1, Math.min(wanted, rowsPerSecond));
  }

  /** After so many more rows: waits until they would have been done at the allowed pace. */
  void after(long more) {
    rows += more;
    if (rowsPerSecond > 0) {
      long due = startNanos + Duration.ofSeconds(1).toNanos() / rowsPerSecond * rows;
      long early = due - waiting.nanos();
      if (early > 0) {
        waiting.pause(Duration.ofNanos(early));
      }
    }
  }
}
