package org.anabranch.store.mongodb.options;

import java.util.Map;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where and how the store writes.
 *
 * @param mapping which tables are collections of other names and forms
 */
public record MongoDbStoreOptions(
    ConnectionOptions connection, TransactionUse transactions, DocumentMapping mapping) {

  /** Whether documents are merged in transactions. */
  public static final String TRANSACTIONS = "merge.transactions";

  private static final String TABLES = "Tables";

  /** Adds these options to others. */
  public static ConfigDef define(ConfigDef options) {
    ConfigDef connected =
        ConnectionOptions.define(options)
            .define(
                TRANSACTIONS,
                ConfigDef.Type.STRING,
                TransactionUse.REQUIRED.toString(),
                ConfigDef.ValidString.in(TransactionUse.names().toArray(String[]::new)),
                Importance.MEDIUM,
                "Whether documents are merged in transactions. Without them, each document gets a field"
                    + " _anabranch in which the sink keeps what it has merged; auto does so where the"
                    + " server has no transactions, never everywhere. The same for all sinks of a"
                    + " region, and not to be changed later.",
                "Database",
                5,
                Width.SHORT,
                "Transactions");
    return DocumentMappingOption.define(connected, TABLES, 1);
  }

  /**
   * Reads the options out of a connector's whole configuration.
   *
   * @throws ConfigException where one of them is missing or wrong
   */
  public static MongoDbStoreOptions of(Map<String, String> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    MongoDbStoreOptions options =
        new MongoDbStoreOptions(
            ConnectionOptions.of(config),
            TransactionUse.of(config.getString(TRANSACTIONS)),
            DocumentMappingOption.of(configuration));
    options.checkTogether();
    return options;
  }

  /** The marks of a merge without transactions are in documents; tables have no place for them. */
  private void checkTogether() {
    if (transactions != TransactionUse.REQUIRED && !mapping.tables().isEmpty()) {
      throw new ConfigException(
          TRANSACTIONS
              + "="
              + transactions
              + " and "
              + DocumentMappingOption.NAME
              + " do not go together: tables that are collections elsewhere are merged in"
              + " transactions only. Set "
              + TRANSACTIONS
              + "="
              + TransactionUse.REQUIRED);
    }
  }
}
