package org.anabranch.records.path;

/** One step of a {@link FieldPath}. */
sealed interface PathStep {

  /** Into the field of this name. */
  record Name(String name) implements PathStep {}

  /** Into every field, {@code *}. */
  record AnyField() implements PathStep {}

  /** Into every element of a list, {@code [*]}. */
  record EachElement() implements PathStep {}
}
