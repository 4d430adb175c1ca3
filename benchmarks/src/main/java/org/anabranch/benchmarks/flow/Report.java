package org.anabranch.benchmarks.flow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured where: for people as it is found, for others as JSON or a Markdown page. */
final class Report {

  private final Machine machine;
  private final Scale scale;
  private final PrintStream out;
  private final Map<String, Object> benchmarks = new LinkedHashMap<>();
  private final StringBuilder page = new StringBuilder();

  Report(Machine machine, Scale scale, PrintStream out) {
    this.machine = machine;
    this.scale = scale;
    this.out = out;
    machine.facts().forEach((fact, value) -> tell("%s: %s".formatted(fact, value)));
    tell("all Postgres servers: " + Servers.POSTGRES.parameters());
    tell("scale: " + scale + (scale.equals(Scale.FULL) ? "" : " (not the full one: indicative)"));
  }

  /** A figure in as many digits as mean something. */
  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }

  private void tell(String fact) {
    out.println(fact);
    page.append("- ").append(fact).append('\n');
  }

  void add(String name, Benchmark benchmark, Results results) {
    page.append("\n## ").append(name).append('\n');
    benchmark.settings().forEach(this::tell);
    page.append(
        "\n| variant | figure | median | least | most | spread |\n|---|---|---|---|---|---|\n");
    Map<String, Object> variants = new LinkedHashMap<>();
    for (String variant : results.variants()) {
      Map<String, Object> figures = new LinkedHashMap<>();
      for (String figure : results.figures(variant)) {
        Series series = results.series(variant, figure);
        figures.put(figure, Map.of("median", series.median(), "rounds", series.values()));
        row(variant, figure, series);
      }
      variants.put(variant, figures);
    }
    Map<String, Object> ratios = new LinkedHashMap<>();
    page.append('\n');
    for (Comparison comparison : benchmark.comparisons()) {
      ratios.put(comparison.name(), ratio(comparison, results));
    }
    benchmarks.put(name, Map.of("variants", variants, "ratios", ratios));
    out.flush();
  }

  private void row(String variant, String figure, Series series) {
    List<String> cells = new ArrayList<>(List.of(variant, figure));
    cells.add(number(series.median()));
    cells.add(number(series.min()));
    cells.add(number(series.max()));
    cells.add(String.format(Locale.ROOT, "%.0f %%", 100 * series.spread()));
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    out.printf(Locale.ROOT, "  %-24s %-12s median %12s   %s to %s (%s)%n", cells.toArray());
  }

  private Map<String, Object> ratio(Comparison comparison, Results results) {
    double ratio = comparison.ratio(results);
    String line =
        String.format(Locale.ROOT, "ratio %s = %.2f (ours / peer)", comparison.name(), ratio);
    String target =
        String.format(
            Locale.ROOT,
            "target: %s %s, %s",
            comparison.atLeast() ? "at least" : "at most",
            comparison.target(),
            comparison.met(ratio) ? "met" : "missed");
    out.println("  " + comparison.ours() + " / " + comparison.peer() + ", " + target);
    out.println(line);
    page.append("- ").append(line).append(", ").append(target).append('\n');
    return Map.of("ratio", ratio, "target", comparison.target(), "met", comparison.met(ratio));
  }

  /** Writes a Markdown page where the name ends so, JSON otherwise. */
  void write(Path file) throws IOException {
    if (file.toString().endsWith(".md")) {
      Files.writeString(file, "# Benchmarks\n\n" + page);
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine.facts());
    all.put("postgres", Servers.POSTGRES.parameters());
    all.put("scale", Map.of("name", scale.name(), "rounds", scale.rounds(), "rows", scale.rows()));
    all.put("benchmarks", benchmarks);
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
  }
}
