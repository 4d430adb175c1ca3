package org.anabranch.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions of a database have certainly been told: all that lie below a horizon which the
 * database drew while the log was read. It is stored with the position, so that a snapshot after
 * the log was lost can leave out the rows that were last written below it (docs/decisions/027).
 *
 * <p>A database shows transactions and writes its log by two different orders. So a horizon counts
 * only once the log was read to where it ended after the horizon had been drawn: whatever was
 * visible below the horizon lies before that end.
 *
 * <p>What a horizon is made of is the database's business. Not thread-safe.
 */
public final class ToldTransactions {

  /** A capture that lags far behind draws many horizons before the first of them counts. */
  private static final int AWAITED_MAX = 64;

  private final Deque<DrawnHorizon> awaited = new ArrayDeque<>();
  private @Nullable String horizon;

  /**
   * Starts from what was stored.
   *
   * @param horizon null where nothing is known to be told
   */
  public ToldTransactions(@Nullable String horizon) {
    this.horizon = horizon;
  }

  /** The database drew a horizon, later than those before. */
  public void drawn(DrawnHorizon drawn) {
    if (awaited.size() < AWAITED_MAX) {
      awaited.add(drawn);
    }
  }

  /** Everything that was committed before this position of the log has been told. */
  public void completed(long position) {
    DrawnHorizon next = awaited.peek();
    while (next != null && next.end() <= position) {
      horizon = next.text();
      awaited.remove();
      next = awaited.peek();
    }
  }

  /** Below which everything was told; null where that is not known. */
  public @Nullable String horizon() {
    return horizon;
  }
}
