package org.anabranch.transforms.segment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where contents lie that are too large for their topic.
 *
 * @param client the settings of Kafka's client; empty where they lie in a directory
 * @param directory null where they lie in a topic
 * @param topic null where nothing is said of it
 * @param timeout how long to write or to wait
 */
record PartsOptions(
    Map<String, Object> client,
    @Nullable Path directory,
    @Nullable String topic,
    Duration timeout) {

  static final String STORE = "parts.store";
  static final String BOOTSTRAP_SERVERS = "parts.bootstrap.servers";
  static final String TOPIC = "parts.topic";
  static final String DIRECTORY = "parts.directory";

  /** What begins the options that go to Kafka's client. */
  static final String CLIENT_PREFIX = "parts.client.";

  /** What stands for the name of a record's topic. */
  static final String TOPIC_OF_RECORD = "${topic}";

  static final String GROUP = "Parts";

  private static final String KAFKA = "kafka";
  private static final String FILE = "file";

  PartsOptions {
    client = Map.copyOf(client);
  }

  /**
   * Adds these options to a transform's own.
   *
   * @param topicDefault of the option for the topic
   * @param topicDoc its documentation
   */
  static void define(ConfigDef options, @Nullable String topicDefault, String topicDoc) {
    defineStore(options)
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            topicDefault,
            null,
            Importance.MEDIUM,
            topicDoc,
            GROUP,
            2,
            Width.MEDIUM,
            "Topic of parts");
  }

  private static ConfigDef defineStore(ConfigDef options) {
    return options
        .define(
            STORE,
            ConfigDef.Type.STRING,
            KAFKA,
            ValidString.in(KAFKA, FILE),
            Importance.HIGH,
            "Where large values lie: kafka, as parts in a topic, or file, each as one file in a"
                + " directory that all workers of writers and readers have mounted, such as an object"
                + " store's.",
            GROUP,
            0,
            Width.SHORT,
            "Store of parts",
            new Needs())
        .define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.HIGH,
            "The Kafka cluster of the topic of parts: that of the record's own topic, which the"
                + " connector writes or reads. Needed with parts.store=kafka. Other settings of the"
                + " client, such as security.protocol, go after the prefix parts.client.",
            GROUP,
            1,
            Width.LONG,
            "Servers of parts")
        .define(
            DIRECTORY,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The directory of parts.store=file. It must be there. Files are named by the SHA-256 of"
                + " what they hold and are never altered; nothing here deletes them.",
            GROUP,
            3,
            Width.LONG,
            "Directory of parts");
  }

  /**
   * Of a transform's configuration.
   *
   * @param timeout the option that says how long to write or to wait
   * @throws ConfigException where something is missing; says what
   */
  static PartsOptions of(AbstractConfig config, String timeout) {
    check(config.values());
    boolean kafka = config.getString(STORE).equals(KAFKA);
    Map<String, Object> client = new HashMap<>();
    if (kafka) {
      client.putAll(config.originalsWithPrefix(CLIENT_PREFIX));
      client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.getString(BOOTSTRAP_SERVERS));
    }
    return new PartsOptions(
        client,
        kafka ? null : Path.of(config.getString(DIRECTORY)),
        config.getString(TOPIC),
        Duration.ofMillis(config.getLong(timeout)));
  }

  private static void check(Map<String, ?> parsed) {
    boolean kafka = KAFKA.equals(parsed.get(STORE));
    String needed = kafka ? BOOTSTRAP_SERVERS : DIRECTORY;
    if (parsed.get(needed) == null) {
      throw new ConfigException(
          "%s=%s needs %s. Set it to %s"
              .formatted(
                  STORE,
                  parsed.get(STORE),
                  needed,
                  kafka ? "the Kafka cluster of the records" : "a directory of all workers"));
    }
  }

  /** Asks at a validation, too, for what the store needs. */
  private static final class Needs implements ConfigDef.Recommender {

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsed) {
      check(parsed);
      return List.of();
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsed) {
      return true;
    }
  }

  /** Without the client's settings, which may hold secrets. */
  @Override
  public String toString() {
    return directory == null ? KAFKA : directory.toString();
  }
}
