package org.anabranch.store.mongodb.options;

import java.util.Map;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where and how the store writes.
 *
 * @param mapping which tables are collections of other names and forms
 */
public record MongoDbStoreOptions(ConnectionOptions connection, DocumentMapping mapping) {

  private static final String TABLES = "Tables";

  /** Adds these options to others. */
  public static ConfigDef define(ConfigDef options) {
    return DocumentMappingOption.define(ConnectionOptions.define(options), TABLES, 1);
  }

  /**
   * Reads the options out of a connector's whole configuration.
   *
   * @throws ConfigException where one of them is missing or wrong
   */
  public static MongoDbStoreOptions of(Map<String, String> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    return new MongoDbStoreOptions(
        ConnectionOptions.of(config), DocumentMappingOption.of(configuration));
  }
}
