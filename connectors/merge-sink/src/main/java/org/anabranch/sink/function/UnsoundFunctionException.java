package org.anabranch.sink.function;

import org.anabranch.merge.function.Law;

/**
 * A merge function had no answer for two versions of a column, or one that another region need not
 * come to. Nothing may be written by it. The message names the function, the column and what it
 * broke, and never a value; for the same reason there is no cause, whose message the function made.
 */
public final class UnsoundFunctionException extends RuntimeException {

  private final String function;
  private final String column;
  private final Law law;

  /**
   * @param function its name in {@code merge.columns}
   * @param column as {@code merge.columns} names it
   * @param where what happened, without values; may be empty
   */
  UnsoundFunctionException(String function, String column, Law law, String where) {
    super(
        "The merge function \"%s\" cannot be used for %s: it is not %s (%s)%s. Check it with MergeLaws, and deploy it mended under another name in every region"
            .formatted(function, column, law, law.words(), where));
    this.function = function;
    this.column = column;
    this.law = law;
  }

  /** The function's name in {@code merge.columns}. */
  public String function() {
    return function;
  }

  /** The column, as {@code merge.columns} names it. */
  public String column() {
    return column;
  }

  /** What was broken. */
  public Law law() {
    return law;
  }
}
