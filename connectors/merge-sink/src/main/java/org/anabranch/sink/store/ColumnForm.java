package org.anabranch.sink.store;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a column's values come in events of other systems, as far as a key can be named by them: the
 * same value must have the same canonical bytes as in a member's change.
 */
public enum ColumnForm {
  INTEGER,
  TEXT,
  BOOLEAN,
  /** A text in lower case: a member tells it so. */
  UUID,
  /** No part of a key in such an event. */
  OTHER;

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Whether a value is one of a column of this form, written as members write it. */
  public boolean fits(@Nullable Object value) {
    return switch (this) {
      case INTEGER ->
          value instanceof Long
              || value instanceof Integer
              || value instanceof Short
              || value instanceof Byte;
      case TEXT -> value instanceof String;
      case BOOLEAN -> value instanceof Boolean;
      case UUID -> value instanceof String text && UUID_TEXT.matcher(text).matches();
      case OTHER -> false;
    };
  }

  /** For the middle of a sentence. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
