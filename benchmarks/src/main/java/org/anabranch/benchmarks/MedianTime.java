package org.anabranch.benchmarks;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** A simple clock, for what need not be known to the last percent. */
final class MedianTime {

  private static final int WARM_UP = 10;
  private static final int ROUNDS = 15;

  private MedianTime() {}

  /**
   * Microseconds for one of so many items; the median of several rounds over all of them.
   *
   * @param work what is measured; gives something that depends on it, and is not always 0
   */
  static double micros(int items, IntUnaryOperator work) {
    double[] rounds = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int sum = 0;
      for (int i = 0; i < items; i++) {
        sum += work.applyAsInt(i);
      }
      if (sum == 0) {
        // Asked, so that nothing that is measured can be left out.
        throw new IllegalStateException("Nothing was done");
      }
      if (round >= 0) {
        rounds[round] = (System.nanoTime() - start) / 1e3 / items;
      }
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }
}
