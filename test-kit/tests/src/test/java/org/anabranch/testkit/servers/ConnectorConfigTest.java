package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConnectorConfigTest {
  private final Path directory;

  ConnectorConfigTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void reads_the_nested_and_the_flat_form() throws IOException {
    Path nested = file("{\"name\": \"a\", \"config\": {\"tasks.max\": 2, \"topics\": \"t\"}}");
    assertThat(ConnectorConfig.read(nested, Map.of()))
        .isEqualTo(new ConnectorConfig("a", Map.of("tasks.max", "2", "topics", "t")));

    Path flat = file("{\"name\": \"a\", \"tasks.max\": \"2\"}");
    assertThat(ConnectorConfig.read(flat, Map.of()))
        .isEqualTo(new ConnectorConfig("a", Map.of("name", "a", "tasks.max", "2")));
  }

  @Test
  void fills_in_placeholders_as_text_and_leaves_config_providers_to_the_worker()
      throws IOException {
    Path json =
        file(
            "{\"name\": \"${origin}-sink\", \"config\": {\"password\": \"${env:PASSWORD}\", \"url\": \"x${port}$y\"}}");

    ConnectorConfig config =
        ConnectorConfig.read(json, Map.of("origin", "east", "port", "1\"$1\\"));

    assertThat(config)
        .isEqualTo(
            new ConnectorConfig(
                "east-sink", Map.of("password", "${env:PASSWORD}", "url", "x1\"$1\\$y")));
  }

  @Test
  void refuses_a_placeholder_without_a_value() throws IOException {
    Path json = file("{\"name\": \"a\", \"config\": {\"url\": \"${prot}\"}}");

    assertThatThrownBy(() -> ConnectorConfig.read(json, Map.of("port", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("${prot}")
        .hasMessageContaining("[port]");
  }

  private Path file(String json) throws IOException {
    return Files.writeString(directory.resolve("connector.json"), json);
  }
}
