package org.anabranch.transforms.filter;

import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An image as it goes.
 *
 * @param schema null where rows have none
 * @param dropped columns that the row has and that the image has not
 * @param altered columns whose value in the image is not the row's
 */
record AlteredImage(Object row, @Nullable Schema schema, Set<String> dropped, Set<String> altered) {

  /** Without the row. */
  @Override
  public String toString() {
    return "without " + dropped + ", altered " + altered;
  }
}
