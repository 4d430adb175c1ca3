package org.anabranch.sink.store;

import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;

/** The name of a version row. Its order is the order in which version rows are locked. */
public record VersionKey(TableName table, KeyHash hash) implements Comparable<VersionKey> {

  /**
   * The name of the version row of a whole lane, which remembers truncates. It comes before those
   * of keys; that a key hashes to 96 zero bits is not to be expected.
   */
  public static VersionKey ofLane(TableName table, Lane lane) {
    return new VersionKey(table, new KeyHash(0, lane.number()));
  }

  @Override
  public int compareTo(VersionKey other) {
    int byTable = table.compareTo(other.table);
    return byTable != 0 ? byTable : hash.compareTo(other.hash);
  }
}
