package org.anabranch.transforms.segment;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
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
 * @param store {@code kafka}, or the name of a store of objects
 * @param client the settings of Kafka's client
 * @param all a transform's options, of which a store of objects reads its own
 * @param topic null where nothing is said of it
 * @param timeout how long to write or to wait
 */
record PartsOptions(
    String store,
    Map<String, Object> client,
    Map<String, Object> all,
    @Nullable String topic,
    Duration timeout) {

  static final String STORE = "parts.store";
  static final String BOOTSTRAP_SERVERS = "parts.bootstrap.servers";
  static final String TOPIC = "parts.topic";

  /** What begins the options that go to Kafka's client. */
  static final String CLIENT_PREFIX = "parts.client.";

  /** What stands for the name of a record's topic. */
  static final String TOPIC_OF_RECORD = "${topic}";

  static final String GROUP = "Parts";
  static final String KAFKA = "kafka";

  PartsOptions {
    client = Map.copyOf(client);
    all = Map.copyOf(all);
  }

  /**
   * Adds these options to a transform's own.
   *
   * @param topicDefault of the option for the topic
   * @param topicDoc its documentation
   */
  static void define(ConfigDef options, @Nullable String topicDefault, String topicDoc) {
    List<ObjectStoreProvider> stores = installed();
    defineStore(options, stores)
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
    stores.forEach(store -> store.define(options));
  }

  private static ConfigDef defineStore(ConfigDef options, List<ObjectStoreProvider> stores) {
    String[] names =
        Stream.concat(Stream.of(KAFKA), stores.stream().map(ObjectStoreProvider::name).sorted())
            .toArray(String[]::new);
    return options
        .define(
            STORE,
            ConfigDef.Type.STRING,
            KAFKA,
            ValidString.in(names),
            Importance.HIGH,
            "Where large values lie: kafka, as parts in a topic; file, each as one file in a"
                + " directory that all workers of writers and readers have mounted; or, each as one"
                + " object, in a store whose directory was put into the plugin's.",
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
            "Servers of parts");
  }

  /** Those beside this class, whichever class loader the thread has. */
  private static List<ObjectStoreProvider> installed() {
    return ServiceLoader.load(ObjectStoreProvider.class, PartsOptions.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static ObjectStoreProvider provider(Object name) {
    return installed().stream()
        .filter(installed -> installed.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    STORE,
                    name,
                    "No such store is installed. Correct the name, or copy the directory of that"
                        + " store into that of the transforms on every worker"));
  }

  /**
   * Of a transform's configuration.
   *
   * @param timeout the option that says how long to write or to wait
   * @throws ConfigException where something is missing; says what
   */
  static PartsOptions of(AbstractConfig config, String timeout) {
    check(config.values());
    Map<String, Object> client = new HashMap<>(config.originalsWithPrefix(CLIENT_PREFIX));
    String servers = config.getString(BOOTSTRAP_SERVERS);
    if (servers != null) {
      client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    }
    Map<String, Object> all = new HashMap<>(config.originals());
    all.values().removeIf(Objects::isNull);
    return new PartsOptions(
        config.getString(STORE),
        client,
        all,
        config.getString(TOPIC),
        Duration.ofMillis(config.getLong(timeout)));
  }

  private static void check(Map<String, ?> parsed) {
    Object store = parsed.get(STORE);
    if (!KAFKA.equals(store)) {
      provider(String.valueOf(store)).check(parsed);
    } else if (parsed.get(BOOTSTRAP_SERVERS) == null) {
      throw new ConfigException(
          "%s=%s needs %s. Set it to the Kafka cluster of the records"
              .formatted(STORE, KAFKA, BOOTSTRAP_SERVERS));
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

  /** The store of objects that was chosen; null where parts go to Kafka. */
  @Nullable ObjectParts objects() {
    return store.equals(KAFKA) ? null : new ObjectParts(provider(store).open(all), timeout);
  }

  /** Without the client's settings, which may hold secrets. */
  @Override
  public String toString() {
    return store;
  }
}
