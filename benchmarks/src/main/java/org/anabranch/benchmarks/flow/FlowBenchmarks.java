package org.anabranch.benchmarks.flow;

import com.google.common.base.Throwables;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Runs benchmarks of whole flows, one after the other; {@link Arguments#USAGE} says how. */
public final class FlowBenchmarks {

  private FlowBenchmarks() {}

  /** Runs what is asked for; exit status 2 where that is not understood, 1 where it failed. */
  public static void main(String[] given) {
    int status = 1;
    try {
      status = run(System.out, given);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      status = 2;
    } catch (Exception | AssertionError e) {
      System.err.println("The benchmark failed: " + Throwables.getStackTraceAsString(e));
    }
    // Servers in this JVM may have left threads that would keep it alive after a failure.
    System.exit(status);
  }

  static int run(PrintStream out, String... given) throws Exception {
    if (given.length == 1 && given[0].equals("--list")) {
      Catalogue.ENTRIES.forEach((name, entry) -> out.printf("%-22s %s%n", name, entry.about()));
      return 0;
    }
    Arguments arguments = Arguments.of(given);
    if (arguments.recordings() != null) {
      Files.createDirectories(arguments.recordings());
    }
    try (Servers servers = new Servers(arguments.recordings())) {
      Report report = new Report(Machine.here(servers.target().version()), arguments.scale(), out);
      for (String name : arguments.benchmarks()) {
        measure(name, servers, arguments.scale(), report, out);
        for (Path file : arguments.reports()) {
          report.write(file);
        }
      }
    }
    return 0;
  }

  private static void measure(
      String name, Servers servers, Scale scale, Report report, PrintStream out) throws Exception {
    out.println(name + ": preparing");
    Catalogue.Entry entry = Objects.requireNonNull(Catalogue.ENTRIES.get(name));
    try (Benchmark benchmark = entry.preparation().prepare(servers, scale)) {
      Results results = new Rounds(scale.rounds(), out).run(name, benchmark.variants());
      report.add(name, benchmark, results);
    }
  }
}
