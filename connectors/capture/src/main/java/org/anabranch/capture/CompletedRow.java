package org.anabranch.capture;

import org.anabranch.model.change.ColumnMarks;
import org.jspecify.annotations.Nullable;

/**
 * A record's value with its unchanged columns dealt with, and what was done to them.
 *
 * @param gone whether the row did not exist any more when the columns were to be read again
 */
public record CompletedRow(@Nullable Object value, ColumnMarks columns, boolean gone) {

  /** A record to which nothing had to be done. */
  public static CompletedRow asItCame(@Nullable Object value) {
    return new CompletedRow(value, ColumnMarks.NONE, false);
  }
}
