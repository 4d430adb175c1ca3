package org.anabranch.benchmarks.flow;

import java.util.List;

/** A benchmark that is prepared: what all variants need is there. */
interface Benchmark extends AutoCloseable {

  /** What are compared; measured one after the other, round by round. */
  List<Variant> variants();

  /** The ratios that are asked for; the last one is the headline. */
  List<Comparison> comparisons();

  /** How each variant is set, in lines for people. */
  List<String> settings();

  @Override
  default void close() {}
}
