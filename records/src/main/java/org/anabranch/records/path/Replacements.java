package org.anabranch.records.path;

import org.jspecify.annotations.Nullable;

/** What takes the places of a row's fields, in the order in which the row showed them. */
public interface Replacements {

  /** That of the next field. */
  @Nullable Object next();

  /**
   * What the sibling gets of the field that {@link #next} answered last.
   *
   * @param present what it has; null where there is none
   */
  @Nullable Object sibling(@Nullable Object present);
}
