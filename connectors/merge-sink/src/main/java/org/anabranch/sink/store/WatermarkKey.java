package org.anabranch.sink.store;

import java.util.Comparator;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;

/** One ordered stream into a store: an origin's changes of one table and lane. */
public record WatermarkKey(Origin origin, TableName table, int lane)
    implements Comparable<WatermarkKey> {

  private static final Comparator<WatermarkKey> ORDER =
      Comparator.comparing(WatermarkKey::origin)
          .thenComparing(WatermarkKey::table)
          .thenComparingInt(WatermarkKey::lane);

  @Override
  public int compareTo(WatermarkKey other) {
    return ORDER.compare(this, other);
  }
}
