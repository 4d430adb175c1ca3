package org.anabranch.keys.store.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where the topic of data keys is.
 *
 * @param client the settings of Kafka's clients
 * @param create whether the topic is made where it is missing
 * @param replicationFactor of a topic that is made; -1 for the cluster's default
 * @param refresh how long ago it may be that the topic was read to its end
 */
public record KafkaStoreOptions(
    String topic,
    Map<String, Object> client,
    boolean create,
    short replicationFactor,
    Duration refresh) {

  public static final String TOPIC = "key.store.topic";
  public static final String BOOTSTRAP_SERVERS = "key.store.bootstrap.servers";
  public static final String CREATE = "key.store.topic.create";
  public static final String REPLICATION_FACTOR = "key.store.topic.replication.factor";

  /** What begins the options that go to Kafka's clients. */
  public static final String CLIENT_PREFIX = "key.store.client.";

  /** Copies the settings. */
  public KafkaStoreOptions {
    client = Map.copyOf(client);
  }

  /** Adds these options to those of the group. */
  public static ConfigDef define(ConfigDef options, String group) {
    return options
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            "anabranch-keys",
            new NonEmptyString(),
            Importance.MEDIUM,
            "With key.store=kafka: the topic of the data keys, of one partition, compacted and never"
                + " deleted from.",
            group,
            3,
            Width.MEDIUM,
            "Key topic")
        .define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.HIGH,
            "With key.store=kafka, needed: the Kafka cluster of that topic. Other settings of the"
                + " clients, such as security.protocol, go after the prefix key.store.client.",
            group,
            4,
            Width.LONG,
            "Key servers")
        .define(
            CREATE,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.LOW,
            "With key.store=kafka: whether the topic is made where it is missing, with settings by"
                + " which destroyed keys leave the log within minutes.",
            group,
            5,
            Width.SHORT,
            "Make the topic")
        .define(
            REPLICATION_FACTOR,
            ConfigDef.Type.SHORT,
            (short) -1,
            ConfigDef.LambdaValidator.with(
                KafkaStoreOptions::checkReplication, () -> "-1 or at least 1"),
            Importance.LOW,
            "With key.store=kafka: how many brokers keep a topic that is made here; -1 for the"
                + " cluster's default.",
            group,
            6,
            Width.SHORT,
            "Replication factor");
  }

  private static void checkReplication(String name, Object value) {
    if (value instanceof Short number && (number == 0 || number < -1)) {
      throw new ConfigException(name, value, "Give a number of brokers, or -1 for the default");
    }
  }

  /**
   * Of a parsed configuration whose definition went through {@link #define}.
   *
   * @throws ConfigException where the cluster is not named
   */
  public static KafkaStoreOptions of(AbstractConfig config, Duration refresh) {
    String servers = config.getString(BOOTSTRAP_SERVERS);
    if (servers == null || servers.isBlank()) {
      throw new ConfigException(
          BOOTSTRAP_SERVERS
              + " is missing. Name the Kafka cluster of the topic of data keys, or set"
              + " key.store=postgres");
    }
    Map<String, Object> client = new HashMap<>(config.originalsWithPrefix(CLIENT_PREFIX));
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    return new KafkaStoreOptions(
        config.getString(TOPIC),
        client,
        config.getBoolean(CREATE),
        config.getShort(REPLICATION_FACTOR),
        refresh);
  }

  /** Without the client's settings, among which there are passwords. */
  @Override
  public String toString() {
    return "KafkaStoreOptions[topic=" + topic + "]";
  }
}
