package org.anabranch.benchmarks.flow;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measures the variants of a benchmark in turns, every other round in the opposite order. */
record Rounds(int count, PrintStream progress) {

  Results run(String benchmark, List<Variant> variants) throws Exception {
    Results results = new Results();
    for (int round = 1; round <= count; round++) {
      List<Variant> order = new ArrayList<>(variants);
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Variant variant : order) {
        long start = System.nanoTime();
        Sample sample = variant.measurement().take();
        results.add(variant.name(), sample);
        say(benchmark, round, variant.name(), sample, (System.nanoTime() - start) / 1e9);
      }
    }
    return results;
  }

  private void say(String benchmark, int round, String variant, Sample sample, double seconds) {
    StringBuilder figures = new StringBuilder();
    sample
        .figures()
        .forEach(
            (figure, value) ->
                figures.append(
                    String.format(Locale.ROOT, "  %s %s", Report.number(value), figure)));
    progress.printf(
        Locale.ROOT,
        "%s: round %d of %d, %s:%s  (took %.0f s)%n",
        benchmark,
        round,
        count,
        variant,
        figures,
        seconds);
    progress.flush();
  }
}
