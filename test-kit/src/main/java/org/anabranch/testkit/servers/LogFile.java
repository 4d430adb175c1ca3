package org.anabranch.testkit.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a server in another process wrote. */
record LogFile(Path path) {
  private static final int LINES_SHOWN = 30;

  /** The last lines, for the message of a failure. */
  String end() {
    try (Stream<String> lines = Files.lines(path)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LINES_SHOWN), all.size()));
    } catch (IOException e) {
      return "(not readable: " + e + ")";
    }
  }
}
