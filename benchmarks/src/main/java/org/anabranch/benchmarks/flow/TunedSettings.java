package org.anabranch.benchmarks.flow;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.PluginDirectories;

/** The files of connect-configs/tuned, so that what is measured is what is recommended. */
final class TunedSettings {

  private static final Path FILES =
      PluginDirectories.projectRoot().resolve("connect-configs/tuned");

  private TunedSettings() {}

  /** Of our capture, to be completed by a database and a place among the members. */
  static Map<String, String> capture() {
    return of("capture", option -> true);
  }

  /** How a log is read and how records are sent, which is nothing of ours alone. */
  static Map<String, String> log() {
    return of(
        "capture", option -> !option.startsWith("context.") && !option.equals("connector.class"));
  }

  /** Of our sink, to be completed in the same way. */
  static Map<String, String> sink() {
    Map<String, String> settings = of("sink", option -> true);
    settings.remove("topics.regex");
    return settings;
  }

  /** How records are fetched, which is nothing of ours alone. */
  static Map<String, String> consumer() {
    return of(
        "sink", option -> option.startsWith("consumer.override.") || option.equals("tasks.max"));
  }

  /** Converters are the benchmark's choice. */
  private static Map<String, String> of(String role, Predicate<String> wanted) {
    Map<String, String> settings = new LinkedHashMap<>();
    ConnectorConfig.read(FILES.resolve("aws-us-east-1-" + role + ".json"), Map.of())
        .settings()
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(option -> wanted.test(option.getKey()) && !option.getKey().contains("converter"))
        .forEach(option -> settings.put(option.getKey(), option.getValue()));
    return settings;
  }
}
