package org.anabranch.sink.store;

import java.util.Comparator;
import org.anabranch.model.change.TableName;

/** One lane of a table: what all origins' streams of the same keys have in common. */
public record TableLane(TableName table, int lane) implements Comparable<TableLane> {

  private static final Comparator<TableLane> ORDER =
      Comparator.comparing(TableLane::table).thenComparingInt(TableLane::lane);

  @Override
  public int compareTo(TableLane other) {
    return ORDER.compare(this, other);
  }
}
