package org.anabranch.tools.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.anabranch.tools.console.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * The options of data keys out of a file: a connector's configuration in JSON, as it is deployed or
 * as Connect's REST interface gives it, or properties.
 */
public final class KeyConfiguration {

  private static final ObjectMapper JSON = new ObjectMapper();

  private KeyConfiguration() {}

  /**
   * Reads them.
   *
   * @param transform the name of the transform in a connector's configuration; null where the
   *     options stand by themselves
   * @throws ToolException where the file has none; tells no value
   */
  public static Map<String, String> read(Path file, @Nullable String transform) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ToolException("--config cannot be read: " + e.getMessage(), e);
    }
    Map<String, String> all = text.stripLeading().startsWith("{") ? json(text) : properties(text);
    String prefix = transform == null ? "" : "transforms." + transform + ".";
    Map<String, String> options = new HashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix + "key.") || name.startsWith(prefix + "kek.")) {
            options.put(name.substring(prefix.length()), resolved(name, value));
          }
        });
    if (options.isEmpty()) {
      throw new ToolException(
          "--config has no option that begins with "
              + prefix
              + "key. Name the transform that encrypts with --transform");
    }
    return options;
  }

  private static String resolved(String name, String value) {
    if (value.startsWith("${")) {
      throw new ToolException(
          "The value of "
              + name
              + " is looked up by a config provider of Connect, which is not asked here. Give a"
              + " file that has the value itself");
    }
    return value;
  }

  private static Map<String, String> json(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (IOException e) {
      // Its message quotes the text, in which there may be passwords.
      throw new ToolException("--config begins like JSON and is none");
    }
    JsonNode config = json.path("config").isObject() ? json.path("config") : json;
    Map<String, String> options = new HashMap<>();
    config.properties().forEach(option -> options.put(option.getKey(), option.getValue().asText()));
    return options;
  }

  private static Map<String, String> properties(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new ToolException("--config is neither JSON nor properties");
    }
    Map<String, String> options = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> options.put(name, properties.getProperty(name)));
    return options;
  }
}
