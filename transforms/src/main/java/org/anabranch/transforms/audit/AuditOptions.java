package org.anabranch.transforms.audit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where a transform keeps its decisions.
 *
 * @param topic of at least as many partitions as the connector has tasks
 * @param client the settings of Kafka's clients
 * @param timeout how long a decision may wait to be kept
 */
public record AuditOptions(String topic, Map<String, Object> client, Duration timeout) {

  public static final String TOPIC = "audit.topic";
  public static final String BOOTSTRAP_SERVERS = "audit.bootstrap.servers";
  public static final String TIMEOUT_MS = "audit.timeout.ms";

  /** What begins the options that go to Kafka's clients. */
  public static final String CLIENT_PREFIX = "audit.client.";

  private static final String GROUP = "Audit";
  private static final long TIMEOUT_MS_DEFAULT = 60_000;

  /** Copies the settings. */
  public AuditOptions {
    client = Map.copyOf(client);
  }

  /** Adds these options to a transform's own. */
  public static ConfigDef define(ConfigDef options) {
    return options
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The topic to which each decision that withholds, removes, masks or encrypts something is"
                + " written, without any value of a row, in a chain of hashes for each partition:"
                + " tools/anabranch verify-audit finds what was altered or removed afterwards. Each"
                + " task writes one partition of its own, so it needs as many partitions as the"
                + " connector has tasks. Nothing is written where it is not set.",
            GROUP,
            0,
            Width.MEDIUM,
            "Audit topic")
        .define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The Kafka cluster of the audit topic: that of the region from which records come."
                + " Needed with audit.topic. Other settings of the clients, such as security.protocol,"
                + " go after the prefix audit.client.",
            GROUP,
            1,
            Width.LONG,
            "Audit servers")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.LONG,
            TIMEOUT_MS_DEFAULT,
            Range.atLeast(1000),
            Importance.LOW,
            "How many milliseconds decisions may wait for the audit topic. Then the task fails:"
                + " nothing goes on of which there would be no record.",
            GROUP,
            2,
            Width.SHORT,
            "Audit timeout (ms)");
  }

  /**
   * Of a transform's configuration; null where decisions are not to be kept.
   *
   * @throws ConfigException where something is missing; says what
   */
  public static @Nullable AuditOptions of(AbstractConfig config) {
    String topic = config.getString(TOPIC);
    String servers = config.getString(BOOTSTRAP_SERVERS);
    if (topic == null) {
      if (servers != null) {
        throw new ConfigException(BOOTSTRAP_SERVERS + " is set without " + TOPIC + ". Set both");
      }
      return null;
    }
    if (servers == null) {
      throw new ConfigException(
          TOPIC
              + " is set without "
              + BOOTSTRAP_SERVERS
              + ". Name the Kafka cluster of the region from which records come");
    }
    Map<String, Object> client = new HashMap<>(config.originalsWithPrefix(CLIENT_PREFIX));
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    return new AuditOptions(topic, client, Duration.ofMillis(config.getLong(TIMEOUT_MS)));
  }
}
