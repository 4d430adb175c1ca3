package org.anabranch.records.path;

import org.jspecify.annotations.Nullable;

/** One step of a {@link FieldPath}. */
sealed interface PathStep {

  /** Whether it leads into a struct's or map's field of this name. */
  default boolean leadsInto(@Nullable Object field) {
    return this instanceof AnyField || (this instanceof Name name && name.name().equals(field));
  }

  /** Into the field of this name. */
  record Name(String name) implements PathStep {}

  /** Into every field, {@code *}. */
  record AnyField() implements PathStep {}

  /** Into every element of a list, {@code [*]}. */
  record EachElement() implements PathStep {}
}
