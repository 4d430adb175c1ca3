package org.anabranch.sink.store;

import java.util.Comparator;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;

/** The name of a version row. Its order is the order in which version rows are locked. */
public record VersionKey(TableName table, int lane, KeyHash hash)
    implements Comparable<VersionKey> {

  private static final Comparator<VersionKey> ORDER =
      Comparator.comparing(VersionKey::table)
          .thenComparingInt(VersionKey::lane)
          .thenComparing(VersionKey::hash);

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

  @Override
  public int compareTo(VersionKey other) {
    return ORDER.compare(this, other);
  }
}
