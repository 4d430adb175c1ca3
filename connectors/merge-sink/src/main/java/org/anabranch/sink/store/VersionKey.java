package org.anabranch.sink.store;

import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;

/** The name of a version row. Its order is the order in which version rows are locked. */
public record VersionKey(TableName table, int lane, KeyHash hash)
    implements Comparable<VersionKey> {

  /**
   * The name of the version row of a whole lane, which remembers truncates. It comes before those
   * of the lane's keys; that a key hashes to 96 zero bits is not to be expected.
   */
  public static VersionKey ofLane(TableName table, Lane lane) {
    return new VersionKey(table, lane.number(), new KeyHash(0, lane.number()));
  }

  public TableLane tableLane() {
    return new TableLane(table, lane);
  }

  /** The hash of a key is one already. */
  @Override
  public int hashCode() {
    return Long.hashCode(hash.low()) + lane;
  }

  /** Written out: a batch is sorted by it. */
  @Override
  public int compareTo(VersionKey other) {
    int byTable = table.compareTo(other.table);
    if (byTable != 0) {
      return byTable;
    }
    int byLane = Integer.compare(lane, other.lane);
    return byLane != 0 ? byLane : hash.compareTo(other.hash);
  }
}
