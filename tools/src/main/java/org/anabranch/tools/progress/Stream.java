package org.anabranch.tools.progress;

import org.anabranch.model.change.TableName;

/** One lane of a table: what of an origin travels in order. */
public record Stream(TableName table, int lane) implements Comparable<Stream> {

  @Override
  public int compareTo(Stream other) {
    int byTable = table.compareTo(other.table);
    return byTable != 0 ? byTable : Integer.compare(lane, other.lane);
  }

  @Override
  public String toString() {
    return table + " lane " + lane;
  }
}
