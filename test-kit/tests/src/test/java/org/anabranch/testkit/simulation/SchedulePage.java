package org.anabranch.testkit.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The page of the shortest schedules that break what a rule keeps: docs/schedules.md. */
final class SchedulePage {

  private static final String INTRODUCTION =
      """
      # What breaks without each rule

      The shortest schedules that were found for the variants in [CONVERGENCE](CONVERGENCE.md#how-it-is-tested): each rule left out,
      and what happened. Regions are a, b, c; `(origin, stamp)` is written `a@1000000.1`. Steps that are not shown take nothing from
      the story: statements that did what they were begun for, lanes that were looked at and had nothing to forget, marks, and
      the reading of watermarks. From *rest* on nothing new begins: what is under way comes to its end.
      Written by `mvn -o -pl test-kit/tests test -Dtest=MutationTest -Dsimulation.schedules=../../docs/schedules.md`.
      """;

  private static final List<Pattern> LEFT_OUT =
      List.of(
          Pattern.compile("merge\\d+ +(begins|waits for|has lost the race)"),
          Pattern.compile("forgetter +(begins|dies|forgets 0)"),
          Pattern.compile("takes \\[(MARK of \\w+ lane \\d+(, )?)*\\]$"),
          Pattern.compile("sends MARK|reads the watermark|has done it|is seen$|commits \\[\\]$"),
          Pattern.compile("merge\\d+ +commits \\[(\\w+'s \\w+/\\d+ to [\\d.]+(, )?)*\\]$"));

  private final Path file;
  private final Map<Integer, String> sections = new TreeMap<>();

  SchedulePage(Path file) {
    this.file = file;
  }

  /** Adds a section and writes the page anew. */
  synchronized void add(int number, String rule, Failure failure, Variant variant) {
    StringBuilder section = new StringBuilder("\n## ").append(rule).append("\n\n");
    section.append("*").append(Divergence.property(failure.broken())).append("*\n\n```text\n");
    failure
        .report(variant)
        .lines()
        .skip(2)
        .filter(line -> LEFT_OUT.stream().noneMatch(noise -> noise.matcher(line).find()))
        .filter(line -> !line.startsWith("Its decisions"))
        .map(line -> line.replaceFirst("^org.anabranch\\S*Divergence: ", "=> "))
        .map(SchedulePage::shortened)
        .forEach(line -> section.append(line).append('\n'));
    sections.put(number, section.append("```\n").toString());
    try {
      Files.writeString(file, INTRODUCTION + String.join("", sections.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shortened(String line) {
    String settings =
        line.replaceFirst("Settings\\[", "").replaceFirst(", sessions.*traits=", ", traits=");
    return settings.length() > 220 ? settings.substring(0, 217) + "…" : settings;
  }
}
