package org.anabranch.benchmarks.flow;

/** One of those that are compared. */
record Variant(String name, Measurement measurement) {

  /** Measures once, in a fresh JVM; leaves nothing running. */
  @FunctionalInterface
  interface Measurement {
    Sample take() throws Exception;
  }
}
