package org.anabranch.store.mongodb.options;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Where and how the store writes. */
public record MongoDbStoreOptions(ConnectionOptions connection) {

  /** Adds these options to others. */
  public static ConfigDef define(ConfigDef options) {
    return ConnectionOptions.define(options);
  }

  /**
   * Reads the options out of a connector's whole configuration.
   *
   * @throws ConfigException where one of them is missing or wrong
   */
  public static MongoDbStoreOptions of(Map<String, String> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    return new MongoDbStoreOptions(ConnectionOptions.of(config));
  }
}
