package org.anabranch.benchmarks.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the rounds of one benchmark found. */
final class Results {

  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  void add(String variant, Sample sample) {
    samples.computeIfAbsent(variant, name -> new ArrayList<>()).add(sample);
  }

  Set<String> variants() {
    return samples.keySet();
  }

  Set<String> figures(String variant) {
    return of(variant).get(0).figures().keySet();
  }

  Series series(String variant, String figure) {
    return new Series(of(variant).stream().map(sample -> sample.figures().get(figure)).toList());
  }

  private List<Sample> of(String variant) {
    List<Sample> found = samples.get(variant);
    if (found == null) {
      throw new IllegalArgumentException("No variant is called " + variant);
    }
    return found;
  }
}
