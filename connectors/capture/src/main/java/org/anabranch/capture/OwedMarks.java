package org.anabranch.capture;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;

/**
 * Rule C6: the lanes of which something is to be told that no record has carried yet. A lane is
 * owed a mark when a watermark of it reached a new stamp: another origin's, since the context
 * moved, and the own one's, since the sink may have written rows for it and somebody waits until
 * the log is read beyond that (docs/decisions/011). A watermark that stays at its stamp is owed
 * nothing, so marks about marks come to an end. Not thread-safe.
 */
public final class OwedMarks {

  private record Stream(Origin origin, CapturedLane lane) {}

  private final Map<Stream, Stamp> told = new HashMap<>();
  private final Set<CapturedLane> moved = new TreeSet<>();
  private final Set<CapturedLane> owed = new TreeSet<>();

  /** A capture that starts tells in every lane that it is there, and who its members are. */
  public void oweAll(Collection<TableName> tables, int lanes) {
    for (TableName table : tables) {
      for (int lane = 0; lane < lanes; lane++) {
        owed.add(new CapturedLane(table, lane));
      }
    }
  }

  /** The open transaction wrote this row of the watermark table. */
  public void watermark(Origin origin, TableName table, int lane, Stamp stamp) {
    CapturedLane of = new CapturedLane(table, lane);
    if (!stamp.equals(told.put(new Stream(origin, of), stamp))) {
      moved.add(of);
    }
  }

  /** The open transaction is complete: marks may tell of it. */
  public void completed() {
    owed.addAll(moved);
    moved.clear();
  }

  /** A record of a lane is sent; it carries the context as of its own transaction. */
  public void sent(TableName table, int lane) {
    owed.remove(new CapturedLane(table, lane));
  }

  /** Marks of all lanes are sent. */
  public void allSent() {
    owed.clear();
  }

  public Set<CapturedLane> owed() {
    return owed;
  }
}
