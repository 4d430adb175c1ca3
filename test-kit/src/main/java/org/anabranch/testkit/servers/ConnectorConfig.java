package org.anabranch.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connector's name and settings, as an admin deploys them. */
public record ConnectorConfig(String name, Map<String, String> settings) {
  // A colon marks Connect's own config providers, such as ${env:NAME}; those are left to the
  // worker.
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]+)}");

  public ConnectorConfig {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads a JSON file, either {@code {"name": …, "config": {…}}} or the flat settings with {@code
   * name} among them, and fills in {@code ${placeholders}}. One without a value is an error.
   */
  public static ConnectorConfig read(Path file, Map<String, String> values) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Not readable as JSON: " + file, e);
    }
    JsonNode name = json.path("name");
    if (!name.isTextual()) {
      throw new IllegalArgumentException(file + " has no \"name\"");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (var option :
        json.path("config").isObject() ? json.get("config").properties() : json.properties()) {
      settings.put(option.getKey(), filled(option.getValue().asText(), values, file));
    }
    return new ConnectorConfig(filled(name.asText(), values, file), settings);
  }

  /** The same with one option set or replaced. */
  public ConnectorConfig with(String option, String value) {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    changed.put(option, value);
    return new ConnectorConfig(name, changed);
  }

  private static String filled(String text, Map<String, String> values, Path file) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> {
              String value = values.get(found.group(1));
              if (value == null) {
                throw new IllegalArgumentException(
                    "%s: no value for ${%s}; known are %s"
                        .formatted(file, found.group(1), values.keySet()));
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
