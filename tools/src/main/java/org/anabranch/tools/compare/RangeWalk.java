package org.anabranch.tools.compare;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * Walks a table in ranges of keys, from the left side's keys and, where these end, the right one's.
 * Both sides hash a range at the same time; rows are looked at only where the hashes differ.
 *
 * <p>Both sides must sort keys the same way. The ranges' ends follow each other without a gap.
 */
final class RangeWalk {

  /** Far more than a table splits into at one place; rather stop than go round for ever. */
  private static final int SPLITS_MAX = 10_000;

  private final TableSide left;
  private final TableSide right;
  private final Scope scope;
  private final int rangeRows;
  private final ExecutorService rightThread;
  private final Waiting waiting;
  private final Deque<KeyRange> pending = new ArrayDeque<>();

  private long rowsLeft;
  private long rowsRight;
  private boolean leftEnded;
  private boolean ended;
  private @Nullable Key reached;

  RangeWalk(
      TableSide left,
      TableSide right,
      Scope scope,
      int rangeRows,
      ExecutorService rightThread,
      Waiting waiting) {
    this.left = left;
    this.right = right;
    this.scope = scope;
    this.rangeRows = rangeRows;
    this.rightThread = rightThread;
    this.waiting = waiting;
  }

  long rowsLeft() {
    return rowsLeft;
  }

  long rowsRight() {
    return rowsRight;
  }

  boolean hasNext() {
    return !ended || !pending.isEmpty();
  }

  /** Looks at one more range; answers its rows that differ, as far as the scope minds. */
  Map<Key, Sighting> next() throws SQLException {
    KeyRange range = pending.isEmpty() ? nextRange() : pending.pop();
    int rowsMax = 2 * rangeRows + 1;
    Future<Digest> other = rightThread.submit(() -> right.digest(range, rowsMax));
    Digest here = left.digest(range, rowsMax);
    Digest there = result(other);
    if (here.rows() >= rowsMax || there.rows() >= rowsMax) {
      TableSide larger = here.rows() >= there.rows() ? left : right;
      if (pending.size() > SPLITS_MAX) {
        throw new ToolException(
            "The sides of %s sort keys differently: their ranges do not fit each other"
                .formatted(left.table().name()));
      }
      Key middle = larger.keyAt(range, rangeRows);
      if (middle != null) {
        pending.push(range.after(middle));
        pending.push(range.upTo(middle));
      } else {
        // Rows went away meanwhile.
        pending.push(range);
      }
      return Map.of();
    }
    rowsLeft += here.rows();
    rowsRight += there.rows();
    return here.equals(there) ? Map.of() : differing(range);
  }

  private KeyRange nextRange() throws SQLException {
    KeyRange rest = KeyRange.after(reached, null);
    Key end = leftEnded ? null : left.keyAt(rest, rangeRows);
    if (end == null) {
      leftEnded = true;
      end = right.keyAt(rest, rangeRows);
    }
    KeyRange range = KeyRange.after(reached, end);
    reached = end;
    ended = end == null;
    return range;
  }

  private Map<Key, Sighting> differing(KeyRange range) throws SQLException {
    Future<Map<Key, String>> other = rightThread.submit(() -> right.rows(range));
    Map<Key, String> here = left.rows(range);
    Map<Key, String> there = result(other);
    Map<Key, Sighting> differing = new LinkedHashMap<>();
    long now = waiting.nanos();
    here.forEach((key, row) -> differing.put(key, new Sighting(row, there.get(key), now)));
    there.forEach((key, row) -> differing.put(key, new Sighting(here.get(key), row, now)));
    differing.values().removeIf(sighting -> sighting.kind(scope) == null);
    return differing;
  }

  private static <T> T result(Future<T> future) throws SQLException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("Interrupted", e);
    }
  }
}
