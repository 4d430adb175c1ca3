package org.anabranch.records.path;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a {@link FieldPath}. */
sealed interface PathStep {

  /** Whether it leads into a struct's or map's field of this name. */
  default boolean leadsInto(@Nullable Object field) {
    return this instanceof AnyField || (this instanceof Name name && name.name().equals(field));
  }

  /** Whether both may lead into one field or element. */
  default boolean meets(PathStep other) {
    if (this instanceof EachElement || other instanceof EachElement) {
      return equals(other);
    }
    return !(this instanceof Name && other instanceof Name) || equals(other);
  }

  /** What it adds to the text of a path, a field's name quoted where it must be. */
  default String behind(String path) {
    String text =
        this instanceof Name name ? textOf(name.name()) : this instanceof AnyField ? "*" : "[*]";
    return path.isEmpty() || this instanceof EachElement ? path + text : path + "." + text;
  }

  private static String textOf(String name) {
    boolean plain =
        !name.isEmpty() && name.chars().noneMatch(c -> PathParser.ENDS_NAME.indexOf(c) >= 0);
    return plain ? name : "'" + name.replace("'", "''") + "'";
  }

  /** The text of a path of such steps. */
  static String textOf(List<PathStep> steps) {
    String text = "";
    for (PathStep step : steps) {
      text = step.behind(text);
    }
    return text;
  }

  /** Into the field of this name. */
  record Name(String name) implements PathStep {}

  /** Into every field, {@code *}. */
  record AnyField() implements PathStep {}

  /** Into every element of a list, {@code [*]}. */
  record EachElement() implements PathStep {}
}
