package org.anabranch.tools.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Lines on standard error: how far a table is, at most one a second, with the time left where the
 * number of rows is known.
 */
public final class Progress {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final PrintWriter err;
  private final Waiting waiting;
  private final boolean quiet;
  private String work = "";
  private long rowsExpected;
  private long rowsBefore;
  private long startNanos;
  private long lineNanos;

  public Progress(PrintWriter err, Waiting waiting, boolean quiet) {
    this.err = err;
    this.waiting = waiting;
    this.quiet = quiet;
  }

  /**
   * A new piece of work.
   *
   * @param rowsExpected about how many rows it has; 0 where nobody knows
   * @param rowsBefore how many of them an earlier run did
   */
  public void start(String work, long rowsExpected, long rowsBefore) {
    this.work = work;
    this.rowsExpected = rowsExpected;
    this.rowsBefore = rowsBefore;
    this.startNanos = waiting.nanos();
    this.lineNanos = startNanos;
  }

  /** So many rows are done, of this and earlier runs. */
  public void at(long rows) {
    long now = waiting.nanos();
    if (now - lineNanos >= BETWEEN_LINES.toNanos()) {
      lineNanos = now;
      note("%s: %s".formatted(work, standing(rows, now)));
    }
  }

  /** A line of its own. */
  public void note(String line) {
    if (!quiet) {
      err.println(line);
      err.flush();
    }
  }

  private String standing(long rows, long now) {
    double seconds = (now - startNanos) / 1e9;
    double rate = seconds > 0 ? (rows - rowsBefore) / seconds : 0;
    String done = "%d rows, %.0f rows/s".formatted(rows, rate);
    if (rowsExpected <= rows || rate < 1) {
      return done;
    }
    long left = Math.round((rowsExpected - rows) / rate);
    return "%s, about %d expected, about %s left"
        .formatted(
            done,
            rowsExpected,
            String.format(Locale.ROOT, "%02d:%02d:%02d", left / 3600, left / 60 % 60, left % 60));
  }
}
