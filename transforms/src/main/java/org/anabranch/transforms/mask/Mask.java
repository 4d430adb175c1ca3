package org.anabranch.transforms.mask;

import org.jspecify.annotations.Nullable;

/**
 * What takes a value's place. The type of the field stays as it is, so that tables and schemas
 * downstream need not change. Null is nobody's secret and stays null. Immutable, safe for several
 * threads.
 */
public interface Mask {

  /**
   * Why fields of a type cannot be masked so, in words that say what to do instead; null where they
   * can.
   */
  @Nullable String misfit(FieldType type);

  /**
   * The value's mask; the value itself is not altered.
   *
   * @param type one for which {@link #misfit} has nothing to say
   * @throws IllegalArgumentException where this value has no mask; the message does not tell it
   */
  @Nullable Object of(Object value, FieldType type);
}
