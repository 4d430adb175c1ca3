package org.anabranch.transforms.consent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/**
 * Where consent topics are.
 *
 * @param client the settings of Kafka's client
 * @param lagMax how long ago it may be that all of them was read
 * @param timeout how long reading all of them may take at the start
 */
public record ConsentOptions(Map<String, Object> client, Duration lagMax, Duration timeout) {

  public static final String BOOTSTRAP_SERVERS = "consent.bootstrap.servers";
  public static final String LAG_MAX_MS = "consent.lag.max.ms";
  public static final String TIMEOUT_MS = "consent.timeout.ms";

  /** What begins the options that go to Kafka's client. */
  public static final String CLIENT_PREFIX = "consent.client.";

  private static final String GROUP = "Consent";
  private static final long LAG_MAX_MS_DEFAULT = 10_000;
  private static final long TIMEOUT_MS_DEFAULT = 300_000;

  /** Copies the settings. */
  public ConsentOptions {
    client = Map.copyOf(client);
  }

  /** Adds these options to a transform's own. */
  public static ConfigDef define(ConfigDef options) {
    return options
        .define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The Kafka cluster of the topics that the policy names under consents. Needed where it"
                + " names some. Other settings of the client, such as security.protocol, go after"
                + " the prefix consent.client.",
            GROUP,
            0,
            Width.LONG,
            "Consent servers")
        .define(
            LAG_MAX_MS,
            ConfigDef.Type.LONG,
            LAG_MAX_MS_DEFAULT,
            Range.atLeast(1000),
            Importance.MEDIUM,
            "How many milliseconds ago it may be that all consents were read. Nothing is judged by"
                + " older ones: it is waited as long again for the topics, then the record fails.",
            GROUP,
            1,
            Width.SHORT,
            "Largest lag of consents (ms)")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.LONG,
            TIMEOUT_MS_DEFAULT,
            Range.atLeast(1000),
            Importance.LOW,
            "How many milliseconds reading all consents may take when a task starts.",
            GROUP,
            2,
            Width.SHORT,
            "Consent timeout (ms)");
  }

  /** Of a transform's configuration; null where no cluster is named. */
  public static @Nullable ConsentOptions of(AbstractConfig config) {
    String servers = config.getString(BOOTSTRAP_SERVERS);
    if (servers == null) {
      return null;
    }
    Map<String, Object> client = new HashMap<>(config.originalsWithPrefix(CLIENT_PREFIX));
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    return new ConsentOptions(
        client,
        Duration.ofMillis(config.getLong(LAG_MAX_MS)),
        Duration.ofMillis(config.getLong(TIMEOUT_MS)));
  }
}
