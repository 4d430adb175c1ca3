package org.anabranch.benchmarks.flow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one measurement found: figures by name, which says the unit. */
record Sample(Map<String, Double> figures) {

  static final String ROWS_PER_SECOND = "rows/s";

  Sample {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  static Sample of(String figure, double value) {
    return new Sample(Map.of(figure, value));
  }

  Sample and(String figure, double value) {
    Map<String, Double> more = new LinkedHashMap<>(figures);
    more.put(figure, value);
    return new Sample(more);
  }
}
