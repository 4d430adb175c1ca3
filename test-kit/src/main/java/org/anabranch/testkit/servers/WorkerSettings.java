package org.anabranch.testkit.servers;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a Connect worker is started. Workers with the same brokers and group form one cluster.
 *
 * @param pluginPath directories that hold plugin directories, see {@link PluginDirectories}
 * @param extra worker properties that complete or replace those of {@link #properties()}
 */
public record WorkerSettings(
    String bootstrapServers, String group, List<Path> pluginPath, Map<String, String> extra) {
  public WorkerSettings {
    pluginPath = List.copyOf(pluginPath);
    extra = Map.copyOf(extra);
  }

  public static WorkerSettings of(KafkaBroker broker, String group, List<Path> pluginPath) {
    return new WorkerSettings(broker.bootstrapServers(), group, pluginPath, Map.of());
  }

  /** The same with one worker property set or replaced. */
  public WorkerSettings with(String property, String value) {
    Map<String, String> changed = new HashMap<>(extra);
    changed.put(property, value);
    return new WorkerSettings(bootstrapServers, group, pluginPath, changed);
  }

  /** The worker properties, complete. */
  public Map<String, String> properties() {
    Map<String, String> all = new HashMap<>();
    all.put("bootstrap.servers", bootstrapServers);
    all.put("group.id", group);
    for (String store : List.of("config", "offset", "status")) {
      all.put(store + ".storage.topic", group + "-" + store);
      all.put(store + ".storage.replication.factor", "1");
    }
    all.put("offset.storage.partitions", "1");
    all.put("status.storage.partitions", "1");
    all.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    all.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    all.put("listeners", "http://127.0.0.1:0");
    all.put("plugin.discovery", "service_load");
    if (!pluginPath.isEmpty()) {
      all.put(
          "plugin.path",
          pluginPath.stream()
              .map(path -> path.toAbsolutePath().toString())
              .collect(Collectors.joining(",")));
    }
    all.put("offset.flush.interval.ms", "500");
    all.put("connector.client.config.override.policy", "All");
    all.putAll(soonAfterAKill());
    all.putAll(soonClosed());
    all.putAll(extra);
    return all;
  }

  /**
   * The defaults let a cluster wait minutes before it gives the work of a killed worker to others.
   */
  private static Map<String, String> soonAfterAKill() {
    return Map.of(
        "scheduled.rebalance.max.delay.ms", "0",
        "session.timeout.ms", "6000",
        "heartbeat.interval.ms", "1000",
        "consumer.session.timeout.ms", "6000",
        "consumer.heartbeat.interval.ms", "1000");
  }

  /**
   * A consumer that is closed waits until its fetch under way is answered, which without records is
   * 500 ms by default: so long for each sink that stops, and three times for a worker that stops.
   */
  private static Map<String, String> soonClosed() {
    return Map.of("fetch.max.wait.ms", "50", "consumer.fetch.max.wait.ms", "50");
  }
}
