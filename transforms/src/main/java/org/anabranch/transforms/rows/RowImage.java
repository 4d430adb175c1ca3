package org.anabranch.transforms.rows;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A row as it goes.
 *
 * @param row a struct or a map; null where there is none
 * @param schema of the row, or of the place where there is none; null where rows have none, or
 *     where nothing is said of the place
 */
public record RowImage(@Nullable Object row, @Nullable Schema schema) {

  /** None, in a place of which nothing is said. */
  public static final RowImage NONE = new RowImage(null, null);

  /** Without the row. */
  @Override
  public String toString() {
    return "row image";
  }
}
