package org.anabranch.tools.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.anabranch.tools.console.ToolException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads from Kafka. */
public final class KafkaOptions {

  @Option(
      names = "--bootstrap-server",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster.")
  private String bootstrapServer = "";

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka's client, such as security.protocol.")
  private @Nullable Path commandConfig;

  @Option(
      names = "--timeout-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long the cluster may say nothing (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  /**
   * A reader of what they say.
   *
   * @throws ToolException where the client's properties cannot be read
   */
  public TopicReader open() {
    Map<String, Object> settings = new HashMap<>();
    if (commandConfig != null) {
      Properties properties = new Properties();
      try (Reader in = Files.newBufferedReader(commandConfig, StandardCharsets.UTF_8)) {
        properties.load(in);
      } catch (IOException e) {
        throw new ToolException("--command-config cannot be read: " + e.getMessage(), e);
      }
      properties.stringPropertyNames().forEach(name -> settings.put(name, properties.get(name)));
    }
    settings.put("bootstrap.servers", bootstrapServer);
    return TopicReader.open(settings, Duration.ofSeconds(timeoutSeconds));
  }
}
