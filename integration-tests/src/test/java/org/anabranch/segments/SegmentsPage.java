package org.anabranch.segments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** The mirror with what the page adds to one that judges rows, by a policy without titles. */
  static ConnectorConfig judging(ConnectorConfig mirror, Path policy) throws IOException {
    Files.writeString(
        policy,
        """
        version: 1
        regions: {aws-us-east-1: {}, gcp-europe-west1: {}}
        rules:
          - {name: titles, then: {remove: [title]}}
        otherwise: deliver
        """);
    return with(mirror, block(3))
        .with("topics", "aws-us-east-1\\.assistant\\..*")
        .with("transforms.filter.policy.file", policy.toString());
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
