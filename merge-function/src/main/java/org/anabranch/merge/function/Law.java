package org.anabranch.merge.function;

import java.util.Locale;

/** What a {@link MergeFunction} has to keep, so that all regions come to the same value. */
public enum Law {
  /** Its type reads every value of the column, and prints each value that it reads as it was. */
  TYPED("its type reads every value of the column, and prints what it read"),
  /** It answers for any two values, with one that its type prints and reads again. */
  TOTAL("it has an answer for any two values, which its type can print and read again"),
  /** It leaves the values that it is given as they were. */
  LEAVES_VALUES("it does not change the values that it is given"),
  /** The same two values get the same answer, whenever and wherever it is asked. */
  DETERMINISTIC("the same two values get the same answer every time, in any JVM"),
  /** A value merged with itself is that value. */
  IDEMPOTENT("merge(a, a) is a, and to merge a value again changes nothing"),
  /** It does not matter which value comes first. */
  COMMUTATIVE("merge(a, b) is merge(b, a)"),
  /** It does not matter which two of several values are merged first. */
  ASSOCIATIVE("merge(merge(a, b), c) is merge(a, merge(b, c))");

  private final String words;

  Law(String words) {
    this.words = words;
  }

  /** What it demands, for messages. */
  public String words() {
    return words;
  }

  /** As people write it, such as {@code leaves-values}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
