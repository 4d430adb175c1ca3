package org.anabranch.capture;

import java.util.Comparator;
import org.anabranch.model.change.TableName;

/** One lane of a captured table. */
public record CapturedLane(TableName table, int lane) implements Comparable<CapturedLane> {

  private static final Comparator<CapturedLane> ORDER =
      Comparator.comparing(CapturedLane::table).thenComparingInt(CapturedLane::lane);

  @Override
  public int compareTo(CapturedLane other) {
    return ORDER.compare(this, other);
  }
}
