package org.anabranch.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.anabranch.model.change.TableName;

/** The lanes of a capture, and when the marks that they are owed are sent. Not thread-safe. */
final class LaneMarks {

  private final Set<TableName> tables;
  private final int lanes;
  private final long intervalMillis;
  private final LongSupplier nowMillis;
  private final OwedMarks owed = new OwedMarks();
  private long sentAtMillis;

  /**
   * @param tables that are captured now
   * @param nowMillis a clock that never goes back
   */
  LaneMarks(Collection<TableName> tables, int lanes, long intervalMillis, LongSupplier nowMillis) {
    this.tables = new TreeSet<>(tables);
    this.lanes = lanes;
    this.intervalMillis = intervalMillis;
    this.nowMillis = nowMillis;
    this.sentAtMillis = nowMillis.getAsLong() - intervalMillis;
  }

  void oweAll() {
    owed.oweAll(tables, lanes);
  }

  /** Tables that are captured by now; those that were not known are told of in every lane. */
  void meet(Set<TableName> captured) {
    if (!tables.containsAll(captured)) {
      Set<TableName> added = new TreeSet<>(captured);
      added.removeAll(tables);
      tables.addAll(added);
      owed.oweAll(added, lanes);
    }
  }

  void watermark(LogEvent.Watermark mark) {
    if (mark.lane() < lanes) {
      owed.watermark(mark.origin(), mark.table(), mark.lane(), mark.stamp());
    }
  }

  void completed() {
    owed.completed();
  }

  void sent(LocalChange change) {
    owed.sent(change.row().table(), change.lane());
  }

  void allSent() {
    owed.allSent();
  }

  /** Whether marks are owed and the last ones are long enough ago. */
  boolean due() {
    return !owed.owed().isEmpty() && nowMillis.getAsLong() - sentAtMillis >= intervalMillis;
  }

  /** The lanes that are owed a mark; they get it now. */
  List<CapturedLane> take() {
    List<CapturedLane> taken = List.copyOf(owed.owed());
    owed.allSent();
    sentAtMillis = nowMillis.getAsLong();
    return taken;
  }

  /** Every lane of every captured table. */
  List<CapturedLane> all() {
    List<CapturedLane> all = new ArrayList<>(tables.size() * lanes);
    for (TableName table : tables) {
      for (int lane = 0; lane < lanes; lane++) {
        all.add(new CapturedLane(table, lane));
      }
    }
    return all;
  }
}
