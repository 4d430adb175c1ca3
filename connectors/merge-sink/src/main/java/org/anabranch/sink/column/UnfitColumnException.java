package org.anabranch.sink.column;

/**
 * A merge cannot take what a column holds, such as a counter NaN. The message names the column, its
 * merge and what is wrong, and never the value; for the same reason there is no cause.
 */
public final class UnfitColumnException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfitColumnException(String column, String merge, String why) {
    super(
        "Column %s is merged by %s, which cannot take what it holds: %s. Write another value, or configure another merge in every region"
            .formatted(column, merge, why));
  }
}
