package org.anabranch.transforms.expiry;

import org.jspecify.annotations.Nullable;

/** A field that is to say when a row expires does not say it. Its message tells no value. */
final class UnreadableFieldException extends RuntimeException {

  private final boolean missing;

  /**
   * Of a field.
   *
   * @param why null where rows have no such field
   */
  UnreadableFieldException(SoughtField field, @Nullable String why) {
    super("The field '" + field + "' " + (why == null ? "is not there" : "cannot be read: " + why));
    this.missing = why == null;
  }

  boolean isMissing() {
    return missing;
  }
}
