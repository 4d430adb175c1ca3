package org.anabranch.capture.config;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.capture.AlteredWrites;
import org.anabranch.capture.MarkOptions;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The options of a capture: Debezium's and ours. */
public final class CaptureOptions {

  public static final String KAFKA_BOOTSTRAP_SERVERS = "context.kafka.bootstrap.servers";
  private static final String KAFKA = "context.kafka.";

  private CaptureOptions() {}

  /** Adds our options to a copy of Debezium's. */
  public static ConfigDef define(ConfigDef debezium) {
    return own(new ConfigDef(debezium));
  }

  /** Ours alone. */
  public static ConfigDef own(ConfigDef options) {
    return AlteredWrites.define(MarkOptions.define(ContextOptions.define(options)))
        .define(
            KAFKA_BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            Importance.MEDIUM,
            "Where the capture's topics are, host:port pairs separated by commas. With it, topics"
                + " that exist already are checked: one partition per lane, not compacted. Further"
                + " context.kafka.* options go to the Kafka client, for example"
                + " context.kafka.security.protocol. Without it a topic with too few partitions"
                + " shows only as a metadata timeout of the producer.",
            "Context",
            10,
            Width.LONG,
            "Kafka of the topics");
  }

  /** The options of the Kafka client that looks at topics; empty where there is none. */
  public static Map<String, Object> kafkaClient(Map<String, String> given) {
    Map<String, Object> client = new HashMap<>();
    String servers = given.get(KAFKA_BOOTSTRAP_SERVERS);
    if (servers != null && !servers.isBlank()) {
      given.forEach(
          (name, value) -> {
            if (name.startsWith(KAFKA)) {
              client.put(name.substring(KAFKA.length()), value);
            }
          });
    }
    return client;
  }
}
