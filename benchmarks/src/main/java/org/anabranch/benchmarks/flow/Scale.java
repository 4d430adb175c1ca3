package org.anabranch.benchmarks.flow;

/**
 * How much is measured.
 *
 * @param rows how many are measured
 * @param warmUpRows how many go before them in each fresh JVM: a worker runs for weeks, and before
 *     half a million rows the compiler takes a large part of two processors
 * @param updates how many single-row updates are timed
 * @param keys how many keys are merged already, at most
 */
record Scale(String name, int rounds, int rows, int warmUpRows, int updates, int keys) {

  static final Scale FULL = new Scale("full", 5, 200_000, 600_000, 1_000, 10_000_000);
  static final Scale QUICK = new Scale("quick", 2, 20_000, 5_000, 100, 200_000);
  static final Scale SMOKE = new Scale("smoke", 1, 2_000, 500, 20, 20_000);

  Scale withRounds(int other) {
    return new Scale(name, other, rows, warmUpRows, updates, keys);
  }

  /** How many records a sink gets at once: few enough for several transactions. */
  String pollRecords() {
    return String.valueOf(batchRows());
  }

  int batchRows() {
    return Math.min(Peers.BATCH_ROWS, rows / 10);
  }

  int allRows() {
    return warmUpRows + rows;
  }
}
