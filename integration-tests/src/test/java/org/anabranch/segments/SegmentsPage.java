package org.anabranch.segments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.PluginDirectories;

/** The options that docs/segments.md adds to connectors. */
final class SegmentsPage {

  private static final String FENCE = "```json\n";

  private SegmentsPage() {}

  /** The connector with what the page adds to what writes. */
  static ConnectorConfig writing(ConnectorConfig connector) {
    return with(connector, block(1));
  }

  /** The connector with what the page adds to what reads. */
  static ConnectorConfig reading(ConnectorConfig connector) {
    return with(connector, block(2));
  }

  private static ConnectorConfig with(ConnectorConfig connector, JsonNode options) {
    Map<String, String> settings = new HashMap<>(connector.settings());
    options
        .properties()
        .forEach(option -> settings.put(option.getKey(), option.getValue().asText()));
    return new ConnectorConfig(connector.name(), settings);
  }

  private static JsonNode block(int number) {
    try {
      String text = Files.readString(PluginDirectories.projectRoot().resolve("docs/segments.md"));
      return new ObjectMapper().readTree(text.split(FENCE, -1)[number].split("\n```", 2)[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
