package org.anabranch.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link ConvertersBenchmark} and says how ours compares with Confluent's converter. */
final class ConvertersReport {

  private static final double TARGET = 0.5;

  private ConvertersReport() {}

  /** Takes JMH's arguments. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(arguments))
                    .include(ConvertersBenchmark.class.getName())
                    .build())
            .run();
    Map<String, Double> nanos = new HashMap<>();
    for (RunResult result : results) {
      nanos.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
    }
    report(nanos, System.out);
  }

  private static void report(Map<String, Double> nanos, PrintStream out) {
    for (String what : List.of("serialise", "deserialise")) {
      double ours = nanos.getOrDefault(what, Double.NaN);
      String their = "confluent" + Character.toUpperCase(what.charAt(0)) + what.substring(1);
      double theirs = nanos.getOrDefault(their, Double.NaN);
      out.printf(
          Locale.ROOT,
          "%-12s %6.0f ns/record, Confluent's %6.0f ns/record: %.2f x%n",
          what,
          ours,
          theirs,
          ours / theirs);
    }
    out.printf(Locale.ROOT, "target: at most %.1f x%n", TARGET);
  }
}
