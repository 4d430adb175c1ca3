package org.anabranch.records.path;

import org.jspecify.annotations.Nullable;

/** Is shown the fields to which paths lead in one row. */
public interface FieldVisitor {

  /**
   * A field, in a struct one that is null too.
   *
   * @param place its concrete path: names as the row has them, elements of lists as {@code [*]}
   */
  void field(FieldSlot slot, String place, @Nullable Object value);

  /**
   * A value into which a path leads, and cannot, as it is no row or no list. Only in rows without a
   * schema.
   *
   * @param path its number, or that of one of them
   */
  void blocked(int path);
}
