package org.anabranch.sink.store;

import java.util.Comparator;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;

/**
 * A column whose values arrive removed, masked or encrypted in the changes of an origin, so that a
 * row here may hold something else than the true value.
 */
public record AlteredColumn(Origin origin, TableName table, String column)
    implements Comparable<AlteredColumn> {

  private static final Comparator<AlteredColumn> ORDER =
      Comparator.comparing(AlteredColumn::origin)
          .thenComparing(AlteredColumn::table)
          .thenComparing(AlteredColumn::column);

  @Override
  public int compareTo(AlteredColumn other) {
    return ORDER.compare(this, other);
  }
}
