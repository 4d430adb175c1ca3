package org.anabranch.records.path;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What takes a value's place; must not alter the value that it is given. */
@FunctionalInterface
public interface ValueChange {

  /**
   * What takes its place.
   *
   * @param schema the value's own; null where the record has none
   */
  @Nullable Object of(@Nullable Object value, @Nullable Schema schema);
}
