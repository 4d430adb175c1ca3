package org.anabranch.capture;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of positive numbers that is small in memory and as text where they lie close together: runs
 * without a gap, in ascending order. Immutable.
 */
final class NumberRuns {

  static final NumberRuns NONE = new NumberRuns(new long[0]);

  private static final char RUN = '+';
  private static final char LENGTH = '.';

  /** First and last of each run, in turn. */
  private final long[] bounds;

  private NumberRuns(long[] bounds) {
    this.bounds = bounds;
  }

  boolean contains(long number) {
    int at = Arrays.binarySearch(bounds, number);
    // Where it is no bound, an odd number of bounds lies below what is inside a run.
    return at >= 0 || (-at - 1) % 2 == 1;
  }

  /** This with all numbers from one to another; itself where the first is above the last. */
  NumberRuns with(long first, long last) {
    if (first > last) {
      return this;
    }
    int to = bounds.length;
    while (to > 0 && bounds[to - 2] > last + 1) {
      to -= 2;
    }
    int from = to;
    while (from > 0 && bounds[from - 1] >= first - 1) {
      from -= 2;
    }
    long[] more = new long[bounds.length - (to - from) + 2];
    System.arraycopy(bounds, 0, more, 0, from);
    more[from] = from < to ? Math.min(first, bounds[from]) : first;
    more[from + 1] = from < to ? Math.max(last, bounds[to - 1]) : last;
    System.arraycopy(bounds, to, more, from + 2, bounds.length - to);
    return new NumberRuns(more);
  }

  /** This without the numbers below one. */
  NumberRuns notBelow(long least) {
    int from = 0;
    while (from < bounds.length && bounds[from + 1] < least) {
      from += 2;
    }
    if (from == bounds.length) {
      return NONE;
    } else if (from == 0 && bounds[0] >= least) {
      return this;
    }
    long[] left = Arrays.copyOfRange(bounds, from, bounds.length);
    left[0] = Math.max(left[0], least);
    return new NumberRuns(left);
  }

  /** For each run how far it begins behind the one before, and how many numbers it has. */
  String text() {
    StringBuilder out = new StringBuilder();
    long end = 0;
    for (int run = 0; run < bounds.length; run += 2) {
      out.append(run == 0 ? "" : RUN)
          .append(bounds[run] - end)
          .append(LENGTH)
          .append(bounds[run + 1] - bounds[run] + 1);
      end = bounds[run + 1];
    }
    return out.toString();
  }

  /**
   * Reads what {@link #text()} wrote.
   *
   * @throws IllegalArgumentException where it is something else
   */
  static NumberRuns parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    String[] runs = text.split("\\+", -1);
    long[] bounds = new long[2 * runs.length];
    long end = 0;
    for (int run = 0; run < runs.length; run++) {
      int length = runs[run].indexOf(LENGTH);
      if (length < 0) {
        throw new IllegalArgumentException("A run of numbers has no length");
      }
      bounds[2 * run] = end + Long.parseLong(runs[run].substring(0, length));
      end = bounds[2 * run] + Long.parseLong(runs[run].substring(length + 1)) - 1;
      bounds[2 * run + 1] = end;
    }
    return new NumberRuns(bounds);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NumberRuns runs && Arrays.equals(bounds, runs.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    return text();
  }
}
