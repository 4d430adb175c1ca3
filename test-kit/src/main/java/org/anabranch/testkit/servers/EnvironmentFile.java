package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Stands in for Kafka's {@code EnvVarConfigProvider} under the name {@code env}: it reads the
 * variables from a file whenever it is asked, because a worker here starts before the ports of the
 * databases are known. So the very connector files that administrators deploy can be deployed here.
 */
public final class EnvironmentFile implements ConfigProvider {

  private Path file = Path.of("");

  /** The worker properties that put this provider to use. */
  public static Map<String, String> workerProperties(Path file) {
    return Map.of(
        "config.providers", "env",
        "config.providers.env.class", EnvironmentFile.class.getName(),
        "config.providers.env.param.file", file.toAbsolutePath().toString());
  }

  public static void write(Path file, Map<String, String> variables) {
    Properties properties = new Properties();
    properties.putAll(variables);
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + file, e);
    }
  }

  @Override
  public void configure(Map<String, ?> settings) {
    file = Path.of(String.valueOf(settings.get("file")));
  }

  @Override
  public ConfigData get(String path) {
    return new ConfigData(variables());
  }

  @Override
  public ConfigData get(String path, Set<String> names) {
    Map<String, String> asked = variables();
    asked.keySet().retainAll(names);
    return new ConfigData(asked);
  }

  private Map<String, String> variables() {
    Properties properties = new Properties();
    try (var in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new ConfigException("The file of variables " + file + " is not readable");
    }
    Map<String, String> variables = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> variables.put(n, properties.getProperty(n)));
    return variables;
  }

  @Override
  public void close() {}
}
