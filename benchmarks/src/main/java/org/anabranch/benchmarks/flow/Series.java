package org.anabranch.benchmarks.flow;

import java.util.List;

/** The values that the rounds found for one figure. */
record Series(List<Double> values) {

  Series {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("There was no round");
    }
    values = List.copyOf(values);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return values.stream().mapToDouble(value -> value).min().orElseThrow();
  }

  double max() {
    return values.stream().mapToDouble(value -> value).max().orElseThrow();
  }

  /** How far the rounds lie apart, as a part of the median. */
  double spread() {
    return (max() - min()) / median();
  }
}
