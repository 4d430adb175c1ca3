package org.anabranch.sink.store;

import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;

/** The name of a version row. Its order is the order in which version rows are locked. */
public record VersionKey(TableName table, KeyHash hash) implements Comparable<VersionKey> {

  @Override
  public int compareTo(VersionKey other) {
    int byTable = table.compareTo(other.table);
    return byTable != 0 ? byTable : hash.compareTo(other.hash);
  }
}
