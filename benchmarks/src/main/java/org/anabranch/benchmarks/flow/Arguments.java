package org.anabranch.benchmarks.flow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param reports files, JSON or, where the name ends so, Markdown
 * @param recordings where flight recordings of the measured JVMs go
 */
record Arguments(
    List<String> benchmarks, Scale scale, List<Path> reports, @Nullable Path recordings) {

  static final String USAGE =
      "usage: benchmarks/run NAME… [--quick | --smoke] [--rounds N] [--json FILE] [--markdown FILE]"
          + " [--recordings DIRECTORY]";

  Arguments {
    benchmarks = List.copyOf(benchmarks);
    reports = List.copyOf(reports);
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Arguments of(String... given) {
    List<String> names = new ArrayList<>();
    List<Path> reports = new ArrayList<>();
    Scale scale = Scale.FULL;
    int rounds = 0;
    Path recordings = null;
    Iterator<String> left = List.of(given).iterator();
    while (left.hasNext()) {
      String argument = left.next();
      switch (argument) {
        case "--quick" -> scale = Scale.QUICK;
        case "--smoke" -> scale = Scale.SMOKE;
        case "--rounds" -> rounds = Integer.parseInt(after(argument, left));
        case "--json", "--markdown" -> reports.add(Path.of(after(argument, left)));
        case "--recordings" -> recordings = Path.of(after(argument, left));
        default -> names.addAll(named(argument));
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(USAGE);
    }
    return new Arguments(
        names, rounds == 0 ? scale : scale.withRounds(rounds), reports, recordings);
  }

  private static String after(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value. " + USAGE);
    }
    return left.next();
  }

  /** A name or the beginning of several. */
  private static List<String> named(String name) {
    List<String> found =
        Catalogue.ENTRIES.keySet().stream()
            .filter(each -> name.equals("all") || each.equals(name) || each.startsWith(name + "-"))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "No benchmark is called " + name + ". benchmarks/run --list shows them");
    }
    return found;
  }
}
