package org.anabranch.transforms.filter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where records go that the policy could not judge.
 *
 * @param topic in the region from which they come
 * @param producer the settings of the producer that writes it
 */
record QuarantineOptions(String topic, Map<String, Object> producer) {

  static final String TOPIC = "quarantine.topic";
  static final String PRODUCER_PREFIX = "quarantine.producer.";

  private static final String GROUP = "Errors";
  private static final String SERVERS =
      PRODUCER_PREFIX + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;

  QuarantineOptions {
    producer = Map.copyOf(producer);
  }

  static ConfigDef define(ConfigDef options) {
    return options
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The topic to which on.error=quarantine writes records as they came, with a header that"
                + " says why. It holds whole rows, so it belongs to the region from which they"
                + " come. Needs key.converter and value.converter, too, which write what does not"
                + " come as bytes.",
            GROUP,
            1,
            Width.MEDIUM,
            "Quarantine topic")
        .define(
            SERVERS,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The Kafka cluster of the quarantine topic: that of the region from which records come,"
                + " never of the destination. Other settings of the producer, such as"
                + " security.protocol, go after the same prefix quarantine.producer.",
            GROUP,
            2,
            Width.LONG,
            "Quarantine servers");
  }

  /**
   * Of a configuration; null where nothing is quarantined.
   *
   * @throws ConfigException where something is missing
   */
  static @Nullable QuarantineOptions of(AbstractConfig config, ErrorChoice onError) {
    String topic = config.getString(TOPIC);
    if (onError != ErrorChoice.QUARANTINE) {
      return null;
    }
    check(config.values());
    Map<String, Object> producer = new HashMap<>(config.originalsWithPrefix(PRODUCER_PREFIX));
    return new QuarantineOptions(topic, producer);
  }

  private static void check(Map<String, ?> parsed) {
    if (parsed.get(TOPIC) == null || parsed.get(SERVERS) == null) {
      throw new ConfigException(
          "%s=quarantine needs %s and %s: a topic in the region from which records come"
              .formatted(GeoFilterOptions.ON_ERROR, TOPIC, SERVERS));
    }
    if (parsed.get(RecordConverters.KEY) == null || parsed.get(RecordConverters.VALUE) == null) {
      throw new ConfigException(
          "%s=quarantine needs %s and %s: they write what does not come as bytes. Set both to what"
                  .formatted(
                      GeoFilterOptions.ON_ERROR, RecordConverters.KEY, RecordConverters.VALUE)
              + " the connector writes with");
    }
  }

  /** Asks at a validation, too, for what quarantining needs. */
  static final class Needs implements ConfigDef.Recommender {

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsed) {
      if (ErrorChoice.QUARANTINE.configName().equals(parsed.get(name))) {
        check(parsed);
      }
      return List.of();
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsed) {
      return true;
    }
  }

  /** Without the producer's settings, which may hold secrets. */
  @Override
  public String toString() {
    return topic;
  }
}
