package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.version.Origin;

/**
 * A text that holds several versions, each under a marker with its label. What is printed is read
 * again as the same sections, whatever they hold: markers are longer than whatever a line of a
 * section starts with.
 *
 * <p>Source of the marks: the conflict markers of diff3 and of version control.
 */
record MarkedText(List<Section> sections) {

  private static final int MARKER_MIN = 7;
  private static final Pattern FIRST = Pattern.compile("(<{" + MARKER_MIN + ",}) (.*)");
  private static final Pattern RUN = Pattern.compile("(?m)^(?:<+|=+|>+)");

  /** One version. */
  record Section(String label, String text) {}

  MarkedText {
    sections = List.copyOf(sections);
  }

  /** The sections of a text; none where it is no such text as a whole. */
  static MarkedText read(String text) {
    if (text.isEmpty() || text.charAt(0) != '<') {
      return new MarkedText(List.of());
    }
    List<String> lines = List.of(text.split("\n", -1));
    Matcher first = FIRST.matcher(lines.get(0));
    if (!first.matches() || !isLabel(first.group(2))) {
      return new MarkedText(List.of());
    }
    int length = first.group(1).length();
    int end = lines.size() - 1;
    if (!lines.get(end).equals(">".repeat(length))) {
      return new MarkedText(List.of());
    }
    return new MarkedText(sections(lines.subList(1, end), first.group(2), "=".repeat(length)));
  }

  private static List<Section> sections(List<String> lines, String firstLabel, String marker) {
    List<Section> sections = new ArrayList<>();
    String label = firstLabel;
    List<String> section = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(marker + " ") && isLabel(line.substring(marker.length() + 1))) {
        if (section.isEmpty()) {
          return List.of();
        }
        sections.add(new Section(label, String.join("\n", section)));
        label = line.substring(marker.length() + 1);
        section.clear();
      } else {
        section.add(line);
      }
    }
    if (section.isEmpty() || sections.isEmpty()) {
      return List.of();
    }
    sections.add(new Section(label, String.join("\n", section)));
    return sections;
  }

  private static boolean isLabel(String text) {
    return Origin.NAME.matcher(text).matches();
  }

  /** All sections with their markers; without a line break at the end. */
  String print() {
    int length = MARKER_MIN;
    for (Section section : sections) {
      length = Math.max(length, 1 + longestRun(section.text()));
    }
    StringBuilder text = new StringBuilder();
    char mark = '<';
    for (Section section : sections) {
      text.append(String.valueOf(mark).repeat(length)).append(' ').append(section.label());
      text.append('\n').append(section.text()).append('\n');
      mark = '=';
    }
    return text.append(">".repeat(length)).toString();
  }

  private static int longestRun(String text) {
    int longest = 0;
    Matcher runs = RUN.matcher(text);
    while (runs.find()) {
      longest = Math.max(longest, runs.end() - runs.start());
    }
    return longest;
  }
}
