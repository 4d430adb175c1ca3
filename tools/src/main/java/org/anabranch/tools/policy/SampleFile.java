package org.anabranch.tools.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.tools.console.ToolException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Samples in a file of JSON lines: docs/residency.md. */
final class SampleFile {

  private SampleFile() {}

  /**
   * All samples; empty lines are passed over.
   *
   * @throws ToolException where the file cannot be read or holds something else; names the line
   */
  static List<Sample> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ToolException("The samples cannot be read: " + e, e);
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        samples.add(sample(i + 1, lines.get(i)));
      }
    }
    return samples;
  }

  private static Sample sample(int number, String line) {
    Object read;
    try {
      // JSON is a part of YAML 1.2, and the policy's reader of that is here already.
      read = new Load(LoadSettings.builder().build()).loadFromString(line);
    } catch (YamlEngineException e) {
      throw new ToolException("Line " + number + " is no JSON", e);
    }
    if (read instanceof Map<?, ?> members) {
      return Sample.of(number, members);
    }
    throw new ToolException("Line " + number + " is no JSON object");
  }
}
