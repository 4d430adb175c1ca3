package org.anabranch.benchmarks.flow;

/**
 * Of two variants' medians, the first divided by the second.
 *
 * @param name what the ratio is called
 * @param figure which is compared
 * @param atLeast whether the target is a lower bound; an upper one otherwise
 */
record Comparison(
    String name, String ours, String peer, String figure, boolean atLeast, double target) {

  static Comparison atLeast(double target, String name, String ours, String peer, String figure) {
    return new Comparison(name, ours, peer, figure, true, target);
  }

  static Comparison atMost(double target, String name, String ours, String peer, String figure) {
    return new Comparison(name, ours, peer, figure, false, target);
  }

  double ratio(Results results) {
    return results.series(ours, figure).median() / results.series(peer, figure).median();
  }

  boolean met(double ratio) {
    return atLeast ? ratio >= target : ratio <= target;
  }
}
